import SecurityArchitecture

/// A rule of a security group that is open, or was taken away.
public struct GroupRule: Sendable {
    /// The rule; its direction is unknown where only an edit of it is in the logs.
    public var rule: CalledRule
    /// The change that made it what it is; nil where that is older than the logs.
    public var opened: GroupChangeRecord?
    /// The change that took it away; nil where it is open.
    public var closed: GroupChangeRecord?
    /// Whether the rule came with the group: it lets everything out.
    public var isDefault = false
}
