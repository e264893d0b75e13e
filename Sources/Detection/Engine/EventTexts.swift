import CloudTrail
import LinearRegex
import SecurityArchitecture

/// The nodes and texts of the event at hand, looked up when a test first asks for them.
///
/// Memory is used again from event to event, and is about that of the largest event met.
struct EventTexts {
    private(set) var generation: UInt32 = 0
    /// The event at hand.
    let source = FieldSource()
    var states: [FieldState]
    private var nodes: [Range<Int>] = []
    private var ranges: [Range<Int>] = []
    private var candidates: [Candidate] = []
    private var texts: [UInt8] = []
    private var facts: [FactValue?]
    private let fields: [ProgramField]
    private let derived: (any DerivedFields)?
    /// The derived fields, of those that no event has a value of its own for.
    private let derivedFields: [FactField?]

    /// The pseudo-fields of the message: for texts, and for tests of single values.
    var message: Int { fields.count }
    var leaves: Int { fields.count + 1 }

    init(_ fields: [ProgramField], _ derived: (any DerivedFields)?) {
        self.fields = fields
        self.derived = derived
        derivedFields = fields.map { $0.path.field == nil ? $0.fact : nil }
        states = Array(repeating: FieldState(), count: fields.count + 2)
        facts = Array(repeating: nil, count: fields.count + 2)
    }

    /// Starts another event.
    mutating func begin() {
        generation &+= 1
        if generation >= 1 << 30 {
            generation = 1
            states = Array(repeating: FieldState(), count: states.count)
        }
        // A single huge record should not be paid for ever after.
        if texts.capacity > 4 << 20 { texts = [] }
        nodes.removeAll(keepingCapacity: true)
        candidates.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
    }

    /// The nodes that a field reaches, and the derived value where it reaches none.
    @inline(__always)
    mutating func resolve(
        _ field: Int
    ) -> Range<Int> {
        if states[field].generation == generation { return states[field].nodes }
        return lookUp(field)
    }

    private mutating func lookUp(
        _ field: Int
    ) -> Range<Int> {
        let start = nodes.count
        if let fact = derivedFields[field], source.isIndexed {
            facts[field] = derived?.value(of: fact)
        } else {
            source.appendNodes(at: fields[field].path, to: &nodes)
            if let fact = fields[field].fact {
                facts[field] = nodes.count == start ? derived?.value(of: fact) : nil
            }
        }
        states[field].generation = generation
        states[field].nodes = start..<nodes.count
        return start..<nodes.count
    }

    /// The derived value of a field that has been resolved.
    func fact(_ field: Int) -> FactValue? { facts[field] }

    func node(_ index: Int) -> Range<Int> { nodes[index] }

    // MARK: - Candidates

    /// The candidates of a field.
    @inline(__always)
    mutating func candidates(
        _ field: Int
    ) -> Range<Int> {
        if states[field].candidateGeneration == generation { return states[field].candidates }
        return makeCandidates(field)
    }

    private mutating func makeCandidates(
        _ field: Int
    ) -> Range<Int> {
        let start = candidates.count
        if field >= fields.count {
            makeMessage(source, hasAllLeaves: field == leaves)
        } else {
            let reached = resolve(field)
            if let fact = facts[field] {
                makeCandidates(of: fact)
            } else {
                ranges.removeAll(keepingCapacity: true)
                let record = source
                for index in reached { record.appendCandidates(of: nodes[index], to: &ranges) }
                for range in ranges { makeCandidate(record, range) }
            }
        }
        states[field].candidateGeneration = generation
        states[field].candidates = start..<candidates.count
        return start..<candidates.count
    }

    private mutating func makeCandidate(_ record: FieldSource, _ range: Range<Int>) {
        let kind = record.kind(of: range)
        let start = texts.count
        record.appendText(of: range, to: &texts)
        candidates.append(Candidate(kind: kind, text: start..<texts.count))
        guard kind == .object, record.hasEscape(in: range) else { return }
        let rawStart = texts.count
        record.appendRawText(of: range, to: &texts)
        candidates.append(Candidate(kind: kind, text: rawStart..<texts.count, isRaw: true))
    }

    private mutating func makeCandidates(of fact: FactValue) {
        let kind: JSONKind
        if case .boolean = fact { kind = .boolean } else { kind = .string }
        for text in fact.texts {
            let start = texts.count
            texts.append(contentsOf: text.utf8)
            candidates.append(Candidate(kind: kind, text: start..<texts.count))
        }
    }

    /// The event's compact JSON, and its leaves: what has no escape reads in the JSON as it is.
    private mutating func makeMessage(_ record: FieldSource, hasAllLeaves: Bool) {
        let start = texts.count
        record.appendText(of: record.root, to: &texts)
        candidates.append(Candidate(kind: .object, text: start..<texts.count))
        guard hasAllLeaves || record.hasEscape(in: record.root) else { return }
        ranges.removeAll(keepingCapacity: true)
        record.appendLeaves(of: record.root, to: &ranges)
        for range in ranges where hasAllLeaves || record.hasEscape(in: range) {
            makeCandidate(record, range)
        }
    }

    /// Marks the keywords that the message contains.
    ///
    /// - returns: Whether there are any.
    mutating func search(_ keywords: KeywordSearch, marking found: inout [UInt32]) -> Bool {
        var hasFound = false
        for candidate in candidates(message) {
            let range = folded(candidate)
            let text = texts.span.extracting(range)
            if keywords.search(text, marking: &found, with: generation) { hasFound = true }
        }
        return hasFound
    }

    func kind(_ candidate: Int) -> JSONKind { candidates[candidate].kind }

    /// Whether a text is an object's with its strings left raw.
    func isRawText(_ candidate: Int) -> Bool { candidates[candidate].isRaw }

    /// The bytes of a candidate's text.
    func text(_ candidate: Int) -> ArraySlice<UInt8> { texts[candidates[candidate].text] }

    /// Whether a pattern covers a candidate's text.
    @inline(__always)
    mutating func matches(_ pattern: TextPattern, _ candidate: Int) -> Bool {
        let range = pattern.isCased ? candidates[candidate].text : folded(candidate)
        return pattern.matches(texts.span.extracting(range))
    }

    /// Whether a regular expression matches somewhere in a candidate's text.
    func matches(_ regex: inout LinearRegexMatcher?, _ candidate: Int) -> Bool {
        regex?.matches(texts.span.extracting(candidates[candidate].text)) ?? false
    }

    /// Where the folded text of a candidate lies.
    @inline(__always)
    private mutating func folded(_ candidate: Int) -> Range<Int> {
        if let known = candidates[candidate].folded { return known }
        let start = texts.count
        CaseFolding.appendFolded(candidates[candidate].text, of: &texts)
        let range = start..<texts.count
        candidates[candidate].folded = range
        return range
    }

    /// Whether two candidates are related as a reference between fields says, ignoring case.
    mutating func relates(
        _ candidate: Int,
        _ mode: FieldTest.ReferenceMode,
        _ other: Int
    ) -> Bool {
        let isObject = candidates[candidate].kind == .object
        let shape: TextPattern.Shape
        let wanted = Array(texts[folded(other)])
        switch mode {
        case .equal:
            // An object never equals a plain text.
            guard isObject == (candidates[other].kind == .object) else { return false }
            shape = .equal(wanted)
        case .contains: shape = .contained(wanted)
        case .startsWith: shape = .prefix(wanted)
        case .endsWith: shape = .suffix(wanted)
        }
        return matches(TextPattern(shape: shape, isCased: false), candidate)
    }
}
