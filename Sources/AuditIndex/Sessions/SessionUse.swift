import CloudTrail

/// What was done with one key of a session: calls of one kind, from one address, with one outcome.
public struct SessionUse: Hashable, Sendable {
    /// The ARN of the session; nil for a user's own key.
    public var session: String?
    /// The key; nil for calls that services made for the session.
    public var accessKey: String?
    /// Who called: a role, a user, an instance.
    public var principal: IndexedPrincipal
    /// The service that was called.
    public var eventSource: String
    /// The name of the call.
    public var eventName: String
    /// How the calls ended, and whether services made them: `failed`, `denied`, `forwarded`.
    public var flags: EventFlags
    /// `sourceIPAddress`.
    public var address: String?
    /// How many calls there were.
    public var count: Int
    /// The first of them.
    public var first: EventTime
    /// The last of them.
    public var last: EventTime
}
