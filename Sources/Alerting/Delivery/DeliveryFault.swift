/// Why a value of the settings cannot be used; it follows the name of the value.
public struct DeliveryFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what would be right, without the value.
    public var description: String

    init(_ description: String) { self.description = description }
}
