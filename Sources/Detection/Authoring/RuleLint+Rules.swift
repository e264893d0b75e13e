import Basics

extension LintReport {
    /// The logic of a rule, and its fields.
    mutating func check(_ rule: SigmaRule) {
        checkUse(rule.selections, used: rule.usedSelections)
        let expression = rule.expression(with: [])
        check(rule.selections, isDead: expression.constant == false)
        checkReach(of: rule, expression)
        checkSpeed(expression)
    }

    /// A filter, and whether it applies to any rule.
    ///
    /// - parameter now: In seconds since 1970.
    mutating func check(_ filter: SigmaFilter, in set: RuleSet, now: Int64) {
        checkUse(filter.selections, used: filter.usedSelections)
        check(filter.selections, isDead: filter.expression.constant != nil)
        if let expires = filter.expires, filter.isExpired(at: now) {
            let day = EventTime(seconds: expires).description
            add(.never, "it expired on \(day.prefix(10)), and suppresses nothing; delete it")
        }
        for name in filter.rules {
            if let fault = set.fault(ofFilteredRule: name) { add(.never, fault) }
        }
        if !set.rules.contains(where: filter.applies) {
            add(.never, "the filter applies to no rule")
        }
    }

    private mutating func checkUse(_ selections: [Selection], used: Set<String>) {
        for selection in selections where !used.contains(selection.name) {
            add(
                .doubtful,
                "the condition does not use \(selection.name.quoted)",
                line: selection.line,
                column: selection.column
            )
        }
    }

    private mutating func checkReach(of rule: SigmaRule, _ expression: Expression) {
        if let reason = expression.contradiction {
            add(.never, "the rule can never match: \(reason)")
            return
        }
        for (index, expression) in rule.expressions.enumerated() {
            for part in expression.alternatives {
                guard let reason = part.contradiction else { continue }
                let place = rule.expressions.count > 1 ? " of condition \(index + 1)" : ""
                add(.doubtful, "an alternative\(place) can never hold: \(reason)")
            }
        }
    }

    private mutating func checkSpeed(_ expression: Expression) {
        let program = RuleProgram(expressions: [expression])
        let isPinned = program.index.always.isEmpty && program.index.triggers.isEmpty
        guard !isPinned else { return }
        if program.tests.contains(where: { $0.field < 0 }) {
            add(
                .slow,
                "it searches every event in full for keywords; add eventSource and eventName, "
                    + "or name the field that holds the keyword"
            )
        } else if !program.index.always.isEmpty {
            add(
                .slow,
                "it is evaluated for every event, because it matches on absent fields; "
                    + "add eventSource or eventName"
            )
        } else if program.tests.contains(where: { $0.matcher.isCostly }) {
            add(
                .slow,
                "its pattern is tried on every new value of its field; add eventSource or "
                    + "eventName to narrow it down"
            )
        }
    }
}

extension FieldTest.Matcher {
    /// Whether matching scans the whole text, maybe more than once.
    var isCostly: Bool {
        switch self {
        case .regex: return true
        case .text(let pattern):
            if case .general = pattern.shape { return true }
            return false
        default: return false
        }
    }
}

extension Expression {
    /// Why no event can satisfy the expression, as far as static checks show; nil where they show
    /// nothing.
    var contradiction: String? {
        let pins = ActionPins(self, isNegated: false)
        if pins.names?.isEmpty == true { return "no eventName meets all its conditions" }
        if pins.sources?.isEmpty == true { return "no eventSource meets all its conditions" }
        var required = RequiredTests()
        required.add(self, isNegated: false)
        return required.contradiction
    }

    /// Parts of which one must hold.
    var alternatives: [Expression] {
        guard case .any(let parts) = self, parts.count > 1 else { return [] }
        return parts.filter { part in
            // A list of values gives many alternatives that are single tests.
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
            return "\(test.name) must both hold and fail"
        }
        let absent = positive.filter { $0.matcher == .null }.map(\.subject)
        for test in positive where absent.contains(test.subject) {
            switch test.matcher {
            case .null, .exists: continue
            default: return "\(test.name) must be both present and absent"
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
