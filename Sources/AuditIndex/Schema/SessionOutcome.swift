/// How a call in a session ended, and whether a service made it, as `session_activity` has it.
///
/// The values are part of the file format.
public struct SessionOutcome: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: Int32

    /// Makes an outcome of its bits.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// The call failed.
    public static let failed = SessionOutcome(rawValue: 1 << 0)
    /// It failed because the caller was not allowed to make it.
    public static let denied = SessionOutcome(rawValue: 1 << 1)
    /// A service made it with the session's credentials.
    public static let forwarded = SessionOutcome(rawValue: 1 << 2)

    /// What an event's flags say of it.
    init(_ flags: EventFlags) {
        self = []
        if flags.contains(.failed) { insert(.failed) }
        if flags.contains(.denied) { insert(.denied) }
        if flags.contains(.forwarded) { insert(.forwarded) }
    }
}
