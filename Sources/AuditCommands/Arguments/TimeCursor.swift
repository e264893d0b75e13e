/// A place in a text that is read from left to right.
struct TimeCursor {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Whether everything has been read.
    var isAtEnd: Bool {
        index == bytes.count
    }

    /// Reads a number of exactly so many digits, or nothing.
    ///
    /// - parameter digits: How many digits; few enough for an `Int`.
    mutating func number(digits: Int) -> Int? {
        guard bytes.count - index >= digits else { return nil }
        var number = 0
        for byte in bytes[index..<(index + digits)] {
            guard byte &- 0x30 < 10 else { return nil }
            number = number * 10 + Int(byte &- 0x30)
        }
        index += digits
        return number
    }

    /// Passes over a text, if it comes next.
    ///
    /// - parameter text: The text.
    mutating func skip(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in
            guard bytes[index...].starts(with: expected) else { return false }
            index += expected.count
            return true
        }
    }

    /// Passes over digits; false when there is none.
    mutating func skipDigits() -> Bool {
        let start = index
        while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
        return index > start
    }
}
