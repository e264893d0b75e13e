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

/// One lookup of a path: where it has been, and what it has reached.
///
/// A path with two numbers or more could reach one value in many ways, since a number is an index
/// as well as a key of what is in the array; each place is visited once.
struct FieldLookup {
    private struct Place: Hashable {
        var start: Int
        var offset: Int
    }

    let bytes: JSONBytes
    let path: FieldPath
    private var visited: Set<Place> = []

    init(bytes: JSONBytes, path: FieldPath) {
        self.bytes = bytes
        self.path = path
    }

    /// Appends the values that the path from an offset on leads to.
    mutating func descend(_ value: Range<Int>, _ offset: Int, into nodes: inout [Range<Int>]) {
        guard offset <= path.bytes.count else {
            nodes.append(value)
            return
        }
        switch bytes.storage[value.lowerBound] {
        case UInt8(ascii: "{"): descend(object: value, offset, into: &nodes)
        case UInt8(ascii: "["): descend(array: value, offset, into: &nodes)
        default: return
        }
    }

    private mutating func descend(
        object: Range<Int>,
        _ offset: Int,
        into nodes: inout [Range<Int>]
    ) {
        // Of a key that comes twice, the last value counts.
        var first: (value: Range<Int>, next: Int)?
        var others: [(value: Range<Int>, next: Int)] = []
        bytes.forEachMember(object) { key, value in
            guard let next = next(offset, behind: key) else { return }
            if first == nil || first?.next == next {
                first = (value, next)
            } else if let index = others.firstIndex(where: { $0.next == next }) {
                others[index].value = value
            } else {
                others.append((value, next))
            }
        }
        guard let first else { return }
        descend(first.value, first.next, into: &nodes)
        for other in others { descend(other.value, other.next, into: &nodes) }
    }

    private mutating func descend(
        array: Range<Int>,
        _ offset: Int,
        into nodes: inout [Range<Int>]
    ) {
        if path.indexes > 1 {
            let place = Place(start: array.lowerBound, offset: offset)
            guard visited.insert(place).inserted else { return }
        }
        let wanted = path.index(at: offset)
        var elements: [Range<Int>] = []
        bytes.forEachElement(array) { elements.append($0) }
        for (index, element) in elements.enumerated() {
            if let wanted, wanted.index == index { descend(element, wanted.next, into: &nodes) }
            descend(element, offset, into: &nodes)
        }
    }

    @inline(__always)
    private func next(_ offset: Int, behind key: Range<Int>) -> Int? {
        let inner = key.lowerBound + 1..<key.upperBound - 1
        if bytes.hasEscape(inner) { return path.next(at: offset, behind: bytes.unescaped(key)) }
        return path.next(at: offset, behind: bytes.storage[inner])
    }
}
