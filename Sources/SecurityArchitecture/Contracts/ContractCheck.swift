import Basics

/// Finds the clauses that a session's start or an action breaks.
///
/// For example:
///
/// ```swift
/// let breaches = ContractCheck.breaches(of: start, contract: contract, network: network)
/// breaches.map(\.words)
/// // ["assumed by web-prod-instance; allowed: repo:acme/shop:ref:refs/heads/main",
/// //  "outside its windows (Mon–Thu 08:00–16:00 UTC): Saturday 02:06"]
/// ```
///
/// A clause that is not declared cannot be broken. Denied attempts break a contract, too.
package enum ContractCheck {
    /// The clauses that the start of a session breaks.
    ///
    /// - parameter network: Where the call came from.
    package static func breaches(
        of start: RoleSessionStart,
        contract: DeploymentRole,
        network: NetworkFacts
    ) -> [ContractBreach] {
        var breaches: [ContractBreach] = []
        if let breach = assumer(of: start, contract) { breaches.append(breach) }
        if let breach = self.network(network, contract.sources) { breaches.append(breach) }
        breaches += times(start.time, contract)
        if let longest = contract.maximumSession {
            let asked = TimeSpan(seconds: start.durationSeconds ?? 3_600)
            if asked > longest {
                let words = "a session of \(asked); at most \(longest) is allowed"
                breaches.append(ContractBreach(clause: .sessionLength, words: words))
            }
        }
        return breaches
    }

    /// The clauses that the start of a session in a break-glass role breaks.
    package static func breaches(
        of start: RoleSessionStart,
        breakGlass: BreakGlassRole,
        network: NetworkFacts
    ) -> [ContractBreach] {
        let assumer = Self.assumer(
            of: start,
            principals: breakGlass.assumers,
            subjects: []
        )
        let place = Self.network(network, breakGlass.sources)
        return [assumer, place].compactMap { $0 }
    }

    /// The clauses that a call in a deployment role's session breaks.
    ///
    /// Windows and freezes apply to the session's beginning: what began in time may finish.
    ///
    /// - parameters:
    ///   - action: `service:Action`, as ``CloudTrail/Event/actionNames`` gives it.
    ///   - principal: The caller; without a contract there is nothing to break.
    ///   - network: Where the call came from.
    package static func breaches(
        of actions: [String],
        at time: EventTime,
        by principal: PrincipalFacts,
        network: NetworkFacts
    ) -> [ContractBreach] {
        guard let contract = principal.contract else {
            return self.network(network, principal.sources).map { [$0] } ?? []
        }
        var breaches: [ContractBreach] = []
        if let breach = action(actions, contract, isForwarded: principal.isForwarded) {
            breaches.append(breach)
        }
        // The call that made the service act has been checked by itself.
        guard !principal.isForwarded else { return breaches }
        if let breach = self.network(network, contract.sources) { breaches.append(breach) }
        let began = principal.sessionCreated ?? time
        breaches += times(began, contract)
        if let longest = contract.maximumSession, let created = principal.sessionCreated,
            time.seconds - created.seconds > longest.seconds
        {
            let age = TimeSpan(seconds: time.seconds - created.seconds)
            breaches.append(
                ContractBreach(
                    clause: .sessionLength,
                    words: "the session is \(age) old; at most \(longest) is allowed"
                )
            )
        }
        return breaches
    }

    /// The clause that a session of people or programs breaks by the client that has it.
    ///
    /// - parameters:
    ///   - client: The client, as far as the record says.
    ///   - allowed: The clients that are declared; nil where nothing is.
    package static func breach(
        by client: SessionClient?,
        allowed: [SessionClient]?
    ) -> ContractBreach? {
        guard let client, let allowed, !allowed.contains(client) else { return nil }
        let names = list(allowed.map(\.rawValue))
        return ContractBreach(
            clause: .client,
            words: "a session for \(client.rawValue); allowed: \(names)"
        )
    }

    private static func times(_ time: EventTime, _ contract: DeploymentRole) -> [ContractBreach] {
        var breaches: [ContractBreach] = []
        if let windows = contract.windows, !windows.contains(where: { $0.contains(time) }) {
            let zone = windows.first?.zone ?? .utc
            let clock = zone.clock(at: time)
            let moment = "\(clock.weekday.name) \(ClockTime.text(clock.minute))"
            let words =
                windows.isEmpty
                ? "no window allows it: \(moment)"
                : "outside its windows (\(list(windows.map(\.description)))): \(moment)"
            breaches.append(ContractBreach(clause: .window, words: words))
        }
        if let freeze = contract.freezes.first(where: { $0.contains(time) }) {
            breaches.append(ContractBreach(clause: .freeze, words: "during the freeze \(freeze)"))
        }
        return breaches
    }

    private static func network(
        _ network: NetworkFacts,
        _ sources: [NetworkSource]?
    ) -> ContractBreach? {
        guard let sources, !network.isAmong(sources) else { return nil }
        let place =
            switch (network.isDeclared, network.address) {
            case (true, let address?): "\(network.name) (\(address))"
            case (true, nil): network.name
            case (false, let address?):
                network.name == "private" ? "\(address) (private)" : "\(address)"
            case (false, nil): "an unknown address"
            }
        let words =
            sources.isEmpty
            ? "from \(place); no network is allowed"
            : "from \(place), not in \(list(sources.map(\.description)))"
        return ContractBreach(clause: .network, words: words)
    }

    private static func action(
        _ actions: [String],
        _ contract: DeploymentRole,
        isForwarded: Bool
    ) -> ContractBreach? {
        guard let name = actions.first else { return nil }
        let matches = { (pattern: NamePattern) in actions.contains(where: pattern.matches) }
        if let forbidden = contract.forbiddenActions.first(where: matches) {
            let words = "\(name) is forbidden by \(forbidden)"
            return ContractBreach(clause: .action, words: words)
        }
        // Contracts do not list what services do to carry out an allowed call.
        guard !isForwarded, let allowed = contract.allowedActions, !allowed.contains(where: matches)
        else { return nil }
        return ContractBreach(clause: .action, words: "\(name) is not an allowed action")
    }

    /// Up to four names, for a line that people read.
    static func list(_ names: [String]) -> String {
        guard !names.isEmpty else { return "none" }
        let first = names.prefix(4).joined(separator: ", ")
        return names.count > 4 ? "\(first) and \(names.count - 4) more" : first
    }
}

extension ContractCheck {
    static func assumer(
        of start: RoleSessionStart,
        _ contract: DeploymentRole
    ) -> ContractBreach? {
        assumer(of: start, principals: contract.assumers, subjects: contract.subjects)
    }

    /// Checks who assumed the role.
    ///
    /// The copy of a call across accounts in the role's account names only the caller's account: it
    /// breaks nothing if somebody in that account may assume the role.
    static func assumer(
        of start: RoleSessionStart,
        principals: [PrincipalPattern]?,
        subjects: [SubjectPattern]
    ) -> ContractBreach? {
        guard let principals else { return nil }
        let names = list(principals.map(\.text) + subjects.map(\.description))
        let verb = start.outcome.isFailure ? "attempted by" : "assumed by"
        if start.method == .webIdentity {
            let subject = start.subject ?? start.caller.name
            if subjects.contains(where: { $0.matches(subject: subject, provider: start.provider) })
                || principals.contains(where: { $0.matches(start.caller) })
            {
                return nil
            }
            let provider = start.provider.map { " of \(ResourceName($0)?.resource ?? $0)" } ?? ""
            return ContractBreach(
                clause: .subject,
                words: "\(verb) subject \(subject)\(provider); allowed: \(names)"
            )
        }
        let isAllowed =
            start.caller.kind == .account
            ? principals.contains { $0.couldMatch(account: start.caller.accountID) }
            : principals.contains { $0.matches(start.caller) }
        guard !isAllowed else { return nil }
        let caller =
            start.caller.kind == .account
            ? "someone in account \(start.caller.accountID ?? "unknown")" : start.caller.name
        return ContractBreach(
            clause: .assumer,
            words: "\(verb) \(caller.isEmpty ? "an unknown caller" : caller); allowed: \(names)"
        )
    }
}

/// A clause of the contract of a role, a workload or people.
package enum ContractClause: String, CaseIterable, Hashable, Sendable {
    /// Who may assume the role.
    case assumer
    /// Which subjects of an OIDC provider may assume it.
    case subject
    /// Where it may be assumed and used from.
    case network
    /// When it may be assumed.
    case window
    /// When it must not be assumed, windows or not.
    case freeze
    /// How long a session may last.
    case sessionLength = "session-length"
    /// What it may do.
    case action
    /// Which clients of the sign-in service may have its sessions.
    case client
}

/// A clause that was broken, and how, in words for people.
///
/// For example `window`, "outside its windows (Mon–Thu 08:00–16:00 UTC): Saturday 02:06".
package struct ContractBreach: Hashable, Sendable {
    package var clause: ContractClause
    /// What happened, and what is declared.
    package var words: String
}

extension ContractBreach: CustomStringConvertible {
    package var description: String { "\(clause.rawValue): \(words)" }
}

/// Whether an event's time is within the windows of its deployment role.
package enum WindowState: String, CaseIterable, Hashable, Sendable {
    /// In a window, and not in a freeze.
    case inside
    /// In no window.
    case outside
    /// In a freeze, window or not.
    case freeze
    /// There are no windows, or no deployment role.
    case none

    package init(_ time: EventTime, _ contract: DeploymentRole) {
        if contract.freezes.contains(where: { $0.contains(time) }) {
            self = .freeze
        } else if let windows = contract.windows {
            self = windows.contains { $0.contains(time) } ? .inside : .outside
        } else {
            self = .none
        }
    }
}
