/// A place in some bytes where they stop being JSON, and why.
public struct JSONFault: Error, Hashable, Sendable {
    /// Why bytes are not JSON.
    public enum Reason: String, Hashable, Sendable {
        /// The bytes end inside a value: more input may complete it.
        case incomplete = "the input ends inside a value"
        /// A value was due, and something else stands there.
        case expectedValue = "expected a JSON value"
        /// An object's key was due.
        case expectedKey = "expected a string as the key of an object"
        /// The `:` between key and value is missing.
        case expectedColon = "expected ':' after a key"
        /// The `,` or the closing bracket is missing.
        case expectedSeparator = "expected ',' or the end of the object or array"
        /// Brackets are nested deeper than any record's.
        case tooDeep = "nested deeper than 512 levels"
        /// A control character stands unescaped in a string.
        case controlCharacter = "a control character stands unescaped in a string"
        /// A backslash is followed by something that is no escape.
        case badEscape = "an escape in a string is not one of JSON's"
        /// A string is not UTF-8.
        case notUTF8 = "a string is not UTF-8"
        /// A word or number is not one of JSON's.
        case badLiteral = "neither a number nor true, false or null"
    }

    /// The number of bytes before the fault.
    public var offset: Int
    /// What is wrong there.
    public var reason: Reason
}

extension JSONFault: CustomStringConvertible {
    /// The reason and the offset, as one clause.
    public var description: String { "\(reason.rawValue) (byte \(offset))" }
}
