import CloudTrail
import SecurityArchitecture

extension RuleMatcher {
    /// The answer to a test, found out once an event.
    @inline(__always)
    mutating func answer<Source: FieldSource>(
        _ test: Int,
        _ source: Source,
        _ derived: (FactField) -> FactValue?
    ) -> Bool {
        let known = answers[test]
        if known >> 1 == texts.generation { return known & 1 == 1 }
        return findOut(test, source, derived)
    }

    private mutating func findOut<Source: FieldSource>(
        _ test: Int,
        _ source: Source,
        _ derived: (FactField) -> FactValue?
    ) -> Bool {
        let field = program.tests[test].field
        var holds: Bool
        let slot = Int(program.index.slots[test])
        let value = slot >= 0 && memos[field].isOn ? valueNumber(field, source, derived) : -1
        if value >= 0 {
            holds = memos[field].answer(value, slot)
        } else {
            holds = decide(test, source, derived)
        }
        answers[test] = texts.generation << 1 | (holds ? 1 : 0)
        return holds
    }

    /// The number of a field's value in its memo; -1 where that is of no use.
    mutating func valueNumber<Source: FieldSource>(
        _ field: Int,
        _ source: Source,
        _ derived: (FactField) -> FactValue?
    ) -> Int32 {
        if texts.states[field].valueGeneration == texts.generation {
            return texts.states[field].value
        }
        let value = findValue(field, source, derived)
        texts.states[field].valueGeneration = texts.generation
        texts.states[field].value = value
        return value
    }

    private mutating func findValue<Source: FieldSource>(
        _ field: Int,
        _ source: Source,
        _ derived: (FactField) -> FactValue?
    ) -> Int32 {
        memos[field].tidy()
        guard memos[field].isOn else { return -1 }
        let nodes = texts.resolve(field, source, derived)
        let found: (value: Int32, isNew: Bool)
        if let fact = texts.fact(field) {
            let key = fact.memoKey
            guard key.count <= ValueMemo.lengthLimit else { return -1 }
            found = memos[field].number { $0.intern(key.span) }
        } else if nodes.isEmpty {
            // No value is spelled by no bytes.
            let nothing: [UInt8] = []
            found = memos[field].number { $0.intern(nothing.span) }
        } else {
            let node = texts.node(nodes.lowerBound)
            guard nodes.count == 1, node.count <= ValueMemo.lengthLimit else { return -1 }
            let record = source.record
            found = memos[field].number { record.intern(node, in: &$0) }
        }
        if found.isNew {
            var holds: [Bool] = []
            for test in memos[field].tests { holds.append(decide(Int(test), source, derived)) }
            memos[field].append(holds)
        }
        return found.value
    }

    /// Puts a test to the candidates of its field.
    private mutating func decide<Source: FieldSource>(
        _ test: Int,
        _ source: Source,
        _ derived: (FactField) -> FactValue?
    ) -> Bool {
        var field = program.tests[test].field
        switch program.tests[test].matcher {
        case .exists:
            return !texts.resolve(field, source, derived).isEmpty || texts.fact(field) != nil
        case .null:
            let nodes = texts.resolve(field, source, derived)
            guard texts.fact(field) == nil else { return false }
            let record = source.record
            return nodes.allSatisfy { record.isNull(texts.node($0)) }
        case .text(let pattern):
            if field < 0 { field = texts.message }
            for candidate in texts.candidates(field, source, derived) {
                // An object never equals a plain text.
                if pattern.isLiteral, texts.kind(candidate) == .object { continue }
                if texts.matches(pattern, candidate) { return true }
            }
            return false
        case .reference(_, let mode):
            let other = program.tests[test].other
            let candidates = texts.candidates(field, source, derived)
            let others = texts.candidates(other, source, derived)
            for candidate in candidates {
                for other in others where texts.relates(candidate, mode, other) { return true }
            }
            return false
        case let matcher:
            if field < 0 { field = texts.leaves }
            return texts.candidates(field, source, derived).contains {
                matcher.accepts(texts.kind($0), texts.text($0))
            }
        }
    }
}

extension FactValue {
    /// Bytes that are the same for equal values only.
    fileprivate var memoKey: [UInt8] {
        var key: [UInt8] = []
        if case .boolean = self { key.append(UInt8(ascii: "b")) } else { key.append(0) }
        for text in texts {
            key.append(contentsOf: String(text.utf8.count).utf8)
            key.append(UInt8(ascii: ":"))
            key.append(contentsOf: text.utf8)
        }
        return key
    }
}
