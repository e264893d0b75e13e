import AuditIndex
import SecurityArchitecture

/// A security group and its rules, checked against the declaration.
package struct GroupAssessment {
    /// A rule and the result of its check.
    package struct Rule {
        /// Whether the rule is open now.
        package enum State: String {
            case open
            /// It was revoked although it is declared.
            case missing
            /// It was revoked and is not declared.
            case closed
            /// It was revoked by ID, and its content is not in the logs.
            case unknown
        }

        package var state: State
        package var rule: GroupRule
        package var result: SecurityGroupCheckResult

        /// Whether it differs from the declaration.
        package var isDrift: Bool {
            switch state {
            case .missing: true
            case .closed: false
            case .unknown: false
            case .open:
                // Every new group has a rule that allows all egress; only a declaration forbids it.
                result.verdicts.contains {
                    guard !rule.isDefault else { return $0 == .undeclared || $0 == .wider }
                    return
                        [.undeclared, .wider, .world, .undeclaredGroup, .unreadable]
                        .contains($0)
                }
            }
        }
    }

    package let state: GroupState
    package let known: SecurityGroupCheck.Known?
    package let environment: EnvironmentFact?
    package let rules: [Rule]

    package init(_ state: GroupState, _ check: SecurityGroupCheck, _ classifier: Classifier) {
        self.state = state
        known = check.group(id: state.id, name: state.name)
        let declared = known?.environment.flatMap { name in
            classifier.architecture.knownEnvironments.first { $0.name == name }
        }
        environment = declared ?? state.account.flatMap(classifier.environment(ofAccount:))
        let evaluated = { (rule: GroupRule, opened: Bool) in
            check.check(rule.rule, opened: opened, group: state.id, name: state.name)
        }
        rules =
            state.open.map { Rule(state: .open, rule: $0, result: evaluated($0, true)) }
            + state.revoked.map { rule in
                let result = evaluated(rule, false)
                guard rule.rule.reach != nil else {
                    return Rule(state: .unknown, rule: rule, result: result)
                }
                guard state.deleted == nil, result.verdicts.contains(.removesDeclared) else {
                    // Checked as it was while open.
                    return Rule(state: .closed, rule: rule, result: evaluated(rule, true))
                }
                return Rule(state: .missing, rule: rule, result: result)
            }
    }

    /// The declared name; else the one in EC2; else the id.
    package var name: String { known?.group.name ?? state.name ?? state.id ?? "unknown" }

    /// Whether a declared group is gone.
    package var isGone: Bool { known != nil && state.deleted != nil }

    /// The rules that differ from the declaration.
    package var drift: [Rule] { rules.filter(\.isDrift) }
}
