import SecurityArchitecture

extension LintReport {
    /// The logic of a rule, and its fields.
    mutating func check(_ rule: SigmaRule) {
        checkUse(rule.selections, used: rule.usedSelections)
        for selection in rule.selections {
            for item in selection.items { check(item) }
        }
        let expression = rule.expression(with: [])
        checkReach(of: rule, expression)
        checkSpeed(expression)
    }

    /// A filter, and whether it is about any rule.
    mutating func check(_ filter: SigmaFilter, in set: RuleSet) {
        checkUse(filter.selections, used: filter.usedSelections)
        for selection in filter.selections {
            for item in selection.items { check(item) }
        }
        for name in filter.rules where !set.rules.contains(where: { $0.isNamed(name) }) {
            add(.never, "\(name.quoted) is neither id nor name of a rule")
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
                add(.never, "an alternative\(place) can never hold: \(reason)")
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
                "it reads the whole of every event for keywords; name eventSource and eventName, "
                    + "or the field that the keyword stands in"
            )
        } else if !program.index.always.isEmpty {
            add(
                .slow,
                "it is looked at for every event, since it matches by what an event lacks; "
                    + "name eventSource or eventName"
            )
        } else if program.tests.contains(where: { $0.matcher.isCostly }) {
            add(
                .slow,
                "its pattern is tried on each new value of its field; name eventSource or "
                    + "eventName, so that few events are looked at"
            )
        }
    }
}

extension SigmaRule {
    fileprivate func isNamed(_ name: String) -> Bool {
        name.lowercased() == header.id || name == header.name
    }
}

extension FieldTest.Matcher {
    /// Whether matching walks through the whole text, maybe more than once.
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
