extension Control {
    /// What in the logs speaks for it.
    public var evidence: String {
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
    public var unseen: String {
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
