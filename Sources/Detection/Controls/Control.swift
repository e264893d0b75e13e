/// A control of the security architecture: what a team relies on, and alert rules look after.
///
/// A rule names its control by a tag, `control.secrets`.
public enum Control: String, CaseIterable, Hashable, Sendable {
    case secrets
    case rotation
    case roleBasedAccess = "role-based-access"
    case segmentation
    case securityGroups = "security-groups"
    case instanceProfiles = "instance-profiles"
    case leastPrivilege = "least-privilege"
    case deploymentRoles = "deployment-roles"
    case production
    case auditLogging = "audit-logging"
    case tokenSigning = "token-signing"
    case serviceAuthentication = "service-authentication"
    case rateLimiting = "rate-limiting"
    case cors
    case mutualTLS = "mtls"
    case attackChains = "attack-chains"

    /// Its name for people.
    public var title: String {
        switch self {
        case .secrets: "Secrets by environment"
        case .rotation: "Rotation of secrets"
        case .roleBasedAccess: "Access by roles, not by keys"
        case .segmentation: "Segmented networks"
        case .securityGroups: "Security groups"
        case .instanceProfiles: "Instance profiles"
        case .leastPrivilege: "Least privilege"
        case .deploymentRoles: "Deployment roles"
        case .production: "Restrictions on production"
        case .auditLogging: "Audit logging"
        case .tokenSigning: "Signing of tokens"
        case .serviceAuthentication: "Authentication of services"
        case .rateLimiting: "Rate limits and the firewall"
        case .cors: "Cross-origin rules"
        case .mutualTLS: "Mutual TLS"
        case .attackChains: "Chains of attack"
        }
    }

    /// What it demands, in a sentence.
    public var demand: String {
        switch self {
        case .secrets: "Each environment has its own secrets, and only declared services read them."
        case .rotation: "Secrets change at least as often as declared."
        case .roleBasedAccess: "Programs and people act in roles with short-lived credentials."
        case .segmentation: "Private subnets stay private, and environments stay apart."
        case .securityGroups: "Groups let in and out what is declared, and nothing else."
        case .instanceProfiles: "Instances use their role from their own network, over IMDSv2."
        case .leastPrivilege: "Nobody may do more than the work needs."
        case .deploymentRoles: "Each environment is changed by its own role, within its contract."
        case .production: "Production changes through the pipeline; people do not touch it by hand."
        case .auditLogging: "Everything is recorded, and nobody takes the record away."
        case .tokenSigning: "Only the issuer signs tokens, with the declared key and algorithm."
        case .serviceAuthentication: "Every API asks who calls, and keys come from the pipeline."
        case .rateLimiting: "The firewall and the usage plans of the API stay on."
        case .cors: "Browsers call the API from declared origins only."
        case .mutualTLS: "Listeners ask for certificates of declared trust stores."
        case .attackChains: "The steps of known attacks do not follow one another."
        }
    }
}

extension RuleHeader {
    /// The control that the rule looks after; nil where its tags name none that is known.
    public var control: Control? {
        tags.lazy.filter { $0.namespace == "control" }.compactMap { Control(rawValue: $0.name) }
            .first
    }
}
