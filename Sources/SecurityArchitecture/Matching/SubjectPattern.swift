/// Which subjects of an OIDC provider may take a role.
///
/// For example `repo:acme/shop:ref:refs/heads/main` of GitHub, `project_path:acme/shop:*` of
/// GitLab, `system:serviceaccount:shop:deployer` of EKS.
public struct SubjectPattern: Hashable, Sendable {
    /// The pattern of the subject.
    public let subject: NamePattern
    /// The pattern of the provider's host or ARN; nil for any.
    public let provider: NamePattern?

    /// Whether a subject of a provider is meant.
    ///
    /// - parameters:
    ///   - subject: The token's subject.
    ///   - provider: An ARN such as `arn:aws:iam::1:oidc-provider/HOST`, or the host alone; a
    ///     provider that the record does not tell is taken to be the right one.
    public func matches(subject: String, provider: String?) -> Bool {
        guard self.subject.matches(subject) else { return false }
        guard let wanted = self.provider, let provider else { return true }
        return wanted.matches(provider) || wanted.matches(Self.host(provider))
    }

    private static func host(_ provider: String) -> String {
        guard let range = provider.utf8.firstRange(of: Array(":oidc-provider/".utf8)) else {
            return provider
        }
        return String(provider[range.upperBound...])
    }

    /// Whether a text in `assumed-by` is a subject and not a principal.
    static func isSubject(_ text: String) -> Bool {
        !text.hasPrefix("arn:") && text.contains(":")
    }
}

extension SubjectPattern: CustomStringConvertible {
    /// The subject's pattern, as it was written.
    public var description: String { subject.description }
}
