/// The derived fields that rules, searches and output know beside CloudTrail's own.
///
/// For example:
///
/// ```swift
/// facts.value(of: .principalKind, in: event)   // .text("workload")
/// FactField(rawValue: "audit.network")    // .network
/// FactField.allCases.map(\.meaning)       // what `audit rules fields` prints
/// ```
public enum FactField: String, CaseIterable, Hashable, Sendable {
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
    public enum ValueType: String, Hashable, Sendable {
        /// One text.
        case text
        /// True or false.
        case boolean
        /// Several texts; a rule matches where one of them does.
        case list
    }
}

/// The value of a derived field.
public enum FactValue: Hashable, Sendable {
    /// One text.
    case text(String)
    /// True or false.
    case boolean(Bool)
    /// Several texts, at least one.
    case list([String])

    /// The texts of the value; of a boolean, `true` or `false`.
    public var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .boolean(let flag): [flag ? "true" : "false"]
        case .list(let texts): texts
        }
    }
}
