/// A touch of a secret on its way to the index, beside the event that it is of.
public struct SecretTouch: Sendable {
    /// The event, as a position in the batch's rows.
    public var row: Int32
    /// What was done to which secret, as a position in the batch's secret accesses.
    public var access: Int32

    /// Makes a touch.
    public init(row: Int32, access: Int32) {
        self.row = row
        self.access = access
    }
}
