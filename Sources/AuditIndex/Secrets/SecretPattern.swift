import Basics
import GRDB
import SecurityArchitecture

/// What a user writes to name secrets: a glob, or what some log or console calls the one secret.
///
/// For example, each of these means the secret `prod/orders/mongodb`: its name, `PROD/*`,
/// `*:secret:prod/orders/mongodb`, its ARN with or without the six random characters, and
/// `prod/orders/mongodb-Xy12Ab`, `/aws/reference/secretsmanager/prod/orders/mongodb`.
///
/// A glob is compared with the name and with the ARN without its suffix. Letters of either case
/// are the same.
package struct SecretPattern: Sendable {
    private let glob: Glob
    /// The secret that a text without wildcards names, where it may end in a suffix.
    private let exact: SecretReference?
    private let isARN: Bool

    /// - throws: A `GlobError` where the text is no glob.
    package init(_ written: String) throws(GlobError) {
        let text = SecretReference.withoutParameterStore(written)
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
    package func matches(_ secret: SecretReference) -> Bool {
        if secret.candidates.contains(where: glob.matches) || glob.matches(secret.arn) {
            return true
        }
        guard let exact, secret.store == exact.store, secret.name == exact.name else {
            return false
        }
        return !isARN || secret.place == exact.place
    }
}

/// The secrets of the index by number, each reference as what it turned out to mean.
struct SecretDictionary {
    let entries: [(number: Int64, reference: SecretReference)]

    /// - complexity: O(n) in the secrets, of which a company has hundreds.
    init(_ db: Database) throws {
        let read = try Row.fetchAll(db, sql: "SELECT * FROM secret").map {
            (number: $0["id"] as Int64, reference: SecretReference($0))
        }
        let sure = Set(read.map(\.reference).filter { $0.otherName == nil })
        entries = read.map { number, reference in
            var resolved = reference.resolved { name in
                var candidate = reference
                candidate.name = name
                return sure.contains(candidate)
            }
            if sure.contains(resolved) { resolved.otherName = nil }
            return (number, resolved)
        }
    }

    /// The numbers of the secrets that some pattern means.
    func numbers(matching patterns: [SecretPattern]) -> [Int64] {
        entries.filter { entry in patterns.contains { $0.matches(entry.reference) } }.map(\.number)
    }
}

extension SecretReference {
    /// Reads a row of `secret`.
    init(_ row: Row) {
        let place = Place(accountID: row["account"], region: row["region"])
        let store = Store(rawValue: row["store"]) ?? .secretsManager
        let name: String = row["name"]
        switch store {
        case .secretsManager: self.init(secret: name, in: place)
        case .parameterStore: self.init(parameter: name, in: place)
        }
        self.name = name
        otherName = row["other_name"]
    }
}
