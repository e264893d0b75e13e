/// Why a text is not what it should be, in words for the person who wrote it.
package struct TextFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and what would be right.
    package let description: String

    package init(_ description: String) { self.description = description }
}
