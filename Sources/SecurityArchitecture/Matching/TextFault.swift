/// Why a text is not what it should be, in words for the person who wrote it.
public struct TextFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and what would be right.
    public let description: String

    init(_ description: String) { self.description = description }
}
