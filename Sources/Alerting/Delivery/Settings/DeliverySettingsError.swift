/// Everything that is wrong with the settings of delivery; it repeats no value of theirs.
public struct DeliverySettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, where, and what would be right; at least one.
    public var problems: [String]

    /// The problems, one a line.
    public var description: String { problems.joined(separator: "\n") }
}
