import Basics
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
package struct EventFields {
    package let event: Event
    /// What the architecture says of it.
    package let facts: Facts
    private let source = FieldSource()

    package init(_ event: Event, _ facts: Facts) {
        self.event = event
        self.facts = facts
        source.load(event)
    }

    /// The texts of a field; none where it is absent or null.
    ///
    /// - complexity: O(n) in the bytes of the top-level field.
    package func texts(_ name: String) -> [String] {
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
    package func provenance(_ name: String) -> Provenance {
        FactField(rawValue: name).map { facts.provenance(of: $0, in: event) } ?? .observed
    }
}

/// What tuples of values read as JSON, each made once and then known by a number.
///
/// Matches mostly repeat the values of earlier ones: the same principals, secrets and keys.
struct TupleTexts {
    /// How values are put together.
    enum Form: UInt8 {
        /// One array, with null where a field has nothing and a list where it has several texts.
        case subject
        /// One array for each combination of the fields' texts.
        case groups
        /// The arrays of all combinations in one.
        case measured

        static let count = 3
    }

    /// The keys are forgotten when they have grown beyond this.
    private static let bound = 2 << 20

    private var texts = TextTable()
    private var keys = TextTable()
    /// The text of each key: 0 for none, below 0 where there are several.
    private var results: [Int32] = []
    private var key: [UInt8] = []
    /// Whether the key that was asked for last is new.
    private(set) var isNew = false

    /// The JSON text with a number.
    func text(_ number: Int32) -> ArraySlice<UInt8> { texts.utf8(number) }

    /// The number of a JSON text.
    mutating func number(of text: String) -> Int32 { texts.intern(text) }

    // MARK: - Keys

    /// Begins the key of a tuple.
    mutating func begin(_ form: Form, _ tuple: FieldTuple) {
        key.removeAll(keepingCapacity: true)
        key.append(form.rawValue)
        append(tuple.number)
    }

    /// Adds the number of a field's value.
    mutating func append(_ value: Int32) {
        withUnsafeBytes(of: value) { key.append(contentsOf: $0) }
    }

    /// What is known of the key that was put together; nil where nothing is.
    mutating func result() -> Int32? {
        if keys.weight > Self.bound { forgetKeys() }
        let key = key
        let number = Int(keys.intern(key.span))
        isNew = number > results.count
        return isNew ? nil : results[number - 1]
    }

    /// Remembers what the newest key stands for.
    mutating func append(result: Int32) { results.append(result) }

    /// Forgets what numbers of values stand for, and keeps the texts' numbers.
    mutating func forgetKeys() {
        keys.removeAll()
        results.removeAll(keepingCapacity: true)
    }

    /// Makes room when there is much; all numbers are then given anew.
    mutating func tidy() {
        guard texts.weight > Self.bound else { return }
        texts = TextTable()
        forgetKeys()
    }
}
