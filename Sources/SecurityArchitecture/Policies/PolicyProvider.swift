/// An identity provider that a trust policy names.
///
/// A provider that many customers share vouches for all of them: `aud` alone lets in every
/// repository of GitHub. AWS rejects new policies without the claim that tells customers apart;
/// old ones have it missing, or as wide as `repo:*`.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html>
struct PolicyProvider {
    private let issuer: String
    private let isWild: Bool

    init(_ text: String) {
        isWild = text.hasWildcard
        var issuer = Substring(text.lowercased())
        if let range = issuer.firstRange(of: "oidc-provider/") {
            issuer = issuer[range.upperBound...]
        }
        if let range = issuer.firstRange(of: "://") { issuer = issuer[range.upperBound...] }
        while issuer.hasSuffix("/") { issuer.removeLast() }
        self.issuer = String(issuer)
    }

    /// Whether conditions hold callers to one customer, or the provider has but one.
    func isNarrowed(by conditions: [PolicyCondition]) -> Bool {
        if isWild { return false }
        if issuer == "cognito-identity.amazonaws.com" {
            return conditions.contains { isFixed($0, "aud") }
                && conditions.contains { isAuthenticated($0) }
        }
        guard let claims = Self.shared[issuer] else { return true }
        return conditions.contains { condition in
            claims.contains { isFixed(condition, $0) }
        }
    }

    private func isFixed(_ condition: PolicyCondition, _ claim: String) -> Bool {
        guard condition.key == "\(issuer):\(claim)", !condition.passesWithoutKey,
            let values = condition.fixedTexts
        else { return false }
        return values.allSatisfy { isOfOneCustomer($0, claim) }
    }

    /// Cognito gives an identity to whoever asks, unless the pool has logged them in.
    private func isAuthenticated(_ condition: PolicyCondition) -> Bool {
        guard condition.key == "\(issuer):amr", !condition.passesWithoutKey,
            let values = condition.fixedTexts
        else { return false }
        return values.allSatisfy { !$0.hasWildcard && $0 != "unauthenticated" }
    }

    /// Whether the part of a value that comes before any wildcard names a customer.
    private func isOfOneCustomer(_ value: String, _ claim: String) -> Bool {
        let literal = value.prefix { $0 != "*" && $0 != "?" }
        let isWhole = literal.count == value.count
        guard claim == "sub" || claim == "job_workflow_ref" || claim == "repository" else {
            return isWhole && !value.isEmpty
        }
        // `acme/shop/.github/…`, with no label before it.
        guard claim == "sub" else { return Self.hasOwner(literal) }
        let parts = literal.split(separator: ":", omittingEmptySubsequences: false)
        guard Self.hasLabels.contains(issuer) else {
            return isWhole ? !value.isEmpty : parts.count > 2 && !parts[1].isEmpty
        }
        for (index, label) in parts.enumerated().dropLast() {
            let next = parts[index + 1]
            // Whatever comes last may go on behind the wildcard.
            let isClosed = isWhole || index + 2 < parts.count
            switch label {
            case "repo", "repository", "job_workflow_ref", "workflow_ref", "project_path":
                if Self.hasOwner(next) { return true }
            case "repository_owner", "repository_owner_id", "repository_id", "organization",
                "enterprise", "enterprise_id", "namespace_id", "project_id":
                if isClosed, !next.isEmpty { return true }
            default: break
            }
        }
        return false
    }

    private static func hasOwner(_ text: Substring) -> Bool {
        text.firstIndex(of: "/").map { $0 > text.startIndex } ?? false
    }

    /// Issuers whose subjects are made of labels and values.
    ///
    /// Customers choose the labels, so that `environment:prod` is anybody's.
    private static let hasLabels: Set<String> = [
        "token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io",
        "agent.buildkite.com",
    ]

    /// Issuers that many customers share, with the claims that tell these apart.
    private static let shared: [String: [String]] = [
        "token.actions.githubusercontent.com": [
            "sub", "repository", "repository_id", "repository_owner", "repository_owner_id",
            "job_workflow_ref", "enterprise", "enterprise_id",
        ],
        "vstoken.actions.githubusercontent.com": ["sub"],
        "oidc-configuration.audit-log.githubusercontent.com": ["sub"],
        "gitlab.com": ["sub", "namespace_id", "namespace_path", "project_id", "project_path"],
        "agent.buildkite.com": ["sub", "organization_id"],
        "app.terraform.io": ["sub", "terraform_organization_id"],
        "oidc.codefresh.io": ["sub"],
        "studio.datachain.ai/api": ["sub"],
        "scalr.io": ["sub"],
        "tokens.cloud.shisho.dev": ["sub"],
        "proidc.upbound.io": ["sub"],
        "api.pulumi.com/oidc": ["aud", "sub"],
        "sandboxes.cloud": ["aud", "sub"],
        "oidc.vercel.com": ["aud", "sub"],
        "accounts.google.com": ["sub", "email"],
        "graph.facebook.com": ["id"],
        "www.amazon.com": ["user_id"],
    ]
}
