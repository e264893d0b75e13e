import Basics

/// Finds what the actions of statements are about.
///
/// A pattern has every category of which it can match an action. Conditions change nothing:
/// multi-factor authentication makes an administrator no less of one.
struct PolicyActions {
    private let kind: PolicyKind
    /// What patterns match, so that a thousand statements with one pattern cost one.
    private var matches: [String: [Int]] = [:]

    init(_ kind: PolicyKind) { self.kind = kind }

    mutating func accesses(of statement: PolicyStatement) -> Set<PolicyAccess> {
        switch kind {
        case .trust: return [.other]
        case .resource(let service):
            return accesses(of: statement, in: [service], isNamed: false)
        case .accessPoint: return accesses(of: statement, in: ["s3"], isNamed: false)
        case .identity:
            let resources = PolicyResources(statement)
            if resources.isUnrestricted, isAdministrator(statement) { return [.administrator] }
            return accesses(of: statement, in: resources.services, isNamed: resources.areNamedRoles)
        }
    }

    /// The categories of a statement.
    ///
    /// - parameters:
    ///   - services: The services whose resources it is about; nil for any.
    ///   - isNamed: Whether all roles that it is about are named.
    private mutating func accesses(
        of statement: PolicyStatement,
        in services: Set<String>?,
        isNamed: Bool
    ) -> Set<PolicyAccess> {
        let isResource = kind != .identity
        var accesses: Set<PolicyAccess> = []
        for pattern in statement.actions {
            // An action that is spelled out is the service's, wherever its resource is.
            let isLimited = isResource || Self.hasOpenService(pattern)
            let found = indexes(matching: pattern).lazy.map { Action.all[$0] }.filter {
                (!isLimited || services?.contains($0.service) ?? true)
                    && !(isNamed && $0.isOfRole)
            }
            accesses.formUnion(found.isEmpty ? [.other] : Set(found.map(\.access)))
        }
        if let patterns = statement.notActions {
            let excluded = Set(patterns.flatMap { indexes(matching: $0) })
            for (index, action) in Action.all.enumerated() where !excluded.contains(index) {
                guard services?.contains(action.service) ?? true else { continue }
                accesses.insert(isNamed && action.isOfRole ? .other : action.access)
            }
            accesses.insert(.other)
        }
        return accesses.isEmpty ? [.other] : accesses
    }

    /// Whether a statement about all resources allows everything, or all but something that does
    /// not keep its holder from allowing themselves the rest.
    private mutating func isAdministrator(_ statement: PolicyStatement) -> Bool {
        for pattern in statement.actions
        where pattern.utf8.allSatisfy({ "*?:".utf8.contains($0) }) {
            if indexes(matching: pattern).contains(where: { Action.all[$0].isEscalation }) {
                return true
            }
        }
        guard let patterns = statement.notActions else { return false }
        let excluded = Set(patterns.flatMap { indexes(matching: $0) })
        return Action.all.indices.contains { Action.all[$0].isEscalation && !excluded.contains($0) }
    }

    private mutating func indexes(matching pattern: String) -> [Int] {
        if let known = matches[pattern] { return known }
        let found = Self.indexes(matching: pattern)
        matches[pattern] = found
        return found
    }

    private static func indexes(matching pattern: String) -> [Int] {
        // What has more literal characters than any action matches none, however long it takes.
        let literals = pattern.utf8.count { $0 != UInt8(ascii: "*") }
        guard literals <= Action.longest, let glob = Glob(policy: pattern) else { return [] }
        return Action.all.indices.filter { glob.matches(Action.all[$0].name) }
    }

    private static func hasOpenService(_ pattern: String) -> Bool {
        pattern.utf8.prefix { $0 != UInt8(ascii: ":") }.contains { $0 == 0x2A || $0 == 0x3F }
    }

    /// An action of the table.
    private struct Action: Sendable {
        var name: String
        var service: String
        var access: PolicyAccess
        /// Whether it is an escalation within IAM itself.
        var isEscalation: Bool { access == .iam && service == "iam" }
        /// Whether it depends on the role it is about: one named role is what a pipeline passes.
        var isOfRole: Bool { name == "iam:PassRole" || name == "sts:AssumeRole" }

        static let all = PolicyActionTable.byAccess.flatMap { row in
            row.names.split(whereSeparator: \.isWhitespace).map {
                Action(name: "\(row.service):\($0)", service: row.service, access: row.access)
            }
        }
        static let longest = all.map(\.name.utf8.count).max() ?? 0
    }
}

/// Which resources the statement of an identity's policy is about.
struct PolicyResources {
    /// Whether it is about each and every resource.
    private(set) var isUnrestricted = false
    /// The services whose resources it is about; nil for any.
    private(set) var services: Set<String>? = []
    /// Whether it is about roles that are named, wholly or by the beginning of their name.
    private(set) var areNamedRoles = true

    init(_ statement: PolicyStatement) {
        // AWS wants a resource; where there is none, the wider reading counts.
        if statement.hasNotResource || statement.resources.isEmpty {
            (isUnrestricted, services, areNamedRoles) = (true, nil, false)
            return
        }
        for pattern in statement.resources {
            let glob = Glob(policy: pattern, caseInsensitive: false)
            if Self.samples.allSatisfy({ glob?.matches($0) ?? false }) { isUnrestricted = true }
            if Self.isAnyRole(pattern) { areNamedRoles = false }
            guard let service = Self.service(of: pattern) else {
                services = nil
                continue
            }
            services?.insert(service)
            // These have actions of another prefix.
            if service == "iam" { services?.insert("sts") }
            if service == "ec2" { services?.insert("ebs") }
        }
        if isUnrestricted { services = nil }
    }

    /// What only a pattern for everything matches: nobody has such a role, bucket or secret.
    private static let samples = [
        "arn:aws:iam::000000000000:role/x8q-1", "arn:aws:s3:::x8q-2/x",
        "arn:aws:secretsmanager:xx-west-1:000000000001:secret:x8q-3",
    ]

    /// The service of a pattern; nil where it is open.
    private static func service(of pattern: String) -> String? {
        let parts = pattern.split(
            separator: ":",
            maxSplits: 5,
            omittingEmptySubsequences: false
        )
        guard parts.count > 2 else { return pattern.hasWildcard ? nil : "" }
        if parts[0].hasWildcard || parts[1].hasWildcard && parts.count < 6 { return nil }
        return parts[2].hasWildcard ? nil : parts[2].lowercased()
    }

    /// Whether a pattern matches the roles of an account, whatever their names.
    private static func isAnyRole(_ pattern: String) -> Bool {
        let parts = pattern.split(
            separator: ":",
            maxSplits: 5,
            omittingEmptySubsequences: false
        )
        let resource = parts.count == 6 ? String(parts[5]) : pattern
        let sample = parts.count == 6 ? "role/x8q-1" : samples[0]
        guard let glob = Glob(policy: resource, caseInsensitive: false) else { return false }
        return glob.matches(sample)
    }
}

extension Glob {
    /// A pattern of a policy, in which a backslash is a character like any other; nil where it is
    /// empty.
    init?(policy pattern: String, caseInsensitive: Bool = true) {
        try? self.init(pattern.replacing("\\", with: "\\\\"), caseInsensitive: caseInsensitive)
    }
}

extension StringProtocol {
    /// Whether a text has a wildcard of IAM.
    var hasWildcard: Bool { utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }
}
