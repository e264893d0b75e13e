/// A record that paths are looked up in.
///
/// Values are given as ranges of the bytes that ``record`` shares, so that looking up costs no
/// reference count.
package protocol FieldSource {
    /// The whole record.
    var record: JSONValue { get }

    /// Appends the values that a path reaches; `null` is one.
    func appendNodes(at path: FieldPath, to nodes: inout [Range<Int>])
}

extension JSONValue: FieldSource {
    package var record: JSONValue { self }

    /// Appends the values that a path reaches.
    ///
    /// - complexity: O(n) in the bytes of the record.
    package func appendNodes(at path: FieldPath, to nodes: inout [Range<Int>]) {
        guard kind == .object else { return }
        var lookup = FieldLookup(bytes: bytes, path: path)
        lookup.descend(range, 0, into: &nodes)
    }
}

extension Event: FieldSource {
    /// Appends the values that a path reaches.
    ///
    /// - complexity: O(1) for a top-level field, O(n) in the bytes of that field for a longer
    ///   path; O(n) in the bytes of a record that has keys which are no ``EventField``.
    package func appendNodes(at path: FieldPath, to nodes: inout [Range<Int>]) {
        guard !slots.hasOtherKeys else { return record.appendNodes(at: path, to: &nodes) }
        guard let head = path.head, let slot = slots[head.field] else { return }
        let value = range.lowerBound + slot.lowerBound..<range.lowerBound + slot.upperBound
        guard head.next <= path.bytes.count else {
            nodes.append(value)
            return
        }
        var lookup = FieldLookup(bytes: bytes, path: path)
        lookup.descend(value, head.next, into: &nodes)
    }
}
