/// What else an event's row says, as bits of one number.
///
/// Their values are part of the file format.
public struct EventFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: Int32

    /// Makes flags of their bits.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// The call failed.
    public static let failed = EventFlags(rawValue: 1 << 0)
    /// The call failed because the caller was not allowed to make it.
    public static let denied = EventFlags(rawValue: 1 << 1)
    /// The call changed nothing, says CloudTrail.
    public static let readOnly = EventFlags(rawValue: 1 << 2)
    /// The session began with a second factor.
    public static let mfa = EventFlags(rawValue: 1 << 3)
    /// A service made the call with the credentials of its caller.
    public static let forwarded = EventFlags(rawValue: 1 << 4)
    /// The session's credentials came from the console.
    public static let console = EventFlags(rawValue: 1 << 5)
    /// The record adds to an event delivered before.
    public static let addendum = EventFlags(rawValue: 1 << 6)
    /// The record has no `eventID`: the row's id is a hash of its content.
    public static let withoutID = EventFlags(rawValue: 1 << 7)
    /// A data event.
    public static let data = EventFlags(rawValue: 1 << 8)
    /// An Insights event.
    public static let insight = EventFlags(rawValue: 1 << 9)
    /// A network activity event.
    public static let networkActivity = EventFlags(rawValue: 1 << 10)
    /// The call is about several secrets at once; only rows of `secret_access` say so.
    static let batch = EventFlags(rawValue: 1 << 11)
}
