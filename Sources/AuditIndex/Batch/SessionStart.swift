import SecurityArchitecture

/// The start of a session on its way to the index, beside the event that it is of.
///
/// Texts are numbers of the batch's tables, 0 where there is none.
public struct SessionStart: Sendable {
    /// The event, as a position in the batch's rows.
    public var row: Int32
    /// Who began the session, among the principals.
    public var caller: Int32
    /// The caller's own session.
    public var callerSession: Int32
    /// The key that the call was made with.
    public var callerKey: Int32
    /// The role, among the resources.
    public var role: Int32
    /// The session that began.
    public var session: Int32
    /// All else there is to say.
    public var start: RoleSessionStart

    /// Describes the start of a session whose texts are not numbered yet.
    public init(row: Int32, start: RoleSessionStart) {
        self.row = row
        self.start = start
        caller = 0
        callerSession = 0
        callerKey = 0
        role = 0
        session = 0
    }
}
