import AuditIndex
import Basics
import SecurityArchitecture

/// A proposed `audit.yaml`, derived from an index.
///
/// Each part is based on evidence from several days; weaker evidence is in `checks`, which become
/// comments. Parts refer to environments and networks found before them.
package struct Proposal {
    /// Something a person has to look at before declaring it.
    typealias Check = String

    /// An environment.
    package struct Environment {
        var name: String
        var isProduction: Bool
        var accounts: [(id: String, words: String)] = []
        /// Patterns, for accounts that several environments share.
        var roles: [String] = []
        var secrets: [String] = []
    }

    /// A network.
    package struct Network {
        var name: String
        var environment: String?
        var blocks: [(text: String, words: String)] = []
    }

    /// Secrets with the same readers.
    package struct Secrets {
        var name: String
        var kind: SecretKind
        var names: [String]
        /// Nil for all.
        var environments: [String]?
        var readers: [String]
        var rotators: [String]
        var words: String
        var checks: [Check]
    }

    /// A deployment role.
    package struct DeploymentRole {
        var role: String
        var environment: String?
        var isGuessed: Bool
        var assumers: [(text: String, words: String)]
        var provider: String?
        var networks: [String]
        var longestSession: Int64?
        var words: [String]
        var checks: [Check]

        /// Whether it is more than a name: an empty contract would be no declaration.
        var saysSomething: Bool {
            environment != nil || !assumers.isEmpty || provider != nil || !networks.isEmpty
                || longestSession != nil
        }
    }

    /// The workloads of one environment.
    struct Workloads {
        var name: String
        var environment: String?
        var roles: [(text: String, words: String)] = []
        var users: [(text: String, words: String)] = []
        var networks: [String] = []
        var checks: [Check] = []
    }

    /// A signing key.
    struct SigningKey {
        var name: String
        var key: String
        var environment: String?
        var signers: [String]
        var words: String
        var checks: [Check]
    }

    var threshold: HabitThreshold
    var span: String
    package var environments: [Environment] = []
    package var networks: [Network] = []
    package var secrets: [Secrets] = []
    package var deploymentRoles: [DeploymentRole] = []
    var people: [(text: String, words: String)] = []
    var breakGlass: [(text: String, words: String)] = []
    var workloads: [Workloads] = []
    var signingKeys: [SigningKey] = []
    /// Security groups and listeners, which only a person can declare.
    var groups: [(id: String, words: String)] = []
    var listeners: [(id: String, words: String)] = []
    /// What to look at, by section.
    var checks: [String: [Check]] = [:]

    func environment(_ name: String?) -> Environment? {
        environments.first { $0.name == name }
    }
}

/// How often something must have been seen before it is proposed as usual.
///
/// The index may contain an attacker's activity, which a proposal that allows whatever has happened
/// would allow too. So days count instead of calls: a script reads a thousand secrets in an hour,
/// but habits take days.
struct HabitThreshold {
    /// The number of days on which something must have been seen.
    let days: Int

    /// - parameter indexed: The number of days with events in the index.
    init(indexed: Int) { days = indexed >= 6 ? 3 : indexed >= 3 ? 2 : 1 }

    /// Whether it is a habit.
    func isHabit(_ sighting: Sighting) -> Bool { sighting.days.count >= days }
}

extension Sighting {
    /// `12 times, 2026-03-02 to 2026-03-08`, for a comment.
    var words: String {
        var parts: [String] = []
        if count > 0 { parts.append("\(Count(count, "time"))") }
        if failures > 0 { parts.append("failed \(Count(failures, "time"))") }
        let dates = (first.date, last.date)
        let span = dates.0 == dates.1 ? dates.0 : "\(dates.0) to \(dates.1)"
        let days = days.count > 1 ? " on \(Count(days.count, "day"))" : ""
        return "\(parts.joined(separator: ", "))\(days), \(span)"
    }

    /// The sum of several.
    static func sum(_ sightings: some Sequence<Sighting>) -> Sighting {
        sightings.reduce(into: Sighting()) { $0.add($1) }
    }
}

extension EventTime {
    /// `2026-03-07`.
    var date: String { String(description.prefix(10)) }
}
