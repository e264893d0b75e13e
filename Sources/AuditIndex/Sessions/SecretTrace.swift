/// A secret that was touched with a key.
public struct SecretTrace: Hashable, Sendable {
    /// The secret's name.
    public var name: String
    /// How often its value was got.
    public var reads: Int
    /// How often getting it was denied.
    public var denied: Int
    /// How often it was changed: written, deleted, rotated, shared.
    public var changes: Int
}
