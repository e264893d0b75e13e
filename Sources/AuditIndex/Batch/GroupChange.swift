import SecurityArchitecture

/// A change of a security group's rules on its way to the index, beside the event that it is of.
public struct GroupChange: Sendable {
    /// The event, as a position in the batch's rows.
    public var row: Int32
    /// What was done to which group.
    public var call: SecurityGroupCall

    /// Makes a change.
    public init(row: Int32, call: SecurityGroupCall) {
        self.row = row
        self.call = call
    }
}
