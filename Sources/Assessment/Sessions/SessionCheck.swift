import AuditIndex
import Basics
import SecurityArchitecture

/// Checks sessions against the contracts of their roles.
///
/// For example:
///
/// ```swift
/// let check = SessionCheck(architecture)
/// for session in try DeploymentSession.all(in: index, check) { print(session.breaches) }
/// ```
package struct SessionCheck {
    private let classifier: Classifier

    package init(_ architecture: Architecture) { classifier = Classifier(architecture) }

    /// How it is known that a role is a deployment role; nil if it is none.
    package func deployment(_ role: Principal) -> Provenance? { classifier.deployment(role) }

    /// The contract of a role.
    package func contract(of role: Principal) -> DeploymentRole? { classifier.contract(of: role) }

    /// The environment of a role.
    package func environment(of role: Principal) -> EnvironmentFact? {
        classifier.environment(of: role)
    }

    /// The kind of a caller.
    package func kind(of principal: IndexedPrincipal) -> PrincipalFacts.Kind {
        classifier.facts(of: principal.identity()).kind
    }

    /// The network of an address.
    package func network(_ address: String?) -> NetworkFacts? {
        address.map { classifier.network(address: $0) }
    }

    /// The breaches by the start of a session.
    package func breaches(of start: SessionStartRecord) -> [ContractBreach] {
        classifier.breaches(
            of: start.start,
            network: classifier.network(
                address: start.start.address ?? "",
                isForwarded: start.isForwarded
            )
        )
    }

    /// The breaches by a session: first those by its start, then those by its calls, each once.
    package func breaches(of session: RoleSession) -> [ContractBreach] {
        var breaches = session.start.map(self.breaches(of:)) ?? []
        let evaluated = Set(breaches.map(\.clause))
        for use in session.uses {
            for breach in self.breaches(of: use, began: session.start?.start.time) {
                // Network and time have already been checked for the start.
                let isSaid = evaluated.contains(breach.clause) && breach.clause != .action
                if !isSaid, !breaches.contains(where: { $0.isLike(breach) }) {
                    breaches.append(breach)
                }
            }
        }
        return breaches
    }

    /// The breaches by a use of a session.
    private func breaches(of use: SessionUse, began: EventTime?) -> [ContractBreach] {
        let isForwarded = use.flags.contains(.forwarded)
        var identity = use.principal.identity(session: use.session, accessKey: use.accessKey)
        if isForwarded { identity.invokedBy = use.address ?? "AWS Internal" }
        return ContractCheck.breaches(
            of: ActionName.all(source: use.eventSource, name: use.eventName),
            at: use.last,
            by: classifier.facts(of: identity, sessionCreated: began ?? use.first),
            network: classifier.network(address: use.address ?? "", isForwarded: isForwarded)
        )
    }
}

extension ContractBreach {
    /// Whether two breaches are the same: a session breaks its maximum length only once.
    fileprivate func isLike(_ other: ContractBreach) -> Bool {
        clause == other.clause && (clause == .sessionLength || words == other.words)
    }
}

/// The calls of one action in a session.
package struct CallSummary {
    package var name: String
    package var count = 0
    package var denied = 0
    package var failed = 0

    /// `ssm:PutParameter ×3, 1 denied`.
    package var text: String {
        var text = count == 1 ? name : "\(name) ×\(Count(count))"
        if denied == count {
            text += " denied"
        } else if denied > 0 {
            text += " (\(Count(denied)) denied)"
        }
        if failed > 0 { text += failed == count ? " failed" : " (\(Count(failed)) failed)" }
        return text
    }

    /// The calls of some uses by action, in the order of their first call.
    package static func summaries(of uses: [SessionUse]) -> [CallSummary] {
        var summaries: [CallSummary] = []
        for use in uses.sorted(by: { $0.first < $1.first }) {
            let name = ActionName.all(source: use.eventSource, name: use.eventName)[0]
            let position =
                summaries.firstIndex { $0.name == name }
                ?? {
                    summaries.append(CallSummary(name: name))
                    return summaries.count - 1
                }()
            summaries[position].count += use.count
            if use.flags.contains(.denied) {
                summaries[position].denied += use.count
            } else if use.flags.contains(.failed) {
                summaries[position].failed += use.count
            }
        }
        return summaries
    }

    /// The calls on one line; of many actions, the first ones.
    package static func line(of uses: [SessionUse], most: Int = 12) -> String {
        let all = summaries(of: uses)
        let shown = all.prefix(most).map(\.text).joined(separator: ", ")
        return all.count > most ? "\(shown) and \(Count(all.count - most)) other calls" : shown
    }
}
