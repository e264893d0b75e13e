/// Numbers in base 128, the lowest seven bits first.
enum SpoolNumber {
    static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// A record of a ``SortedSpool`` as it is written: first what it is sorted by, then the rest.
///
/// For example:
///
/// ```swift
/// var record = SpoolRecord()
/// record.appendKey(event.time)
/// record.appendKey(event.id)
/// record.append(event.name)
/// try spool.append(record.bytes)
/// ```
package struct SpoolRecord: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Forgets all, to begin another.
    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// A number that sorts by its value.
    package mutating func appendKey(_ number: Int64) {
        appendKey(UInt64(bitPattern: number) ^ 1 << 63)
    }

    /// A number that sorts by its value.
    package mutating func appendKey(_ number: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// A small number that sorts by its value.
    package mutating func appendKey(_ number: UInt16) {
        bytes.append(UInt8(number >> 8))
        bytes.append(UInt8(number & 0xff))
    }

    /// A text that sorts by its bytes, before any that it begins.
    package mutating func appendKey(_ text: String) {
        // Behind a text is a zero byte, which within one is followed by FF.
        for byte in text.utf8 {
            bytes.append(byte)
            if byte == 0 { bytes.append(0xff) }
        }
        bytes.append(0)
        bytes.append(1)
    }

    /// A count, or a number that is mostly small.
    package mutating func append(_ number: Int) {
        SpoolNumber.append(UInt64(bitPattern: Int64(number)), to: &bytes)
    }

    package mutating func append(_ text: String) {
        append(text.utf8.count)
        bytes += text.utf8
    }

    package mutating func append(_ text: String?) {
        append(text == nil ? 0 : 1)
        if let text { append(text) }
    }
}

/// Reads a record of a ``SortedSpool`` in the order in which it was written.
package struct SpoolRecordReader {
    private let bytes: [UInt8]
    /// Where the next part begins.
    package private(set) var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package mutating func signedKey() -> Int64 { Int64(bitPattern: wordKey() ^ 1 << 63) }

    package mutating func wordKey() -> UInt64 {
        var number: UInt64 = 0
        for _ in 0..<8 { number = number << 8 | UInt64(byte()) }
        return number
    }

    package mutating func smallKey() -> UInt16 { UInt16(byte()) << 8 | UInt16(byte()) }

    package mutating func textKey() -> String {
        var text: [UInt8] = []
        while position < bytes.count {
            let next = byte()
            if next == 0, byte() == 1 { break }
            text.append(next)
        }
        return String(decoding: text, as: UTF8.self)
    }

    package mutating func skipTextKey() {
        while position < bytes.count {
            if byte() == 0, byte() == 1 { break }
        }
    }

    package mutating func number() -> Int {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let next = byte()
            number |= UInt64(next & 0x7f) << shift
            if next < 0x80 { break }
            shift += 7
        }
        return Int(Int64(bitPattern: number))
    }

    package mutating func text() -> String {
        let count = min(max(number(), 0), bytes.count - position)
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    package mutating func optionalText() -> String? { number() == 0 ? nil : text() }

    /// The next byte; zero behind the end of a record, which only a broken disk shortens.
    private mutating func byte() -> UInt8 {
        guard position < bytes.count else { return 0 }
        defer { position += 1 }
        return bytes[position]
    }
}
