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
