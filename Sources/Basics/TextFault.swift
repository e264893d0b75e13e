/// What is wrong with a text and what would be right, for the person who wrote it.
package struct TextFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
