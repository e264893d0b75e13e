import CloudTrail
import SecurityArchitecture

/// Looks fields of one event up by name, as rules do: the record's own, and derived ones.
///
/// For example:
///
/// ```swift
/// let fields = EventFields(event, facts)
/// fields.texts("requestParameters.secretId")   // ["prod/orders/mongodb"]
/// fields.texts("audit.principal.kind")         // ["workload"]
/// ```
public struct EventFields {
    /// The event.
    public let event: Event
    /// What the architecture says of it.
    public let facts: Facts
    private let source = FieldSource()

    /// Makes a lookup.
    public init(_ event: Event, _ facts: Facts) {
        self.event = event
        self.facts = facts
        source.load(event)
    }

    /// The texts of a field; none where it is absent or null.
    ///
    /// - complexity: O(n) in the bytes of the top-level field.
    public func texts(_ name: String) -> [String] {
        var nodes: [Range<Int>] = []
        source.appendNodes(at: FieldPath(name), to: &nodes)
        guard nodes.isEmpty else {
            var ranges: [Range<Int>] = []
            for node in nodes { source.appendCandidates(of: node, to: &ranges) }
            var seen: Set<String> = []
            return ranges.filter { source.kind(of: $0) != .null }.map { range in
                var bytes: [UInt8] = []
                source.appendText(of: range, to: &bytes)
                return String(decoding: bytes, as: UTF8.self)
            }.filter { seen.insert($0).inserted }
        }
        guard let field = FactField(rawValue: name) else { return [] }
        return facts.value(of: field, in: event)?.texts ?? []
    }

    /// How the value of a field is known; of the record's own fields, by observation.
    public func provenance(_ name: String) -> Provenance {
        FactField(rawValue: name).map { facts.provenance(of: $0) } ?? .observed
    }
}
