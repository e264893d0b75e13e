import SecurityArchitecture

extension MatchState {
    /// The answer to a test, found out once an event.
    @inline(__always)
    mutating func answer(
        _ test: Int
    ) -> Bool {
        let known = answers[test]
        if known >> 1 == texts.generation { return known & 1 == 1 }
        return findOut(test)
    }

    private mutating func findOut(
        _ test: Int
    ) -> Bool {
        let field = program.tests[test].field
        var holds: Bool
        let slot = Int(program.index.slots[test])
        let value = slot >= 0 && caches[field].isWanted() ? valueNumber(field) : -1
        if value >= 0 {
            holds = caches[field].answer(value, slot)
        } else {
            holds = decide(test)
        }
        answers[test] = texts.generation << 1 | (holds ? 1 : 0)
        return holds
    }

    /// The number of a field's value in its cache; -1 where that is of no use.
    mutating func valueNumber(
        _ field: Int
    ) -> Int32 {
        if texts.states[field].valueGeneration == texts.generation {
            return texts.states[field].value
        }
        let value: Int32
        let position = callers.position(field)
        if position < 0 {
            value = findValue(field)
        } else if callers[position] != CallerTable.unknown {
            value = callers[position]
            caches[field].noteHit()
        } else {
            value = findValue(field)
            // Looking it up may have made others lose their numbers, but not this one.
            callers[position] = value
        }
        texts.states[field].valueGeneration = texts.generation
        texts.states[field].value = value
        return value
    }

    private mutating func findValue(
        _ field: Int
    ) -> Int32 {
        if caches[field].tidy() {
            callers.forgetValues()
            tuples.forgetKeys()
        }
        guard caches[field].isOn else { return -1 }
        let nodes = texts.resolve(field)
        let found: (value: Int32, isNew: Bool)
        if let fact = texts.fact(field) {
            fact.spell(in: &cacheKey)
            guard cacheKey.count <= ValueCache.lengthLimit else { return -1 }
            let key = cacheKey
            found = caches[field].number { $0.intern(key.span) }
        } else if nodes.isEmpty {
            guard caches[field].nothing < 0 else {
                caches[field].noteHit()
                return caches[field].nothing
            }
            // No value is spelled by no bytes.
            let nothing: [UInt8] = []
            found = caches[field].number { $0.intern(nothing.span) }
            caches[field].noteNothing(found.value)
        } else {
            let node = texts.node(nodes.lowerBound)
            guard nodes.count == 1, node.count <= ValueCache.lengthLimit else { return -1 }
            let source = texts.source
            found = caches[field].number { source.intern(node, in: &$0) }
        }
        if found.isNew {
            var holds: [Bool] = []
            for test in caches[field].tests { holds.append(decide(Int(test))) }
            caches[field].append(holds)
        }
        return found.value
    }

    /// Whether the keyword of a test is anywhere in the event; all are looked for at once.
    private mutating func isFound(_ test: Int) -> Bool {
        searchKeywords()
            && foundKeywords[Int(program.keywords.slots[test])] == texts.generation
    }

    /// Looks for all keywords, once an event; whether there are any.
    mutating func searchKeywords() -> Bool {
        if searched != texts.generation {
            searched = texts.generation
            hasKeywords = texts.search(program.keywords, marking: &foundKeywords)
        }
        return hasKeywords
    }

    /// Puts a test to the candidates of its field.
    private mutating func decide(
        _ test: Int
    ) -> Bool {
        var field = program.tests[test].field
        switch program.tests[test].matcher {
        case .exists:
            return !texts.resolve(field).isEmpty || texts.fact(field) != nil
        case .null:
            let nodes = texts.resolve(field)
            guard texts.fact(field) == nil else { return false }
            let source = texts.source
            return nodes.allSatisfy { source.isNull(texts.node($0)) }
        case .text(let pattern):
            if field < 0 {
                if program.keywords.slots[test] >= 0 { return isFound(test) }
                field = texts.message
            }
            for candidate in texts.candidates(field) {
                // An object never equals a plain text.
                if pattern.isLiteral, texts.kind(candidate) == .object { continue }
                if texts.matches(pattern, candidate) { return true }
            }
            return false
        case .regex:
            if field < 0 { field = texts.leaves }
            for candidate in texts.candidates(field) {
                if texts.matches(&regexes[test], candidate) { return true }
            }
            return false
        case .reference(_, let mode):
            let other = program.tests[test].other
            let candidates = texts.candidates(field)
            let others = texts.candidates(other)
            for candidate in candidates {
                for other in others where texts.relates(candidate, mode, other) { return true }
            }
            return false
        case let matcher:
            if field < 0 { field = texts.leaves }
            return texts.candidates(field).contains {
                matcher.accepts(texts.kind($0), texts.text($0))
            }
        }
    }
}

extension FactValue {
    /// Replaces a key by bytes that are the same for equal values only; a record has none such.
    fileprivate func spell(in key: inout [UInt8]) {
        key.removeAll(keepingCapacity: true)
        switch self {
        case .boolean(let flag): key.append(flag ? 1 : 2)
        case .text(let text):
            key.append(3)
            key.append(contentsOf: text.utf8)
        case .list(let texts):
            key.append(4)
            for text in texts {
                withUnsafeBytes(of: text.utf8.count) { key.append(contentsOf: $0) }
                key.append(contentsOf: text.utf8)
            }
        }
    }
}
