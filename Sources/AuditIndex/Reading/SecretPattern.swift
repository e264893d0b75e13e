import CloudTrail
import SecurityArchitecture

/// What a user writes to name secrets: a glob, or what some log or console calls the one secret.
///
/// For example, each of these means the secret `prod/orders/mongodb`: its name, `PROD/*`,
/// `*:secret:prod/orders/mongodb`, its ARN with or without the six random characters, and
/// `prod/orders/mongodb-Xy12Ab`.
///
/// A glob is compared with the name and with the ARN without its suffix. Letters of either case
/// are the same.
public struct SecretPattern: Sendable {
    private let glob: Glob
    /// The secret that a text without wildcards names, where it may end in a suffix.
    private let exact: SecretReference?
    private let isARN: Bool

    /// Reads a pattern.
    ///
    /// - throws: A `GlobError` where the text is no glob.
    public init(_ text: String) throws(GlobError) {
        glob = try Glob(text, caseInsensitive: true)
        isARN = text.hasPrefix("arn:")
        guard glob.isLiteral else {
            exact = nil
            return
        }
        // Tables show an ARN's last part, which people copy: read it as the ARN that it is from.
        exact = SecretReference(
            secret: isARN ? text : "arn:aws:secretsmanager:::secret:\(text)",
            in: .init(accountID: "", region: "")
        )
    }

    /// Whether a secret is meant.
    public func matches(_ secret: SecretReference) -> Bool {
        if secret.candidates.contains(where: glob.matches) || glob.matches(secret.arn) {
            return true
        }
        guard let exact, secret.store == exact.store, secret.name == exact.name else {
            return false
        }
        return !isARN || secret.place == exact.place
    }
}
