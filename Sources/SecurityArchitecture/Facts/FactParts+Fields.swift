import CloudTrail

extension FactParts {
    /// The value of a derived field; nil where it does not apply.
    ///
    /// - parameters:
    ///   - field: The field.
    ///   - event: The event that these facts are of.
    package func value(of field: FactField, in event: Event) -> FactValue? {
        switch field {
        case .principalKind: .text(kind.rawValue)
        case .principalName: text(principal.principal.name)
        case .principalEnvironment: text(principal.environment?.name)
        case .roleName: text(roleName)
        case .roleDeployment: .boolean(roleDeployment != nil)
        case .roleEnvironment: text(roleEnvironment?.name)
        case .sessionMethod: text(sessionStart?.method.rawValue)
        case .secretName: list(secrets.map(\.reference.name))
        case .secretKind: list(secrets.compactMap { $0.kind?.rawValue })
        case .secretEnvironment: list(secrets.compactMap { $0.environment?.name })
        case .secretOperation: text(secretAccesses.first?.operation.rawValue)
        case .secretReader: secretAccesses.isEmpty ? nil : .text(readerStanding.rawValue)
        case .targetEnvironment: text(targetEnvironment?.name)
        case .environment: text(accountEnvironment?.name)
        case .crossEnvironment: .boolean(isCrossEnvironment)
        case .production: .boolean(isProduction)
        case .network: .text(network.name)
        case .window: .text(window.rawValue)
        case .action: text(event.actionNames.first)
        case .denied: .boolean(outcome.isDenied)
        case .failed: .boolean(outcome.isFailure)
        case .forwarded: .boolean(principal.isForwarded)
        case .contract: list(breaches.map(\.clause.rawValue))
        case .securityGroupName, .securityGroupID, .securityGroupVerdict, .securityGroupRule,
            .securityGroupLine:
            list(value(ofGroup: field, in: event))
        case .subnetTier: list(declarations.tiers(in: event))
        case .signingKeyName: list(declarations.signingKeys.keys(in: event).map(\.name))
        case .signingKeySigner: text(signer(in: event))
        case .signingKeyAlgorithm: text(signingAlgorithm(in: event))
        case .apiOrigin: list(declarations.api.origins(in: event))
        case .apiKey: text(declarations.api.key(in: event))
        case .apiUsagePlan: text(declarations.api.usagePlan(in: event))
        case .apiWebACL: text(declarations.api.webACL(in: event))
        case .mutualTLS: list(declarations.mutualTLS(in: event))
        case .basis: .text(basis(of: event).rawValue)
        }
    }

    /// How the value of a field is known; of several sources, the least sure one's.
    package func provenance(of field: FactField) -> Provenance {
        switch field {
        case .principalKind: kind == principal.kind ? principal.kindProvenance : .guessed
        case .principalEnvironment: principal.environment?.provenance ?? .observed
        case .roleDeployment: roleDeployment ?? .observed
        case .roleEnvironment: roleEnvironment?.provenance ?? .observed
        case .secretKind: .declared
        case .secretEnvironment:
            secrets.compactMap { $0.environment?.provenance }.max() ?? .observed
        case .secretReader: readerStanding == .unknown ? .observed : .declared
        case .targetEnvironment: targetEnvironment?.provenance ?? .observed
        case .environment: accountEnvironment?.provenance ?? .observed
        case .crossEnvironment:
            max(provenance(of: .principalEnvironment), provenance(of: .targetEnvironment))
        case .production: (targetEnvironment ?? principal.environment)?.provenance ?? .observed
        case .network: network.isDeclared ? .declared : .observed
        case .window, .contract, .securityGroupName, .securityGroupLine, .subnetTier,
            .signingKeyName, .signingKeySigner, .signingKeyAlgorithm, .apiKey, .apiUsagePlan,
            .apiWebACL, .mutualTLS:
            .declared
        case .securityGroupVerdict: declarations.groups.hasGroups ? .declared : .observed
        case .apiOrigin: declarations.api.hasOrigins ? .declared : .observed
        case .principalName, .roleName, .sessionMethod, .secretName, .secretOperation, .action,
            .denied, .failed, .forwarded, .securityGroupID, .securityGroupRule, .basis:
            .observed
        }
    }

    private func text(_ text: String?) -> FactValue? { FactValue(text: text) }

    private func list(_ texts: [String]) -> FactValue? {
        guard !texts.isEmpty else { return nil }
        // A batch has the same kind and environment many times.
        var seen: Set<String> = []
        return .list(texts.filter { seen.insert($0).inserted })
    }
}

extension FactValue {
    /// A text; nil where there is none.
    init?(text: String?) {
        guard let text, !text.isEmpty else { return nil }
        self = .text(text)
    }
}
