import CloudTrail

/// What the derived fields of an event are derived from.
///
/// ``Facts`` have it all at once, ``LazyFacts`` find out what they are asked for.
package protocol FactParts {
    /// The caller.
    var principal: PrincipalFacts { get }
    /// Where the call came from.
    var network: NetworkFacts { get }
    /// The environment of the account; nil where it is not declared.
    var accountEnvironment: EnvironmentFact? { get }
    /// How the call ended.
    var outcome: Outcome { get }
    /// What the caller is; an IAM user in the console is taken to be a person.
    var kind: PrincipalFacts.Kind { get }
    /// The environment of the resource, where its own name shows one.
    var resourceEnvironment: EnvironmentFact? { get }
    /// The accesses to secrets; the same that `SecretAccess.accesses(in:)` gives.
    var secretAccesses: [SecretAccess] { get }
    /// The secrets, in the order of the accesses that name one.
    var secrets: [SecretFacts] { get }
    var sessionStart: RoleSessionStart? { get }
    /// The role that a session starts in.
    var startedRole: RoleFacts? { get }
    /// The clauses that are broken.
    var breaches: [ContractBreach] { get }
    /// How the time lies to the windows of the deployment role.
    var window: WindowState { get }
    /// What is declared of things that few calls are about.
    var declarations: DeclarationTable { get }
    /// What the policy of a call grants; nil where the call sets none.
    func policy(of event: Event) -> PolicyFacts?
}

extension FactParts {
    /// The environment of what the call is about: secret, role, resource, else the account's; a
    /// declared account wins over what the resource's name suggests.
    package var targetEnvironment: EnvironmentFact? {
        if let environment = secrets.first?.environment ?? startedRole?.environment {
            return environment
        }
        guard let resource = resourceEnvironment else { return accountEnvironment }
        return resource.provenance == .guessed ? accountEnvironment ?? resource : resource
    }

    /// Whether caller and target are of different environments, both known.
    package var isCrossEnvironment: Bool {
        guard let own = principal.environment else { return false }
        for secret in secrets where secret.environment != nil {
            if secret.environment?.name != own.name { return true }
        }
        return targetEnvironment.map { $0.name != own.name } ?? false
    }

    /// Whether the call is about production: its target, else its account, else its caller.
    package var isProduction: Bool {
        (targetEnvironment ?? principal.environment)?.isProduction ?? false
    }

    /// Whether the caller is a declared reader of the secrets; undeclared of one is undeclared.
    package var readerStatus: ReaderStatus {
        guard secretAccesses.contains(where: { $0.operation.revealsValue }) else {
            return .unknown
        }
        var status = ReaderStatus.unknown
        for secret in secrets {
            switch secret.status(of: principal.principal) {
            case .undeclared: return .undeclared
            case .declared: status = .declared
            case .unknown: break
            }
        }
        return status
    }

    /// The name of the role that the event is about.
    package var roleName: String? {
        if let start = sessionStart, let name = start.roleName { return name }
        return principal.principal.kind == .role ? principal.principal.name : nil
    }

    /// How it is known that this role deploys; nil where it does not.
    package var roleDeployment: Provenance? {
        if let startedRole { return startedRole.deployment }
        return principal.kind == .deployment && principal.principal.kind == .role
            ? principal.kindProvenance : nil
    }

    /// How it is known that this role is for emergencies; nil where it is not.
    package var roleEmergency: Provenance? {
        if let startedRole { return startedRole.emergency }
        return principal.kind == .breakGlass ? principal.kindProvenance : nil
    }

    /// The environment of this role.
    package var roleEnvironment: EnvironmentFact? {
        if let startedRole { return startedRole.environment }
        return principal.principal.kind == .role ? principal.environment : nil
    }
}

/// What the declaration says of security groups, subnets, signing keys and the API.
///
/// None of it is kept: few events have any, and fewer are ever asked for it.
extension FactParts {
    func value(ofGroup field: FactField, in event: Event) -> [String] {
        guard let call = SecurityGroupCall(event) else { return [] }
        let check = declarations.groups
        switch field {
        case .securityGroupID: return call.groups
        case .securityGroupName:
            if call.groups.isEmpty {
                return check.group(id: nil, name: call.groupName).map { [$0.group.name] } ?? []
            }
            return call.groups.compactMap { check.group(id: $0, name: call.groupName)?.group.name }
        case .securityGroupVerdict:
            return check.results(of: call).flatMap { $0.verdicts.map(\.rawValue) }
        case .securityGroupRule: return check.results(of: call).compactMap(\.rule)
        case .securityGroupLine: return check.results(of: call).compactMap(\.line)
        default: return []
        }
    }

    /// Whether the caller may sign with the declared keys that a call names; undeclared of one is
    /// undeclared.
    func signer(in event: Event) -> String? {
        let statuses = declarations.signingKeys.keys(in: event)
            .map { $0.status(of: principal.principal) }
        guard !statuses.isEmpty else { return nil }
        let isSigner: ReaderStatus =
            statuses.contains(.undeclared)
            ? .undeclared : statuses.contains(.declared) ? .declared : .unknown
        return isSigner.rawValue
    }

    /// Whether a call uses the algorithm of the declared key that it names.
    func signingAlgorithm(in event: Event) -> String? {
        guard
            let key = declarations.signingKeys.keys(in: event).first(where: { $0.algorithm != nil }
            ),
            let algorithm = event[.requestParameters]?["signingAlgorithm"]?.name
        else { return nil }
        return algorithm == key.algorithm ? "declared" : "other"
    }

    /// The least sure way in which any of the facts is known.
    func basis(of event: Event) -> Provenance {
        let isGuessed = FactField.allCases.contains {
            $0.provenances.contains(.guessed) && provenance(of: $0, in: event) == .guessed
        }
        if isGuessed { return .guessed }
        let isDeclared = FactField.allCases.contains {
            // A field without a value rests on nothing.
            $0 != .basis && provenance(of: $0, in: event) == .declared
                && value(of: $0, in: event) != nil
                && value(of: $0, in: event) != .boolean(false)
                && !(($0 == .window) && window == .none)
        }
        return isDeclared ? .declared : .observed
    }
}

extension SecurityGroupCheck {
    /// The verdicts over all that a call does: one for each rule, or one for the group.
    package func results(of call: SecurityGroupCall) -> [SecurityGroupCheckResult] {
        let id = call.groups.first
        switch call.action {
        case .authorize, .modify, .revoke:
            return call.rules.map {
                check($0, opened: call.action != .revoke, group: id, name: call.groupName)
            }
        case .create:
            guard hasGroups else { return [] }
            let isDeclared = group(id: id, name: call.groupName) != nil
            return [SecurityGroupCheckResult(verdicts: [isDeclared ? .declared : .undeclaredGroup])]
        case .delete:
            guard hasGroups else { return [] }
            let isDeclared = group(id: id, name: call.groupName) != nil
            return [
                SecurityGroupCheckResult(verdicts: [
                    isDeclared ? .deletesDeclared : .undeclaredGroup
                ])
            ]
        case .attach:
            let isUndeclared = hasGroups && call.groups.contains { group(id: $0) == nil }
            let verdicts: [SecurityGroupVerdict] =
                [.attaches] + (isUndeclared ? [.undeclaredGroup] : [])
            return [SecurityGroupCheckResult(verdicts: verdicts)]
        }
    }
}

extension FactParts {
    /// The value of a derived field; nil where it does not apply.
    ///
    /// - parameters:
    ///   - field: The field.
    ///   - event: The event that these facts are of; most fields do not need it, and it is
    ///     large.
    package func value(of field: FactField, in event: @autoclosure () -> Event) -> FactValue? {
        switch field {
        case .principalKind: .text(kind.rawValue)
        case .principalName: text(principal.principal.name)
        case .principalPerson: text(principal.person)
        case .principalType: .text(principal.identity.kind.name)
        case .principalEnvironment: text(principal.environment?.name)
        case .actor: text(principal.actor)
        case .principalRotator: .boolean(principal.rotator != nil)
        case .roleName: text(roleName)
        case .roleDeployment: .boolean(roleDeployment != nil)
        case .roleBreakGlass: .boolean(roleEmergency != nil)
        case .roleEnvironment: text(roleEnvironment?.name)
        case .sessionMethod: text(sessionStart?.method.rawValue)
        case .secretName: list(secrets.map(\.reference.name))
        case .secretKind: list(secrets.compactMap { $0.kind?.rawValue })
        case .secretEnvironment: list(secrets.compactMap { $0.environment?.name })
        case .secretOperation: text(secretAccesses.first?.operation.rawValue)
        case .secretReader: secretAccesses.isEmpty ? nil : .text(readerStatus.rawValue)
        case .resource: list(event().resources)
        case .targetEnvironment: text(targetEnvironment?.name)
        case .targetRole: text(declarations.targetRole(of: event()))
        case .targetPurpose: text(declarations.purposes.purpose(of: event())?.purpose.rawValue)
        case .sessionClient: text(event().sessionClient?.rawValue)
        case .environment: text(accountEnvironment?.name)
        case .crossEnvironment: .boolean(isCrossEnvironment)
        case .production: .boolean(isProduction)
        case .network: .text(network.name)
        case .window: .text(window.rawValue)
        case .action: text(event().actionNames.first)
        case .denied: .boolean(outcome.isDenied)
        case .failed: .boolean(outcome.isFailure)
        case .forwarded: .boolean(principal.isForwarded && !principal.identity.isOrdered)
        case .contract: list(breaches.map(\.clause.rawValue))
        case .securityGroupName, .securityGroupID, .securityGroupVerdict, .securityGroupRule,
            .securityGroupLine:
            list(value(ofGroup: field, in: event()))
        case .securityGroupUsed: list(declarations.groupsUsed(in: event()))
        case .subnetTier: list(declarations.tiers(in: event()))
        case .signingKeyName: list(declarations.signingKeys.keys(in: event()).map(\.name))
        case .signingKeySigner: text(signer(in: event()))
        case .signingKeyAlgorithm: text(signingAlgorithm(in: event()))
        case .apiOrigin: list(declarations.api.origins(in: event()))
        case .apiKey: text(declarations.api.key(in: event()))
        case .apiUsagePlan: text(declarations.api.usagePlan(in: event()))
        case .apiWebACL: text(declarations.api.webACL(in: event()))
        case .mutualTLS: list(declarations.mutualTLS(in: event()))
        case .principalStatus: text(principal.status?.rawValue)
        case .networkStatus: text(network.status?.rawValue)
        case .endpointAccount: text(declarations.accounts.endpoint(of: event())?.rawValue)
        case .accountRelation:
            list(declarations.accounts.named(in: event()).map(\.relation.rawValue))
        case .accountID:
            list(declarations.accounts.named(in: event()).filter { $0.relation != .own }.map(\.id))
        case .policyGrants: list(policy(of: event())?.grants.texts ?? [])
        case .policyGrantees: list(policy(of: event())?.grantees ?? [])
        case .policyActions: list(policy(of: event())?.actions ?? [])
        case .policySubjects: list(policy(of: event())?.subjects ?? [])
        case .policyUnreadable: text(policy(of: event())?.grants.fault?.rawValue)
        case .basis: .text(basis(of: event()).rawValue)
        }
    }

    /// How the value of a field is known; of several sources, the least sure one's.
    package func provenance(of field: FactField) -> Provenance {
        switch field {
        case .principalKind: kind == principal.kind ? principal.kindProvenance : .guessed
        case .principalEnvironment: principal.environment?.provenance ?? .observed
        case .principalRotator: principal.rotator ?? .observed
        case .roleDeployment: roleDeployment ?? .observed
        case .roleBreakGlass: roleEmergency ?? .observed
        case .roleEnvironment: roleEnvironment?.provenance ?? .observed
        case .secretKind: .declared
        case .secretEnvironment:
            secrets.compactMap { $0.environment?.provenance }.max() ?? .observed
        case .secretReader: readerStatus == .unknown ? .observed : .declared
        case .targetEnvironment: targetEnvironment?.provenance ?? .observed
        case .environment: accountEnvironment?.provenance ?? .observed
        case .crossEnvironment:
            max(provenance(of: .principalEnvironment), provenance(of: .targetEnvironment))
        case .production: (targetEnvironment ?? principal.environment)?.provenance ?? .observed
        case .network: network.isDeclared ? .declared : .observed
        case .principalStatus, .networkStatus, .policySubjects, .securityGroupUsed, .targetRole:
            .declared
        case .endpointAccount, .accountRelation, .policyGrants, .policyGrantees:
            // Who is foreign follows from who is declared.
            declarations.accounts.isDeclared ? .declared : .observed
        case .accountID, .policyActions, .policyUnreadable, .sessionClient: .observed
        case .window, .contract, .securityGroupName, .securityGroupLine, .subnetTier,
            .signingKeyName, .signingKeySigner, .signingKeyAlgorithm, .apiKey, .apiUsagePlan,
            .apiWebACL, .mutualTLS:
            .declared
        case .securityGroupVerdict: declarations.groups.hasGroups ? .declared : .observed
        case .apiOrigin: declarations.api.hasOrigins ? .declared : .observed
        case .principalName, .principalPerson, .principalType, .actor, .roleName, .sessionMethod,
            .secretName, .secretOperation, .resource, .action, .denied, .failed, .forwarded,
            .securityGroupID, .securityGroupRule, .targetPurpose, .basis:
            .observed
        }
    }

    /// How the value of a field is known in an event.
    package func provenance(of field: FactField, in event: Event) -> Provenance {
        // Of this one, only the event tells.
        guard field == .targetPurpose else { return provenance(of: field) }
        return declarations.purposes.purpose(of: event)?.provenance ?? .observed
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
