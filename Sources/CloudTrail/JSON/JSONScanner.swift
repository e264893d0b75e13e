/// Walks JSON text without building anything, eight bytes at a time.
///
/// The scanner is the one place of this library, with the inflater, that handles raw memory. It
/// only reads; its bounds are these: `base` points to `end` readable bytes of text, followed by
/// at least ``padding`` zero bytes. A zero byte is a control character, which no token contains,
/// so every loop stops there at the latest and needs no bounds check per byte.
///
/// There are two kinds of faults. A *structural* one (a bracket or comma missing) is thrown:
/// nobody can say where the record ends. A *lexical* one (a bad escape, a word that is no number)
/// leaves the record's end in no doubt; it is kept in ``defect``, so that the reader rejects
/// that record and goes on with the next.
struct JSONScanner {
    /// Zero bytes that must follow the text: one load of eight may start at its last byte.
    static let padding = 16

    /// Deeper nesting than this is rejected; CloudTrail's own stays below twenty.
    static let maximumDepth = 512

    /// Levels that are walked by recursion, which is fastest; the few that are deeper take no stack,
    /// so that the smallest of a thread is enough.
    private static let maximumRecursion = 48

    let base: UnsafePointer<UInt8>
    let end: Int

    /// The first lexical fault of the values skipped so far.
    private(set) var defect: JSONFault?

    /// Whether the values skipped so far have another spelling than the canonical one: white
    /// space between tokens, or an escape for a character that needs none.
    var isSpelledFreely = false

    /// Makes a scanner over `end` bytes at `base`, followed by ``padding`` zero bytes.
    init(base: UnsafePointer<UInt8>, end: Int) {
        self.base = base
        self.end = end
    }

    /// Forgets what was noted about the values skipped so far.
    mutating func beginRecord() {
        defect = nil
        isSpelledFreely = false
    }

    /// Notes a lexical fault, unless an earlier one is known.
    mutating func note(_ reason: JSONFault.Reason, at offset: Int) {
        if defect == nil { defect = JSONFault(offset: offset, reason: reason) }
    }
}

// MARK: - Bytes

extension JSONScanner {
    @inline(__always)
    func byte(_ position: Int) -> UInt8 { base[position] }

    @inline(__always)
    func word(_ position: Int) -> UInt64 {
        UInt64(
            littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
        )
    }

    /// The first position from `position` on that holds no white space.
    @inline(__always)
    mutating func skipWhitespace(_ position: Int) -> Int {
        byte(position) > UInt8(ascii: " ") ? position : skipSomeWhitespace(position)
    }

    @inline(never)
    private mutating func skipSomeWhitespace(_ start: Int) -> Int {
        var position = start
        while true {
            switch byte(position) {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                position += 1
            default:
                if position > start { isSpelledFreely = true }
                return position
            }
        }
    }

    /// What is wrong with finding `byte(position)` where something else was due.
    func unexpected(
        _ position: Int,
        _ reason: JSONFault.Reason
    ) -> JSONFault {
        JSONFault(
            offset: min(position, end),
            reason: position >= end ? .incomplete : reason
        )
    }
}

// MARK: - Values

extension JSONScanner {
    /// Checks the value at `position` and returns the position behind it.
    mutating func skipValue(_ position: Int, depth: Int = 0) throws(JSONFault) -> Int {
        switch byte(position) {
        case UInt8(ascii: "\""): return try skipString(position)
        case UInt8(ascii: "{"): return try skipObject(position, depth: depth)
        case UInt8(ascii: "["): return try skipArray(position, depth: depth)
        default: return try skipLiteral(position)
        }
    }

    private mutating func skipObject(_ start: Int, depth: Int) throws(JSONFault) -> Int {
        guard depth < Self.maximumRecursion else { return try skipDeep(start, depth: depth) }
        var position = skipWhitespace(start + 1)
        if byte(position) == UInt8(ascii: "}") { return position + 1 }
        while true {
            position = try skipKey(position)
            if byte(position) == UInt8(ascii: "\"") {
                position = try skipString(position)
            } else {
                position = try skipValue(position, depth: depth + 1)
            }
            position = skipWhitespace(position)
            switch byte(position) {
            case UInt8(ascii: ","): position = skipWhitespace(position + 1)
            case UInt8(ascii: "}"): return position + 1
            default: throw unexpected(position, .expectedSeparator)
            }
        }
    }

    private mutating func skipArray(_ start: Int, depth: Int) throws(JSONFault) -> Int {
        guard depth < Self.maximumRecursion else { return try skipDeep(start, depth: depth) }
        var position = skipWhitespace(start + 1)
        if byte(position) == UInt8(ascii: "]") { return position + 1 }
        while true {
            position = try skipValue(position, depth: depth + 1)
            position = skipWhitespace(position)
            switch byte(position) {
            case UInt8(ascii: ","): position = skipWhitespace(position + 1)
            case UInt8(ascii: "]"): return position + 1
            default: throw unexpected(position, .expectedSeparator)
            }
        }
    }

    /// Checks the object or array at `start`, `depth` levels deep, without recursion.
    @inline(never)
    private mutating func skipDeep(_ start: Int, depth: Int) throws(JSONFault) -> Int {
        // What is open: an object or, where false, an array.
        var open: [Bool] = []
        var position = start
        while true {
            let isObject = byte(position) == UInt8(ascii: "{")
            if isObject || byte(position) == UInt8(ascii: "[") {
                guard depth + open.count < Self.maximumDepth else {
                    throw JSONFault(offset: position, reason: .tooDeep)
                }
                position = skipWhitespace(position + 1)
                guard byte(position) == Self.closing(isObject) else {
                    open.append(isObject)
                    if isObject { position = try skipKey(position) }
                    continue
                }
                position += 1
            } else {
                position = try skipValue(position)
            }
            // Behind a value: what it ends, and where the next one begins.
            while let isObject = open.last {
                position = skipWhitespace(position)
                if byte(position) == UInt8(ascii: ",") {
                    position = skipWhitespace(position + 1)
                    if isObject { position = try skipKey(position) }
                    break
                }
                guard byte(position) == Self.closing(isObject) else {
                    throw unexpected(position, .expectedSeparator)
                }
                position += 1
                open.removeLast()
            }
            if open.isEmpty { return position }
        }
    }

    private static func closing(_ isObject: Bool) -> UInt8 {
        isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    }

    /// Checks a key and its colon, and returns the position of the value.
    @inline(__always)
    mutating func skipKey(_ start: Int) throws(JSONFault) -> Int {
        guard byte(start) == UInt8(ascii: "\"") else { throw unexpected(start, .expectedKey) }
        let position = skipWhitespace(try skipString(start))
        guard byte(position) == UInt8(ascii: ":") else {
            throw unexpected(position, .expectedColon)
        }
        return skipWhitespace(position + 1)
    }

    /// Checks a number, `true`, `false` or `null`.
    private mutating func skipLiteral(_ start: Int) throws(JSONFault) -> Int {
        var position = start
        while Self.isLiteralByte(byte(position)) { position += 1 }
        // At the end of the input the word may go on in the next window.
        guard position < end else { throw JSONFault(offset: end, reason: .incomplete) }
        guard position > start else { throw JSONFault(offset: start, reason: .expectedValue) }
        if !isLiteral(start..<position) { note(.badLiteral, at: start) }
        return position
    }

    @inline(__always)
    private static func isLiteralByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private func isLiteral(_ range: Range<Int>) -> Bool {
        switch byte(range.lowerBound) {
        case UInt8(ascii: "t"): matches("true", range)
        case UInt8(ascii: "f"): matches("false", range)
        case UInt8(ascii: "n"): matches("null", range)
        default: isNumber(range)
        }
    }

    func matches(_ text: StaticString, _ range: Range<Int>) -> Bool {
        guard text.utf8CodeUnitCount == range.count else { return false }
        for index in 0..<range.count
        where text.utf8Start[index] != byte(range.lowerBound + index) {
            return false
        }
        return true
    }

    /// Whether a word is a number by RFC 8259, section 6.
    private func isNumber(_ range: Range<Int>) -> Bool {
        var position = range.lowerBound
        func digits() -> Int {
            let start = position
            while position < range.upperBound, byte(position) &- 0x30 < 10 { position += 1 }
            return position - start
        }
        if byte(position) == UInt8(ascii: "-") { position += 1 }
        let leading = position
        let whole = digits()
        guard whole > 0, whole == 1 || byte(leading) != UInt8(ascii: "0") else { return false }
        if position < range.upperBound, byte(position) == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { return false }
        }
        if position < range.upperBound, byte(position) | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < range.upperBound,
                byte(position) == UInt8(ascii: "+") || byte(position) == UInt8(ascii: "-")
            {
                position += 1
            }
            guard digits() > 0 else { return false }
        }
        return position == range.upperBound
    }
}

/// A place in some bytes where they stop being JSON, and why.
package struct JSONFault: Error, Hashable, Sendable {
    /// Why bytes are not JSON.
    package enum Reason: String, Hashable, Sendable {
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
    package var offset: Int
    /// What is wrong there.
    package var reason: Reason
}

extension JSONFault: CustomStringConvertible {
    /// The reason and the offset, as one clause.
    package var description: String { "\(reason.rawValue) (byte \(offset))" }
}
