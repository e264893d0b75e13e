import CloudTrail

/// Finds the clauses that a session's start or an action breaks.
///
/// For example:
///
/// ```swift
/// let breaches = ContractCheck.breaches(of: start, contract: contract, network: network)
/// breaches.map(\.words)
/// // ["assumed by web-prod-instance; allowed are repo:acme/shop:ref:refs/heads/main",
/// //  "outside Mon–Thu 08:00–16:00 UTC: Saturday 02:06"]
/// ```
///
/// A clause that is not declared cannot be broken. Attempts that were denied break a contract as
/// those do that were not.
public enum ContractCheck {
    /// The clauses that the start of a session breaks.
    ///
    /// - parameters:
    ///   - start: The start.
    ///   - contract: The contract of the role.
    ///   - network: Where the call came from.
    public static func breaches(
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

    /// The clauses that the start of a session in a role for emergencies breaks.
    public static func breaches(
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
    /// Windows and freezes are judged by the session's beginning: what began in time may finish.
    ///
    /// - parameters:
    ///   - action: `service:Action`, as ``CloudTrail/Event/actionNames`` gives it.
    ///   - time: When.
    ///   - principal: The caller; without a contract there is nothing to break.
    ///   - network: Where the call came from.
    public static func breaches(
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
        // The call that a service carries out has been judged by itself.
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

    private static func times(_ time: EventTime, _ contract: DeploymentRole) -> [ContractBreach] {
        var breaches: [ContractBreach] = []
        if let windows = contract.windows, !windows.contains(where: { $0.contains(time) }) {
            let zone = windows.first?.zone ?? .utc
            let clock = zone.clock(at: time)
            let moment = "\(clock.weekday.name) \(ClockTime.text(clock.minute))"
            let words =
                windows.isEmpty
                ? "no window is declared: \(moment)"
                : "outside \(list(windows.map(\.description))): \(moment)"
            breaches.append(ContractBreach(clause: .window, words: words))
        }
        if let freeze = contract.freezes.first(where: { $0.contains(time) }) {
            breaches.append(ContractBreach(clause: .freeze, words: "in the freeze \(freeze)"))
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
                "\(address), \(network.name == "private" ? "a private" : "an unknown") address"
            case (false, nil): "an unknown place"
            }
        let allowed = list(sources.map(\.description))
        return ContractBreach(clause: .network, words: "from \(place); allowed are \(allowed)")
    }

    private static func action(
        _ actions: [String],
        _ contract: DeploymentRole,
        isForwarded: Bool
    ) -> ContractBreach? {
        guard let name = actions.first else { return nil }
        let spellings = actions.map { $0.lowercased() }
        let matches = { (pattern: NamePattern) in spellings.contains(where: pattern.matches) }
        if let forbidden = contract.forbiddenActions.first(where: matches) {
            let words = "\(name) is forbidden by \(forbidden)"
            return ContractBreach(clause: .action, words: words)
        }
        // What a service does to carry out an allowed call is not listed in contracts.
        guard !isForwarded, let allowed = contract.allowedActions, !allowed.contains(where: matches)
        else { return nil }
        return ContractBreach(clause: .action, words: "\(name) is not among the allowed actions")
    }

    /// At most a few names, for a line that people read.
    static func list(_ names: [String]) -> String {
        guard !names.isEmpty else { return "none" }
        let first = names.prefix(4).joined(separator: ", ")
        return names.count > 4 ? "\(first) and \(names.count - 4) more" : first
    }
}
