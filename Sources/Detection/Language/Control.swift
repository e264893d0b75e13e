/// A control of the security architecture, which alert rules watch.
///
/// A rule names its control by a tag, `control.secrets`.
package enum Control: String, CaseIterable, Hashable, Sendable {
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

    package var title: String {
        switch self {
        case .secrets: "Secrets by environment"
        case .rotation: "Secret rotation"
        case .roleBasedAccess: "Roles instead of keys"
        case .segmentation: "Segmented networks"
        case .securityGroups: "Security groups"
        case .instanceProfiles: "Instance profiles"
        case .leastPrivilege: "Least privilege"
        case .deploymentRoles: "Deployment roles"
        case .production: "Production restrictions"
        case .auditLogging: "Audit logging"
        case .tokenSigning: "Token signing"
        case .serviceAuthentication: "Service authentication"
        case .rateLimiting: "Rate limits and web firewall"
        case .cors: "Cross-origin rules"
        case .mutualTLS: "Mutual TLS"
        case .attackChains: "Attack chains"
        }
    }

    package var demand: String {
        switch self {
        case .secrets: "Each environment has its own secrets, and only declared services read them."
        case .rotation: "Secrets change at least as often as declared."
        case .roleBasedAccess: "Programs and people use roles with short-lived credentials."
        case .segmentation: "Private subnets stay private, and environments stay apart."
        case .securityGroups: "Security groups allow the declared traffic and nothing else."
        case .instanceProfiles: "Instances use their role from their own network, over IMDSv2."
        case .leastPrivilege: "Nobody has more permissions than the work needs."
        case .deploymentRoles: "Each environment is changed by its own role, within its contract."
        case .production: "Production changes through the pipeline, never by hand."
        case .auditLogging: "All activity is recorded, and nobody removes the records."
        case .tokenSigning: "Only the issuer signs tokens, with the declared key and algorithm."
        case .serviceAuthentication:
            "Every API authenticates its callers, and keys come from the pipeline."
        case .rateLimiting: "The firewall and the usage plans of the API stay on."
        case .cors: "Browsers call the API from declared origins only."
        case .mutualTLS: "Listeners require certificates that declared trust stores accept."
        case .attackChains: "The steps of known attacks do not follow one another."
        }
    }
}

extension RuleHeader {
    /// The control that the rule's tags name; nil where they name no known one.
    package var control: Control? {
        tags.lazy.filter { $0.namespace == "control" }.compactMap { Control(rawValue: $0.name) }
            .first
    }
}

extension Control {
    /// The evidence for it in the logs.
    package var evidence: String {
        switch self {
        case .secrets: "Reads by declared readers; reads by roles of the secret's own environment"
        case .rotation: "Secrets whose last rotation succeeded in time"
        case .roleBasedAccess:
            "Calls and reads with a role's credentials, compared with a user's key"
        case .segmentation: "Changes to routes, gateways, ACLs and endpoints, and who made them"
        case .securityGroups: "Open rules that are declared; rule changes, and who made them"
        case .instanceProfiles:
            "Calls by instances; reads from the workload's declared network"
        case .leastPrivilege: "Permission changes by deployment roles; denied calls"
        case .deploymentRoles: "Sessions that kept their contract"
        case .production: "Changes by deployment roles and AWS, compared with changes by people"
        case .auditLogging: "Days with events for each account; digest files next to the logs"
        case .tokenSigning: "Signatures by declared signers"
        case .serviceAuthentication:
            "Reads of service credentials by declared readers; the lifecycle of API keys"
        case .rateLimiting: "Changes to web ACLs and usage plans, and who made them"
        case .cors: "Changes to cross-origin rules, and who made them"
        case .mutualTLS: "Changes to listeners, trust stores and certificates, and who made them"
        case .attackChains: "Events searched for chains"
        }
    }

    /// What CloudTrail cannot show about it.
    package var unseen: String {
        switch self {
        case .secrets:
            "What a service does with a value after reading it, and copies in files, images or "
                + "variables, are not logged. A cached value is read once and used often."
        case .rotation:
            "Whether the database or provider accepted the new value shows only when a rotation "
                + "fails. Manual rotation outside Secrets Manager is not logged."
        case .roleBasedAccess:
            "Keys that exist but are not used do not appear; the IAM credential report lists them. "
                + "Passwords and keys of databases and other systems are outside AWS."
        case .segmentation:
            "Traffic itself is in flow logs, not CloudTrail. Only changes to routes and ACLs are "
                + "shown, not their current state."
        case .securityGroups:
            "Rules opened before the logs begin and unchanged since are unknown. Who connected "
                + "through a rule is in flow logs."
        case .instanceProfiles:
            "Fetching credentials from the metadata service leaves no event; using them does. What "
                + "runs on the instance is not logged."
        case .leastPrivilege:
            "Current permissions are not shown, only changes to them and calls that used them. A "
                + "permission that is never used leaves no trace; Access Analyzer lists those."
        case .deploymentRoles:
            "What the pipeline did before it assumed the role, who approved it and what the release "
                + "contained are in the pipeline's own log."
        case .production:
            "Work inside production machines and databases is not logged: CloudTrail shows that a "
                + "Systems Manager session began, not what was typed."
        case .auditLogging:
            "What was never recorded cannot be reported as missing: data events that no selector "
                + "covers, and regions without a trail. Digests are counted, not verified."
        case .tokenSigning:
            "When a service signs a token with a key from Secrets Manager, only the read of the key "
                + "is logged. Verifying a JWT in a service leaves no event."
        case .serviceAuthentication:
            "Use of API keys and tokens, and rejected sign-ins, are on the data plane: see the access "
                + "logs of API Gateway and the load balancer."
        case .rateLimiting:
            "Blocked requests, throttled calls and nginx limits are in WAF and access logs. Only "
                + "changes to limits are shown, not their current state."
        case .cors:
            "Preflight requests and requests that browsers block are not logged, nor are headers "
                + "that a service or nginx sets. Only changes are shown, not the current state."
        case .mutualTLS:
            "TLS handshakes, rejected certificates and who connected are in the load balancer's "
                + "connection logs. Only changes are shown, not the current state."
        case .attackChains:
            "Steps outside AWS are not logged: a stolen laptop, a phished person, a vulnerable "
                + "service. Nor are steps detected that no rule covers."
        }
    }
}
