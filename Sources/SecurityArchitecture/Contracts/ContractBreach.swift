import CloudTrail

/// A clause of what is declared about a role, a workload or people.
public enum ContractClause: String, CaseIterable, Hashable, Sendable {
    /// Who may take the role.
    case assumer
    /// Which subjects of an OIDC provider may take it.
    case subject
    /// Where it may be taken and used from.
    case network
    /// When it may be taken.
    case window
    /// When it may not be taken after all.
    case freeze
    /// How long a session may last.
    case sessionLength = "session-length"
    /// What it may do.
    case action
}

/// A clause that was broken, and how, in words for people.
///
/// For example `window`, "outside Mon–Thu 08:00–16:00 Europe/Berlin: Saturday 03:06".
public struct ContractBreach: Hashable, Sendable {
    /// The clause.
    public var clause: ContractClause
    /// What happened and what is declared.
    public var words: String
}

extension ContractBreach: CustomStringConvertible {
    /// The clause's code and the words.
    public var description: String { "\(clause.rawValue): \(words)" }
}

/// How an event's time lies to the windows of the deployment role that it is about.
public enum WindowState: String, CaseIterable, Hashable, Sendable {
    /// In a window and in no freeze.
    case inside
    /// In no window.
    case outside
    /// In a freeze, window or not.
    case freeze
    /// There are no windows, or the event is about no deployment role.
    case none

    /// Judges a time.
    public init(_ time: EventTime, _ contract: DeploymentRole) {
        if contract.freezes.contains(where: { $0.contains(time) }) {
            self = .freeze
        } else if let windows = contract.windows {
            self = windows.contains { $0.contains(time) } ? .inside : .outside
        } else {
            self = .none
        }
    }
}
