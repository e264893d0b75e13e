import SecurityArchitecture

extension Expression {
    /// Why no event can satisfy the expression, as far as that is seen without trying; nil where
    /// nothing is seen.
    var contradiction: String? {
        let pins = ActionPins(self, isNegated: false)
        if pins.names?.isEmpty == true { return "no eventName is all that it must be" }
        if pins.sources?.isEmpty == true { return "no eventSource is all that it must be" }
        var required = RequiredTests()
        required.add(self, isNegated: false)
        return required.contradiction
    }

    /// The parts of which one must hold.
    var alternatives: [Expression] {
        guard case .any(let parts) = self, parts.count > 1 else { return [] }
        return parts.filter { part in
            // A list of values has as many alternatives that are nothing but tests.
            if case .test = part { return false }
            return true
        }
    }
}

/// The tests that must hold, and those that must not, for an expression to hold.
private struct RequiredTests {
    private var positive: Set<FieldTest> = []
    private var negative: Set<FieldTest> = []

    mutating func add(_ expression: Expression, isNegated: Bool) {
        switch expression {
        case .not(let part): add(part, isNegated: !isNegated)
        case .test(let test):
            if isNegated { negative.insert(test) } else { positive.insert(test) }
        case .all(let parts) where !isNegated, .any(let parts) where isNegated:
            for part in parts { add(part, isNegated: isNegated) }
        case .all(let parts), .any(let parts):
            if parts.count == 1 { add(parts[0], isNegated: isNegated) }
        }
    }

    var contradiction: String? {
        if let test = positive.first(where: negative.contains) {
            return "\(test.name) must hold and must not"
        }
        let absent = positive.filter { $0.matcher == .null }.map(\.subject)
        for test in positive where absent.contains(test.subject) {
            switch test.matcher {
            case .null, .exists: continue
            default: return "\(test.name) must be there and must not"
            }
        }
        return nil
    }
}

extension FieldTest {
    fileprivate var name: String {
        switch subject {
        case .field(let name): "a test of \(name.quoted)"
        case .message: "a keyword"
        }
    }
}
