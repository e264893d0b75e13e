/// What a JSON value is, told by its first byte.
public enum JSONKind: Hashable, Sendable {
    /// An object.
    case object
    /// An array.
    case array
    /// A string.
    case string
    /// A number, integer or not.
    case number
    /// `true` or `false`.
    case boolean
    /// `null`.
    case null

    init(firstByte: UInt8) {
        self =
            switch firstByte {
            case UInt8(ascii: "{"): .object
            case UInt8(ascii: "["): .array
            case UInt8(ascii: "\""): .string
            case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
            case UInt8(ascii: "n"): .null
            default: .number
            }
    }
}
