/// A control of the security architecture: what a team relies on, and alert rules look after.
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

    /// Its name for people.
    package var title: String {
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
    package var demand: String {
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
    package var control: Control? {
        tags.lazy.filter { $0.namespace == "control" }.compactMap { Control(rawValue: $0.name) }
            .first
    }
}

extension Control {
    /// What in the logs speaks for it.
    package var evidence: String {
        switch self {
        case .secrets: "Reads by declared readers; reads by roles of the secret's own environment"
        case .rotation: "Secrets whose last rotation succeeded in time"
        case .roleBasedAccess:
            "Calls and reads with a role's credentials, beside those with a user's key"
        case .segmentation: "Changes of routes, gateways, ACLs and endpoints, and who made them"
        case .securityGroups: "Open rules that are declared; changes of rules, and who made them"
        case .instanceProfiles:
            "Calls of instances; reads from the network declared for the workload"
        case .leastPrivilege: "Changes of permissions by deployment roles; calls that were refused"
        case .deploymentRoles: "Sessions that kept their contract"
        case .production: "Changes by deployment roles and AWS itself, beside those by people"
        case .auditLogging: "Days on which each account has events; digest files beside the logs"
        case .tokenSigning: "Signatures by declared signers"
        case .serviceAuthentication:
            "Reads of services' credentials by declared readers; the life of API keys"
        case .rateLimiting: "Changes of web ACLs and usage plans, and who made them"
        case .cors: "Changes of cross-origin rules, and who made them"
        case .mutualTLS: "Changes of listeners, trust stores and certificates, and who made them"
        case .attackChains: "Events that were looked through for chains"
        }
    }

    /// What CloudTrail cannot show of it.
    package var unseen: String {
        switch self {
        case .secrets:
            "What a service does with a value once it has it, and copies of it in files, images or "
                + "variables, are in no log. A value that a service caches is read once and used often."
        case .rotation:
            "Whether the database or provider took the new value shows only in rotations that fail. "
                + "Rotation by hand outside Secrets Manager is not seen."
        case .roleBasedAccess:
            "Keys that exist and are not used do not show; the credential report of IAM has them. "
                + "Passwords and keys of databases and other systems are not AWS's."
        case .segmentation:
            "The packets themselves are in flow logs, not here. Routes and ACLs as they stand now "
                + "are not shown, only changes of them."
        case .securityGroups:
            "What was open before the logs begin and has not changed since is not known. Who "
                + "connected through a rule is in flow logs."
        case .instanceProfiles:
            "Fetching credentials from the metadata service leaves no event; only their use does. "
                + "What runs on the instance is not seen."
        case .leastPrivilege:
            "Permissions as they stand are not shown, only changes of them and calls that used them. "
                + "A permission that is never used leaves no trace; Access Analyzer lists those."
        case .deploymentRoles:
            "What the pipeline did before it took the role, who approved it and what was in the "
                + "release stand in the pipeline's own log."
        case .production:
            "Work inside machines and databases of production is not seen: a session of Systems "
                + "Manager shows that it began, not what was typed."
        case .auditLogging:
            "What was never recorded cannot be missed by name: data events that no selector asks for, "
                + "and regions without a trail, are silent. Digests are counted, not verified."
        case .tokenSigning:
            "A token that is signed inside a service with a key from Secrets Manager leaves only the "
                + "read of the key. Checking a JWT in a service leaves nothing at all."
        case .serviceAuthentication:
            "The use of API keys and tokens by callers of the API is on the data plane: access logs "
                + "of API Gateway and the load balancer have it. So are refused sign-ins there."
        case .rateLimiting:
            "Requests that the firewall blocked, throttled calls and limits of nginx are not here; "
                + "WAF and access logs have them. Limits as they stand are not shown, only changes."
        case .cors:
            "Preflight requests and what browsers were refused are not here. Headers that a service "
                + "or nginx sets itself are not AWS's. Only changes are shown, not what holds now."
        case .mutualTLS:
            "TLS handshakes, refused certificates and who connected are in the load balancer's "
                + "connection logs. Only changes are shown, not what holds now."
        case .attackChains:
            "Steps outside AWS – a stolen laptop, a phished person, a hole in a service – are not "
                + "seen; nor are steps that no rule knows."
        }
    }
}
