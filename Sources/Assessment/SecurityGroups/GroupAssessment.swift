import AuditIndex
import SecurityArchitecture

/// A security group, its rules, and what the architecture says to each.
package struct GroupAssessment {
    /// A rule, and what is wrong with it.
    package struct Rule {
        /// Whether it can be used now.
        package enum State: String {
            /// It is.
            case open
            /// It was taken away, though it is declared.
            case missing
            /// It was taken away, and was never meant to be.
            case closed
            /// It was taken away by its id, and what it was is not in the logs.
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
                // Every new group lets everything out; only the declaration minds.
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
                    // What it was while it was open.
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
