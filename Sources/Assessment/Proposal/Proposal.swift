import AuditIndex
import Basics
import SecurityArchitecture

/// What an `audit.yaml` could say, as far as an index tells.
///
/// Each part is proposed from evidence of several days; what is thinner stands in `checks`, which
/// become comments. Parts refer to the environments and networks that were found before them.
package struct Proposal {
    /// Something that a person has to look at before it is declared, if ever.
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
    }

    /// Programs of one environment.
    struct Workloads {
        var name: String
        var environment: String?
        var roles: [(text: String, words: String)] = []
        var users: [(text: String, words: String)] = []
        var networks: [String] = []
        var checks: [Check] = []
    }

    /// A key that signs.
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
    /// What was seen of things that only a person can declare.
    var groups: [(id: String, words: String)] = []
    var listeners: [(id: String, words: String)] = []
    /// What to look at, by section.
    var checks: [String: [Check]] = [:]

    /// The environment of a name.
    func environment(_ name: String?) -> Environment? {
        environments.first { $0.name == name }
    }
}

/// How much has to be seen of something before it is proposed as normal.
///
/// An index may hold the traces of an attacker, and a proposal that allowed whatever has happened
/// would allow those too. What counts is days and not calls: a script reads a thousand secrets in
/// an hour, but habits take days.
struct HabitThreshold {
    /// The days that something must have been seen on.
    let days: Int

    /// Makes the measure of an index.
    ///
    /// - parameter indexed: The number of days that the index has events of.
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
