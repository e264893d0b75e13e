import SecurityArchitecture

/// A touch of a secret on its way to the index, beside the event that it is of.
public struct SecretTouch: Sendable {
    /// The event, as a position in the batch's rows.
    public var row: Int32
    /// What was done to which secret.
    public var access: SecretAccess

    /// Makes a touch.
    public init(row: Int32, access: SecretAccess) {
        self.row = row
        self.access = access
    }
}
