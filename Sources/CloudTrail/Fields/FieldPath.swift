/// A dotted path to values in a record: `requestParameters.ipPermissions.items.cidrIp`.
///
/// Dots separate keys, but a key may have dots itself, so that every split is tried; the values
/// at the ends of all of them count. Arrays are transparent: the rest of the path is applied to
/// each element, and a number also picks the element with that index.
package struct FieldPath: Hashable, Sendable {
    /// The path as it was written.
    package let text: String

    let bytes: [UInt8]
    /// The field that the path begins with, and the offset of what follows it.
    let head: (field: EventField, next: Int)?
    /// The field of an event that the path begins with; nil where that is no ``EventField``.
    package var field: EventField? { head?.field }

    /// The numbers in the path: `p.1.q` has one.
    let indexes: Int

    /// Makes a path.
    ///
    /// - parameter text: Keys, separated by dots.
    package init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        indexes = parts.dropFirst().count { Self.index($0.utf8) != nil }
        head = parts.first.flatMap { part in
            EventField(rawValue: String(part)).map { ($0, part.utf8.count + 1) }
        }
    }

    package static func == (left: FieldPath, right: FieldPath) -> Bool { left.text == right.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// The index that a part of a path spells; nil for a part that is only a key.
    private static func index(_ part: some Collection<UInt8>) -> Int? {
        guard (1...6).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0")
        else { return nil }
        var index = 0
        for byte in part {
            guard byte &- 0x30 < 10 else { return nil }
            index = index * 10 + Int(byte &- 0x30)
        }
        return index
    }

    /// The index that the part at an offset spells, and the offset of the part behind it.
    func index(at offset: Int) -> (index: Int, next: Int)? {
        guard indexes > 0 else { return nil }
        let rest = bytes[offset...]
        let part = rest.prefix { $0 != UInt8(ascii: ".") }
        return Self.index(part).map { ($0, part.endIndex + 1) }
    }

    /// Whether the path goes on with a key at an offset; the offset of the part behind the key.
    @inline(__always)
    func next(at offset: Int, behind key: some RandomAccessCollection<UInt8>) -> Int? {
        let end = offset + key.count
        guard end <= bytes.count, end == bytes.count || bytes[end] == UInt8(ascii: ".") else {
            return nil
        }
        var position = offset
        for byte in key {
            guard bytes[position] == byte else { return nil }
            position += 1
        }
        return end + 1
    }
}
