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
    case roleName = "audit.role.name"
    case roleDeployment = "audit.role.deployment"
    case roleEnvironment = "audit.role.environment"
    case sessionMethod = "audit.session.method"
    case secretName = "audit.secret.name"
    case secretKind = "audit.secret.kind"
    case secretEnvironment = "audit.secret.environment"
    case secretOperation = "audit.secret.operation"
    case secretReader = "audit.secret.reader"
    case resource = "audit.resource"
    case targetEnvironment = "audit.target.environment"
    case environment = "audit.environment"
    case crossEnvironment = "audit.crossEnvironment"
    case production = "audit.production"
    case network = "audit.network"
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
        case .roleName:
            (.text, "The role being assumed; otherwise the caller's role", "deploy-prod")
        case .roleDeployment: (.boolean, "Whether that role is a deployment role", "true")
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
        case .window:
            (.text, "When a deployment role was used: \(Self.names(WindowState.self))", "outside")
        case .action: (.text, "Service and action, as IAM policies write them", "ec2:RunInstances")
        case .denied: (.boolean, "Whether AWS denied the caller permission", "false")
        case .failed: (.boolean, "Whether the call failed for any reason", "false")
        case .forwarded:
            (.boolean, "Whether an AWS service made the call for the caller", "false")
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
        case .principalEnvironment, .roleDeployment, .roleEnvironment, .secretEnvironment,
            .targetEnvironment, .crossEnvironment, .production:
            [.declared, .guessed]
        case .environment, .secretKind, .window, .contract, .securityGroupName,
            .securityGroupLine, .subnetTier, .signingKeyName, .signingKeySigner,
            .signingKeyAlgorithm, .apiKey, .apiUsagePlan, .apiWebACL, .mutualTLS:
            [.declared]
        case .secretReader, .network, .securityGroupVerdict, .apiOrigin: [.observed, .declared]
        case .principalName, .principalPerson, .principalType, .actor, .roleName, .sessionMethod,
            .secretName, .secretOperation, .resource, .action, .denied, .failed, .forwarded,
            .securityGroupID, .securityGroupRule, .basis:
            [.observed]
        }
    }

    private static func names<Names: CaseIterable & RawRepresentable<String>>(
        _ type: Names.Type
    ) -> String {
        type.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
