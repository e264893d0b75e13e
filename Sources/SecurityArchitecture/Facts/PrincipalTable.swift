import CloudTrail

/// Says what principals are.
struct PrincipalTable {
    private let architecture: Architecture
    private let environments: EnvironmentTable
    private let contracts: [DeploymentRole]
    /// Whether anybody is declared, so that somebody can be undeclared.
    private let declaresPrincipals: Bool
    private let rotators: [PrincipalPattern]

    init(_ architecture: Architecture, _ environments: EnvironmentTable) {
        self.architecture = architecture
        self.environments = environments
        rotators = architecture.secrets.flatMap { $0.rotation?.rotators ?? [] }
        declaresPrincipals =
            !(architecture.people.isEmpty && architecture.workloads.isEmpty
            && architecture.deploymentRoles.isEmpty && architecture.breakGlassRoles.isEmpty)
        contracts = architecture.deploymentRoles.sorted {
            $0.role.pattern.isMoreSpecific(than: $1.role.pattern)
        }
    }

    /// The contract of a role; of several patterns that match, the most specific one's.
    func contract(of principal: Principal) -> DeploymentRole? {
        contracts.first { $0.role.matches(principal) }
    }

    func breakGlass(_ principal: Principal) -> BreakGlassRole? {
        architecture.breakGlassRoles.first { $0.role.matches(principal) }
    }

    /// How it is known that a role is for emergencies; nil where it is not.
    func isBreakGlass(_ principal: Principal) -> Provenance? {
        if breakGlass(principal) != nil { return .declared }
        guard architecture.guessesTheRest, classified(principal) == nil else { return nil }
        return NameGuess.isBreakGlass(principal.name) ? .guessed : nil
    }

    /// Whether a role deploys, by declaration or by its name.
    func isDeployment(_ principal: Principal) -> Provenance? {
        if contract(of: principal) != nil { return .declared }
        let isFree = classified(principal) == nil && principal.kind == .role
        guard architecture.guessesTheRest, isFree, !principal.isAWSOwned else { return nil }
        return NameGuess.isDeployment(principal.name) ? .guessed : nil
    }

    func classify(_ principal: Principal, _ identity: Identity) -> PrincipalClass {
        var result =
            fixed(principal, identity) ?? classified(principal)
            ?? subjectClass(principal, identity) ?? guessed(principal, identity)
        if result.environment == nil { result.environment = environments.principal(principal) }
        result.status = status(of: principal, result)
        result.rotator = isRotator(principal)
        return result
    }

    /// How it is known that a principal rotates secrets; nil where it does not.
    ///
    /// Names speak only where no rotator is declared.
    private func isRotator(_ principal: Principal) -> Provenance? {
        if rotators.contains(where: { $0.matches(principal) }) { return .declared }
        guard architecture.guessesTheRest, rotators.isEmpty,
            principal.kind == .role || principal.kind == .user
        else { return nil }
        return NameGuess.isRotator(principal.name) ? .guessed : nil
    }

    /// Whether somebody is declared: as a person, a program or a role that deploys, or by a pattern
    /// of an environment's roles.
    private func status(of principal: Principal, _ result: PrincipalClass) -> ReaderStatus? {
        if result.kindProvenance == .declared { return .declared }
        guard declaresPrincipals, result.kind != .root, result.kind != .awsService,
            principal.kind == .role || principal.kind == .user
        else { return nil }
        return environments.declares(principal) ? .declared : .undeclared
    }

    /// What the record alone decides: root, and AWS itself.
    private func fixed(_ principal: Principal, _ identity: Identity) -> PrincipalClass? {
        if principal.kind == .root {
            return PrincipalClass(kind: .root, kindProvenance: .observed, principal: principal)
        }
        let isLinked =
            principal.kind == .role
            && (principal.name.hasPrefix("AWSServiceRoleFor")
                || principal.arn?.contains(":role/aws-service-role/") == true)
        guard principal.kind == .service || isLinked else { return nil }
        return PrincipalClass(kind: .awsService, kindProvenance: .observed, principal: principal)
    }

    /// What the declaration says.
    private func classified(_ principal: Principal) -> PrincipalClass? {
        var result = PrincipalClass(
            kind: .unknown,
            kindProvenance: .declared,
            principal: principal
        )
        if let role = breakGlass(principal) {
            result.kind = .breakGlass
            result.environment = environments.declared(role.environment)
            result.sources = role.sources
            return result
        }
        if let contract = contract(of: principal) {
            result.kind = .deployment
            result.environment = environments.declared(contract.environment)
            result.contract = contract
            return result
        }
        for (kind, groups) in [
            (PrincipalFacts.Kind.human, architecture.people), (.workload, architecture.workloads),
        ] {
            guard let group = Self.group(of: principal, in: groups) else { continue }
            result.kind = kind
            result.environment = environments.declared(group.environment)
            result.sources = group.sources
            result.clients = group.clients
            return result
        }
        return nil
    }

    /// The clients that may have sessions of a principal; nil where nothing is declared.
    func clients(of principal: Principal) -> [SessionClient]? { classified(principal)?.clients }

    /// The group whose pattern is the most specific of all that match.
    private static func group(
        of principal: Principal,
        in groups: [PrincipalGroup]
    ) -> PrincipalGroup? {
        var best: (group: PrincipalGroup, pattern: NamePattern)?
        for group in groups {
            for pattern in group.principals where pattern.matches(principal) {
                if best == nil
                    || best.map({ pattern.pattern.isMoreSpecific(than: $0.pattern) }) == true
                {
                    best = (group, pattern.pattern)
                }
            }
        }
        return best?.group
    }

    /// A provider's subject: the pipeline's where a contract names it.
    private func subjectClass(_ principal: Principal, _ identity: Identity) -> PrincipalClass? {
        guard principal.kind == .subject else { return nil }
        var result = PrincipalClass(
            kind: .human,
            kindProvenance: .observed,
            principal: principal
        )
        guard identity.kind == .web else {
            // A federated user is a person or a program; SAML and directories are for people.
            if identity.kind == .federated || identity.kind == .unknown { result.kind = .unknown }
            return result
        }
        let isDeclared = contracts.contains { contract in
            contract.subjects.contains { $0.matches(subject: principal.name, provider: nil) }
        }
        let isPipeline = ["repo:", "project_path:"].contains(where: principal.name.hasPrefix)
        let isWorkload = principal.name.hasPrefix("system:serviceaccount:")
        result.kind = isDeclared || isPipeline ? .deployment : isWorkload ? .workload : .unknown
        result.kindProvenance = isDeclared ? .declared : isPipeline ? .guessed : .observed
        return result
    }

    private func guessed(_ principal: Principal, _ identity: Identity) -> PrincipalClass {
        var result = PrincipalClass(
            kind: .unknown,
            kindProvenance: .observed,
            principal: principal
        )
        // The name is reserved: only Identity Center makes such roles.
        if principal.kind == .role, principal.name.hasPrefix("AWSReservedSSO_") {
            result.kind = .human
            return result
        }
        guard architecture.guessesTheRest else {
            if identity.kind == .instance { result.kind = .workload }
            return result
        }
        if principal.kind == .role, NameGuess.isDeployment(principal.name) {
            result.kind = .deployment
            result.kindProvenance = .guessed
        } else if identity.kind == .instance {
            result.kind = .workload
        } else if principal.kind == .role || principal.kind == .user,
            NameGuess.isWorkload(principal.name)
        {
            result.kind = .workload
            result.kindProvenance = .guessed
        }
        return result
    }
}

extension Principal {
    /// Whether AWS makes roles of this name itself.
    var isAWSOwned: Bool {
        name.hasPrefix("AWSReservedSSO_") || name.hasPrefix("AWSServiceRoleFor")
    }
}
