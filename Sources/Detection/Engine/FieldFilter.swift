import CloudTrail
import SecurityArchitecture

/// Says whether events meet conditions on their fields, all of them.
///
/// - note: A filter belongs to one thread at a time; give each worker its own.
package final class FieldFilter {
    /// See `FieldCondition.needles`.
    package let needles: [TextNeedle]
    private let matcher: RuleMatcher
    private let facts: FactReader?

    /// - parameters:
    ///   - conditions: What has to hold.
    ///   - architecture: What gives events their derived fields.
    package init(_ conditions: [FieldCondition], _ architecture: Architecture) {
        needles = Array(Set(conditions.flatMap(\.needles)))
        let isDerived = conditions.contains(where: \.isDerived)
        facts = isDerived ? FactReader(Classifier(architecture)) : nil
        matcher = RuleMatcher(
            RuleProgram(expressions: [.all(conditions.map(\.expression))]),
            derived: facts
        )
    }

    /// Whether an event meets the conditions.
    package func matches(_ event: Event) -> Bool {
        facts?.begin(event)
        return !matcher.matches(event).isEmpty
    }
}

/// Reads the values of fields for people and programs: a record's own, and derived ones.
///
/// - note: A reader belongs to one thread at a time.
package final class FieldReader {
    /// One value of a field.
    package enum Value: Hashable, Sendable {
        case text(String)
        /// A number, a boolean or an object.
        case json(String)
    }

    private let fields: [(path: FieldPath, fact: FactField?)]
    private let source = FieldSource()
    private let facts: FactReader?

    /// - parameters:
    ///   - names: Paths, and names of derived fields.
    ///   - architecture: What gives events their derived fields.
    package init(_ names: [String], _ architecture: Architecture) {
        fields = names.map { (FieldPath($0), FactField(rawValue: $0)) }
        facts = fields.contains { $0.fact != nil } ? FactReader(Classifier(architecture)) : nil
    }

    /// The values of each field of an event: those of a list one by one, and no `null`.
    package func values(of event: Event) -> [[Value]] {
        source.load(event)
        facts?.begin(event)
        return fields.map { field in
            var nodes: [Range<Int>] = []
            source.appendNodes(at: field.path, to: &nodes)
            guard nodes.isEmpty, let fact = field.fact else { return values(nodes) }
            switch facts?.value(of: fact) {
            case nil: return []
            case .boolean(let flag): return [.json(flag ? "true" : "false")]
            case .text(let text): return [.text(text)]
            case .list(let texts): return texts.map { .text($0) }
            }
        }
    }

    private func values(_ nodes: [Range<Int>]) -> [Value] {
        var ranges: [Range<Int>] = []
        for node in nodes { source.appendCandidates(of: node, to: &ranges) }
        return ranges.map { range in
            var bytes: [UInt8] = []
            source.appendText(of: range, to: &bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            return source.kind(of: range) == .string ? .text(text) : .json(text)
        }
    }
}
