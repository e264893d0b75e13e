import CloudTrail

/// The derived fields that rules, searches and output know beside CloudTrail's own.
///
/// For example:
///
/// ```swift
/// facts.value(of: .principalKind, in: event)   // .text("workload")
/// FactField(rawValue: "audit.network")    // .network
/// FactField.allCases.map(\.meaning)       // what `audit rules fields` prints
/// ```
package enum FactField: String, CaseIterable, Hashable, Sendable {
    case principalKind = "audit.principal.kind"
    case principalName = "audit.principal.name"
    case principalPerson = "audit.principal.person"
    case principalType = "audit.principal.type"
    case principalEnvironment = "audit.principal.environment"
    case actor = "audit.actor"
    case principalStatus = "audit.principal.status"
    case principalRotator = "audit.principal.rotator"
    case roleName = "audit.role.name"
    case roleDeployment = "audit.role.deployment"
    case roleBreakGlass = "audit.role.breakGlass"
    case roleEnvironment = "audit.role.environment"
    case sessionMethod = "audit.session.method"
    case sessionClient = "audit.session.client"
    case secretName = "audit.secret.name"
    case secretKind = "audit.secret.kind"
    case secretEnvironment = "audit.secret.environment"
    case secretOperation = "audit.secret.operation"
    case secretReader = "audit.secret.reader"
    case resource = "audit.resource"
    case targetEnvironment = "audit.target.environment"
    case targetRole = "audit.target.role"
    case targetPurpose = "audit.target.purpose"
    case environment = "audit.environment"
    case crossEnvironment = "audit.crossEnvironment"
    case production = "audit.production"
    case network = "audit.network"
    case networkStatus = "audit.network.status"
    case endpointAccount = "audit.endpoint.account"
    case accountRelation = "audit.account.relation"
    case accountID = "audit.account.id"
    case policyGrants = "audit.policy.grants"
    case policyGrantees = "audit.policy.grantees"
    case policyActions = "audit.policy.actions"
    case policySubjects = "audit.policy.subjects"
    case policyUnreadable = "audit.policy.unreadable"
    case window = "audit.window"
    case action = "audit.action"
    case denied = "audit.denied"
    case failed = "audit.failed"
    case forwarded = "audit.forwarded"
    case contract = "audit.contract"
    case securityGroupName = "audit.securityGroup.name"
    case securityGroupID = "audit.securityGroup.id"
    case securityGroupVerdict = "audit.securityGroup.verdict"
    case securityGroupRule = "audit.securityGroup.rule"
    case securityGroupLine = "audit.securityGroup.line"
    case securityGroupUsed = "audit.securityGroup.used"
    case subnetTier = "audit.subnet.tier"
    case signingKeyName = "audit.signingKey.name"
    case signingKeySigner = "audit.signingKey.signer"
    case signingKeyAlgorithm = "audit.signingKey.algorithm"
    case apiOrigin = "audit.api.origin"
    case apiKey = "audit.api.key"
    case apiUsagePlan = "audit.api.usagePlan"
    case apiWebACL = "audit.api.webACL"
    case mutualTLS = "audit.mtls"
    case basis = "audit.basis"

    /// The type of a field's value.
    package enum ValueType: String, Hashable, Sendable {
        case text
        case boolean
        /// Several texts; a rule matches where one of them does.
        case list
    }
}

/// The value of a derived field.
package enum FactValue: Hashable, Sendable {
    case text(String)
    case boolean(Bool)
    /// Several texts, at least one.
    case list([String])

    /// The texts of the value; of a boolean, `true` or `false`.
    package var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .boolean(let flag): [flag ? "true" : "false"]
        case .list(let texts): texts
        }
    }
}

extension FactField {
    private var row: (type: ValueType, meaning: String, example: String) {
        switch self {
        case .principalKind:
            (.text, "The caller's kind: \(Self.names(PrincipalFacts.Kind.self))", "workload")
        case .principalName:
            (.text, "The caller's name: role without session, user or service", "deploy-prod")
        case .principalPerson:
            (
                .text,
                "The person who acted: a session's name or source identity, a provider's user",
                "ben@acme.example"
            )
        case .principalType:
            (
                .text,
                "What the record says that the caller is: \(PrincipalKind.allCases.map(\.name).joined(separator: ", "))",
                "instance"
            )
        case .principalEnvironment: (.text, "The caller's environment", "prod")
        case .actor:
            (
                .text, "Who acted: the person, with the role in brackets, otherwise the caller",
                "ben@acme.example (Security)"
            )
        case .principalStatus:
            (
                .text,
                "Whether the role or user that calls is declared: declared, undeclared; absent "
                    + "where nobody is declared", "undeclared"
            )
        case .principalRotator:
            (
                .boolean, "Whether the caller rotates secrets, by audit.yaml or else by its name",
                "false"
            )
        case .roleName:
            (.text, "The role being assumed; otherwise the caller's role", "deploy-prod")
        case .roleDeployment: (.boolean, "Whether that role is a deployment role", "true")
        case .roleBreakGlass: (.boolean, "Whether that role is for emergencies", "false")
        case .roleEnvironment: (.text, "That role's environment", "prod")
        case .sessionMethod:
            (
                .text, "How a role session started: \(Self.names(RoleSessionStart.Method.self))",
                "AssumeRoleWithWebIdentity"
            )
        case .secretName: (.list, "The secrets the call is about", "prod/orders/mongodb")
        case .secretKind:
            (.list, "What the secrets hold: \(Self.names(SecretKind.self))", "connection-string")
        case .secretEnvironment: (.list, "The secrets' environments", "prod")
        case .secretOperation:
            (
                .text, "What the call does to the secrets: \(Self.names(SecretOperation.self))",
                "read"
            )
        case .secretReader:
            (
                .text, "Whether the caller is a declared reader: declared, undeclared, unknown",
                "undeclared"
            )
        case .resource:
            (
                .list, "What the call is about, as ARNs or names; the main resource first",
                "arn:aws:s3:::acme-trail"
            )
        case .targetEnvironment:
            (.text, "The environment of the call's target: secret, role or resource", "prod")
        case .targetRole:
            (
                .text, "What the role is that a call to IAM is about: deployment, break-glass",
                "deployment"
            )
        case .targetPurpose:
            (
                .text,
                "What the bucket or the function of a call is for: "
                    + Self.names(TargetPurpose.self), "logs"
            )
        case .sessionClient:
            (
                .text,
                "How a session came to a program, as far as the record says: "
                    + "\(Self.names(SessionClient.self)) (the AWS MCP servers)", "agent"
            )
        case .environment: (.text, "The account's environment", "prod")
        case .crossEnvironment:
            (.boolean, "Whether caller and target belong to different environments", "true")
        case .production:
            (.boolean, "Whether the target is production; without a target, the account", "true")
        case .network:
            (
                .text,
                "Where the call came from: a declared network, aws, private (an address not "
                    + "routed on the internet) or unknown", "office"
            )
        case .networkStatus:
            (
                .text,
                "Whether a public address is in a declared network: declared, undeclared; absent "
                    + "where no networks are declared", "undeclared"
            )
        case .endpointAccount:
            (
                .text,
                "Whose the account of the VPC endpoint is: \(Self.names(AccountRelation.self))",
                "foreign"
            )
        case .accountRelation:
            (
                .list,
                "Whose the accounts and organizations in the request are: "
                    + Self.names(AccountRelation.self), "foreign"
            )
        case .accountID:
            (
                .list, "The accounts and organizations in the request, other than the event's own",
                "999900001111"
            )
        case .policyGrants:
            (
                .list,
                "What the policy that the call sets grants to whom, each pair from one Allow "
                    + "statement", "everybody:secrets"
            )
        case .policyGrantees:
            (
                .list, "Whom that policy lets in: \(Self.names(PolicyGrantee.self))",
                "foreign-account"
            )
        case .policyActions:
            (
                .list, "What that policy is about: \(Self.names(PolicyAccess.self))",
                "administrator"
            )
        case .policySubjects:
            (
                .list,
                "Whether the token subjects that may assume a declared deployment role are "
                    + "declared: declared, undeclared", "undeclared"
            )
        case .policyUnreadable:
            (
                .text,
                "Why that policy could not be read: \(Self.names(PolicyFault.self))", "omitted"
            )
        case .window:
            (.text, "When a deployment role was used: \(Self.names(WindowState.self))", "outside")
        case .action: (.text, "Service and action, as IAM policies write them", "ec2:RunInstances")
        case .denied: (.boolean, "Whether AWS denied the caller permission", "false")
        case .failed: (.boolean, "Whether the call failed for any reason", "false")
        case .forwarded:
            (
                .boolean,
                "Whether an AWS service made the call for the caller on its own initiative; not "
                    + "where the caller ordered it, through CloudFormation or the console", "false"
            )
        case .contract:
            (.list, "The contract clauses broken: \(Self.names(ContractClause.self))", "window")
        case .securityGroupName:
            (.list, "Declared names of the security groups changed", "DB-SG")
        case .securityGroupID:
            (.list, "Ids of the security groups changed", "sg-0dbdfd8430167bcec")
        case .securityGroupVerdict:
            (
                .list,
                "How the change compares with the declaration: \(Self.names(SecurityGroupVerdict.self))",
                "undeclared"
            )
        case .securityGroupRule:
            (
                .list, "The rules opened or removed, as audit.yaml writes them",
                "27017 from 0.0.0.0/0"
            )
        case .securityGroupLine:
            (
                .list, "The declared lines that those rules break or come closest to",
                "Ingress: 27017 from Private-SG"
            )
        case .securityGroupUsed:
            (
                .list,
                "Whether the security groups that a call puts something into are declared: "
                    + "declared, undeclared", "undeclared"
            )
        case .subnetTier:
            (
                .list,
                "Tiers of the subnets and route tables in an EC2 call: "
                    + Self.names(SubnetTier.Kind.self), "private"
            )
        case .signingKeyName:
            (.list, "The declared signing keys in a KMS call", "jwt-prod")
        case .signingKeySigner:
            (
                .text,
                "Whether the caller is a declared signer: declared, undeclared, unknown (no "
                    + "signers are declared)", "undeclared"
            )
        case .signingKeyAlgorithm:
            (.text, "Whether the algorithm is the key's declared one: declared, other", "other")
        case .apiOrigin:
            (
                .list,
                "The CORS origins that a call allows: declared, undeclared, any", "any"
            )
        case .apiKey:
            (.text, "Whether the API keys in a call are declared or undeclared", "declared")
        case .apiUsagePlan:
            (.text, "Whether the usage plans in a call are declared or undeclared", "declared")
        case .apiWebACL:
            (.text, "Whether the web ACLs in a call are declared or undeclared", "declared")
        case .mutualTLS:
            (
                .list,
                "The declared parts of mutual TLS that a call changes: listener, trust-store",
                "listener"
            )
        case .basis:
            (
                .text,
                "The least certain basis of any fact of the event: observed, declared, guessed",
                "guessed"
            )
        }
    }

    package var type: ValueType { row.type }
    /// What the field means, in one line.
    package var meaning: String { row.meaning }
    package var example: String { row.example }

    /// How a value of the field may be known; `Facts.provenance(of:)` says how it is in one event.
    package var provenances: [Provenance] {
        switch self {
        case .principalKind: [.observed, .declared, .guessed]
        case .principalEnvironment, .principalRotator, .roleDeployment, .roleBreakGlass,
            .roleEnvironment,
            .secretEnvironment,
            .targetEnvironment, .targetPurpose, .crossEnvironment, .production:
            [.declared, .guessed]
        case .environment, .secretKind, .window, .contract, .securityGroupName,
            .securityGroupLine, .subnetTier, .signingKeyName, .signingKeySigner,
            .signingKeyAlgorithm, .apiKey, .apiUsagePlan, .apiWebACL, .mutualTLS,
            .principalStatus, .networkStatus, .targetRole, .policySubjects, .securityGroupUsed:
            [.declared]
        case .endpointAccount, .accountRelation, .policyGrants, .policyGrantees:
            [.observed, .declared]
        case .secretReader, .network, .securityGroupVerdict, .apiOrigin: [.observed, .declared]
        case .principalName, .principalPerson, .principalType, .actor, .roleName, .sessionMethod,
            .secretName, .secretOperation, .resource, .action, .denied, .failed, .forwarded,
            .securityGroupID, .securityGroupRule, .accountID, .sessionClient, .policyActions,
            .policyUnreadable, .basis:
            [.observed]
        }
    }

    private static func names<Names: CaseIterable & RawRepresentable<String>>(
        _ type: Names.Type
    ) -> String {
        type.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
