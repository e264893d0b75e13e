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
    case principalEnvironment = "audit.principal.environment"
    case roleName = "audit.role.name"
    case roleDeployment = "audit.role.deployment"
    case roleEnvironment = "audit.role.environment"
    case sessionMethod = "audit.session.method"
    case secretName = "audit.secret.name"
    case secretKind = "audit.secret.kind"
    case secretEnvironment = "audit.secret.environment"
    case secretOperation = "audit.secret.operation"
    case secretReader = "audit.secret.reader"
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
        /// One text.
        case text
        /// True or false.
        case boolean
        /// Several texts; a rule matches where one of them does.
        case list
    }
}

/// The value of a derived field.
package enum FactValue: Hashable, Sendable {
    /// One text.
    case text(String)
    /// True or false.
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
    /// What the field is: type, meaning, an example.
    private var row: (type: ValueType, meaning: String, example: String) {
        switch self {
        case .principalKind:
            (.text, "What the caller is: \(Self.names(PrincipalFacts.Kind.self))", "workload")
        case .principalName:
            (.text, "Who calls: a role without its session, a user, a service", "deploy-prod")
        case .principalEnvironment: (.text, "The environment that the caller belongs to", "prod")
        case .roleName:
            (.text, "The role that a session start is about; else the caller's", "deploy-prod")
        case .roleDeployment: (.boolean, "Whether that role deploys", "true")
        case .roleEnvironment: (.text, "The environment of that role", "prod")
        case .sessionMethod:
            (
                .text, "How a session started: \(Self.names(RoleSessionStart.Method.self))",
                "AssumeRoleWithWebIdentity"
            )
        case .secretName: (.list, "The secrets that the call is about", "prod/orders/mongodb")
        case .secretKind:
            (.list, "What they hold: \(Self.names(SecretKind.self))", "connection-string")
        case .secretEnvironment: (.list, "The environments of the secrets", "prod")
        case .secretOperation:
            (.text, "What is done to them: \(Self.names(SecretOperation.self))", "read")
        case .secretReader:
            (
                .text, "Whether the declaration names the reader: declared, undeclared, unknown",
                "undeclared"
            )
        case .targetEnvironment:
            (.text, "The environment of what the call is about: secret, role, resource", "prod")
        case .environment: (.text, "The environment of the account", "prod")
        case .crossEnvironment:
            (.boolean, "Whether caller and target are of different environments", "true")
        case .production:
            (.boolean, "Whether the target, or else the account, is production", "true")
        case .network:
            (
                .text,
                "Where the call came from: a declared network, aws, private (an address that is "
                    + "not routed) or unknown", "office"
            )
        case .window:
            (.text, "Time of a deployment role: \(Self.names(WindowState.self))", "outside")
        case .action: (.text, "Service and action as policies name them", "ec2:RunInstances")
        case .denied: (.boolean, "Whether the caller was not allowed to", "false")
        case .failed: (.boolean, "Whether the call failed, for whatever reason", "false")
        case .forwarded:
            (.boolean, "Whether an AWS service calls on behalf of the caller", "false")
        case .contract:
            (.list, "The clauses that are broken: \(Self.names(ContractClause.self))", "window")
        case .securityGroupName:
            (.list, "The declared names of the security groups that a call changes", "DB-SG")
        case .securityGroupID:
            (.list, "The ids of the security groups that a call changes", "sg-0dbdfd8430167bcec")
        case .securityGroupVerdict:
            (
                .list,
                "How that lies to the declaration: \(Self.names(SecurityGroupVerdict.self))",
                "undeclared"
            )
        case .securityGroupRule:
            (
                .list, "The rules that are opened or taken away, in the declaration's words",
                "27017 from 0.0.0.0/0"
            )
        case .securityGroupLine:
            (
                .list, "The declared lines that they break, or come closest to",
                "Ingress: 27017 from Private-SG"
            )
        case .subnetTier:
            (
                .list,
                "Tiers of the subnets and route tables that a call of EC2 names: "
                    + Self.names(SubnetTier.Kind.self), "private"
            )
        case .signingKeyName:
            (.list, "The declared signing keys that a call of KMS names", "jwt-prod")
        case .signingKeySigner:
            (
                .text,
                "Whether the caller may sign with them: declared, undeclared, unknown (no signers "
                    + "are declared)", "undeclared"
            )
        case .signingKeyAlgorithm:
            (.text, "Whether the algorithm is the key's: declared, other", "other")
        case .apiOrigin:
            (
                .list,
                "The origins that a call lets call from browsers: declared, undeclared, any", "any"
            )
        case .apiKey:
            (.text, "Whether the API keys of a call are declared or undeclared", "declared")
        case .apiUsagePlan:
            (.text, "Whether the usage plans of a call are declared or undeclared", "declared")
        case .apiWebACL:
            (.text, "Whether the web ACLs of a call are declared or undeclared", "declared")
        case .mutualTLS:
            (
                .list,
                "The declared parts of mutual TLS that a call touches: listener, trust-store",
                "listener"
            )
        case .basis:
            (
                .text,
                "The least sure way in which any fact of the event is known: observed, declared, "
                    + "guessed", "guessed"
            )
        }
    }

    /// The type of the field's value.
    package var type: ValueType { row.type }
    /// What the field means, in one line.
    package var meaning: String { row.meaning }
    /// A value that it may have.
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
        case .principalName, .roleName, .sessionMethod, .secretName, .secretOperation, .action,
            .denied, .failed, .forwarded, .securityGroupID, .securityGroupRule, .basis:
            [.observed]
        }
    }

    private static func names<Names: CaseIterable & RawRepresentable<String>>(
        _ type: Names.Type
    ) -> String {
        type.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
