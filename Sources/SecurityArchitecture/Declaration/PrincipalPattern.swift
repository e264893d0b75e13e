import Basics

/// The principals that a line of `audit.yaml` matches.
///
/// | written | means |
/// | --- | --- |
/// | `deploy-prod`, `*-prod-instance` | roles by name, in every account |
/// | `arn:aws:iam::510000000001:role/ci/*` | roles or users by ARN |
/// | `user/backup-svc` | IAM users by name |
/// | `"510000000001"` | everyone in an account |
/// | `lambda.amazonaws.com` | an AWS service |
package struct PrincipalPattern: Hashable, Sendable {
    package enum Subject: String, Hashable, Sendable {
        case roleName
        case userName
        case arn
        case account
        /// The host of an AWS service.
        case service
    }

    package let subject: Subject
    package let pattern: NamePattern
    /// The pattern without the path of a role: session records do not have it.
    private let withoutPath: NamePattern?
    package let text: String

    /// Parses a line.
    ///
    /// - parameter text: In one of the forms above.
    /// - throws: A ``TextFault`` for any other text.
    package init(_ text: String) throws(TextFault) {
        self.text = text
        var rest = text
        if text.hasPrefix("arn:") {
            subject = .arn
        } else if text.isAccountID {
            subject = .account
        } else if text.hasSuffix(".amazonaws.com") {
            subject = .service
        } else if text.hasPrefix("user/") {
            subject = .userName
            rest = String(text.dropFirst(5))
        } else if text.hasPrefix("role/") {
            subject = .roleName
            rest = String(text.dropFirst(5))
        } else {
            subject = .roleName
        }
        do { pattern = try NamePattern(rest) } catch { throw TextFault("\(error)") }
        withoutPath = subject == .arn ? try Self.withoutPath(text) : nil
        if subject == .roleName || subject == .userName {
            guard !rest.isEmpty, rest.utf8.count <= 128, !rest.contains(":"), !rest.contains(" ")
            else {
                throw TextFault(
                    "\(text.quoted) is not a role; write a role's name, a glob, an ARN, user/NAME, "
                        + "an account id or a service such as lambda.amazonaws.com"
                )
            }
        }
    }

    private static func withoutPath(_ text: String) throws(TextFault) -> NamePattern? {
        guard var name = ResourceName(text) else {
            throw TextFault(
                "\(text.quoted) is not an ARN, which has six parts: "
                    + "arn:aws:iam::ACCOUNT:role/NAME"
            )
        }
        if name.resource.hasPrefix("assumed-role/") {
            let role =
                name.resource.split(separator: "/").dropFirst().first.map(String.init) ?? "NAME"
            throw TextFault(
                "\(text.quoted) names a session; write the role: "
                    + "arn:\(name.partition):iam::\(name.accountID):role/\(role)"
            )
        }
        guard name.service == "iam" || name.service == "sts" || name.service == "*",
            name.accountID.isEmpty || name.accountID.isAccountID || name.accountID.contains("*")
                || name.accountID.contains("?")
        else {
            throw TextFault(
                "\(text.quoted) is not the ARN of a role or user: arn:aws:iam::ACCOUNT:role/NAME"
            )
        }
        let parts = name.resource.split(separator: "/")
        guard parts.count > 2, parts[0] == "role", let last = parts.last else { return nil }
        name.resource = "role/\(last)"
        return try? NamePattern(name.description)
    }

    package func matches(_ principal: Principal) -> Bool {
        switch subject {
        case .roleName: return principal.kind == .role && pattern.matches(principal.name)
        case .userName: return principal.kind == .user && pattern.matches(principal.name)
        case .account: return principal.accountID.map(pattern.matches) ?? false
        case .service: return principal.kind == .service && pattern.matches(principal.name)
        case .arn:
            guard let arn = principal.arn else { return false }
            if pattern.matches(arn) { return true }
            guard let withoutPath, arn.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 1 else {
                return false
            }
            return withoutPath.matches(arn)
        }
    }

    /// Whether a principal of which only the account is known could match.
    package func couldMatch(account accountID: String?) -> Bool {
        switch subject {
        case .roleName, .userName: return true
        case .service: return false
        case .account: return accountID.map(pattern.matches) ?? true
        case .arn:
            guard let accountID, let name = ResourceName(text), let glob = try? Glob(name.accountID)
            else { return true }
            return glob.matches(accountID)
        }
    }
}

extension PrincipalPattern: CustomStringConvertible {
    package var description: String { text }
}

extension String {
    /// Whether the text is twelve digits.
    var isAccountID: Bool {
        utf8.count == 12 && utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }
}
