import GRDB
import SecurityArchitecture

/// Which numbers of the dictionaries belong to which environment, by an `audit.yaml` of today.
///
/// An event is of the environment of what it is about: of the secrets that it accesses, else of the
/// role that it assumes, else of its resource, else of its account, else of what the resource's
/// name suggests. That is `Facts`' own order, but for a call about secrets of several environments,
/// which is of each of them.
struct EnvironmentNumbers {
    /// What belongs to one environment.
    struct Members {
        var secrets: [Int64] = []
        /// Roles that sessions start in.
        var roles: [Int64] = []
        /// Roles that calls to IAM name.
        var namedRoles: [Int64] = []
        /// Users that calls to IAM name.
        var namedUsers: [Int64] = []
        var resources: [Int64] = []
        var accounts: [Int64] = []
        /// Resources whose names suggest it.
        var guesses: [Int64] = []

        var isEmpty: Bool {
            secrets.isEmpty && roles.isEmpty && namedRoles.isEmpty && namedUsers.isEmpty
                && resources.isEmpty && accounts.isEmpty && guesses.isEmpty
        }

        mutating func add(_ other: Members) {
            secrets += other.secrets
            roles += other.roles
            namedRoles += other.namedRoles
            namedUsers += other.namedUsers
            resources += other.resources
            accounts += other.accounts
            guesses += other.guesses
        }
    }

    /// The environments, in an order that does not change.
    let environments: [(fact: EnvironmentFact, members: Members)]
    private let secretActions: [Int64]
    private let startActions: [Int64]
    /// Calls to IAM, by what they name.
    private let identityActions: [Principal.Kind: [Int64]]

    /// - parameters:
    ///   - architecture: What is declared.
    ///   - days: The days whose resources matter; nil for all.
    /// - complexity: O(n) in the resources of those days, and in the other dictionaries.
    init(_ architecture: Architecture, in days: Range<Int64>?, _ db: Database) throws {
        let classifier = Classifier(architecture)
        var members: [EnvironmentFact: Members] = [:]
        func add(
            _ number: Int64,
            to list: WritableKeyPath<Members, [Int64]>,
            of fact: EnvironmentFact?
        ) {
            guard let fact else { return }
            members[fact, default: Members()][keyPath: list].append(number)
        }
        for (number, secret) in try SecretDictionary(db).entries {
            add(number, to: \.secrets, of: classifier.facts(of: secret).environment)
        }
        try Self.forEach(.account, in: nil, db) { number, text in
            add(number, to: \.accounts, of: classifier.environment(ofAccount: text))
        }
        identityActions = try Self.identityActions(db)
        let hasRolePatterns = architecture.environments.contains { !$0.roles.isEmpty }
        let identityKinds = hasRolePatterns ? Array(identityActions.keys) : []
        try Self.forEach(.resource, in: days, db) { number, text in
            let fact = classifier.environment(ofResource: text)
            add(number, to: fact?.provenance == .guessed ? \.guesses : \.resources, of: fact)
            if text.utf8.count <= 128 {
                for kind in identityKinds {
                    let fact = classifier.environment(ofTarget: text, as: kind)
                    guard fact?.provenance == .declared else { continue }
                    add(number, to: kind == .role ? \.namedRoles : \.namedUsers, of: fact)
                }
            }
            guard text.hasPrefix("arn:"), text.contains(":role/") else { return }
            let role = Principal(role: text)
            add(number, to: \.roles, of: classifier.environment(of: role))
        }
        environments = members.sorted {
            ($0.key.name, $0.key.provenance) < ($1.key.name, $1.key.provenance)
        }.map { ($0.key, $0.value) }
        secretActions = try Self.actions("source IN (\(Self.secretServices))", db)
        startActions = try Self.actions(
            "source = 'sts.amazonaws.com' AND name LIKE 'AssumeRole%'",
            db
        )
    }

    private static let secretServices =
        ["secretsmanager", "ssm", "kms"].map { "'\($0).amazonaws.com'" }.joined(separator: ",")

    private static func actions(_ condition: String, _ db: Database) throws -> [Int64] {
        try Int64.fetchAll(db, sql: "SELECT id FROM action WHERE \(condition)")
    }

    private static func identityActions(_ db: Database) throws -> [Principal.Kind: [Int64]] {
        let sql = "SELECT id, name FROM action WHERE source = 'iam.amazonaws.com'"
        return try Row.fetchAll(db, sql: sql).reduce(into: [:]) { actions, row in
            guard let kind = Principal.kind(ofTargetsOf: row[1]) else { return }
            actions[kind, default: []].append(row[0])
        }
    }

    private static func forEach(
        _ kind: TextKind,
        in days: Range<Int64>?,
        _ db: Database,
        _ body: (Int64, String) -> Void
    ) throws {
        var sql = "SELECT id, text FROM \(kind.table)"
        var arguments = StatementArguments()
        if let days {
            sql += " WHERE id IN (SELECT id FROM seen WHERE kind = ? AND day >= ? AND day < ?)"
            arguments = [kind.rawValue, days.lowerBound, days.upperBound]
        }
        let rows = try Row.fetchCursor(db, sql: sql, arguments: arguments)
        while let row = try rows.next() { body(row[0], row[1]) }
    }
}

extension EnvironmentNumbers {
    /// What belongs to any of some environments.
    func members(of names: Set<String>) -> Members {
        environments.reduce(into: Members()) { all, entry in
            if names.contains(entry.fact.name) { all.add(entry.members) }
        }
    }

    /// Whether an event is of one of some environments, in SQL: 1 or 0.
    func test(_ names: Set<String>) -> String {
        choice(
            [("1", members(of: names)), ("0", members(of: Set(environments.map(\.fact.name))))],
            otherwise: "0"
        )
    }

    /// The position of an event's environment in ``environments``, in SQL; -1 for none.
    var position: String {
        choice(
            environments.enumerated().map { ("\($0.offset)", $0.element.members) },
            otherwise: "-1"
        )
    }

    /// The environment at a position; nil for -1.
    func fact(at position: Int) -> EnvironmentFact? {
        environments.indices.contains(position) ? environments[position].fact : nil
    }

    /// Of several values the first whose members the event is about, one kind of thing after
    /// another.
    private func choice(_ values: [(value: String, Members)], otherwise: String) -> String {
        var cases: [String] = []
        for (value, members) in values where !members.secrets.isEmpty {
            let accesses = SQLText.accesses(members.secrets)
            cases.append(
                "WHEN \(SQLText.membership("action", secretActions)) AND \(accesses) THEN \(value)"
            )
        }
        for (value, members) in values where !members.roles.isEmpty {
            let starts = SQLText.membership("action", startActions)
            let roles = SQLText.membership("resource", members.roles)
            cases.append("WHEN \(starts) AND \(roles) THEN \(value)")
        }
        for (kind, list) in [
            (Principal.Kind.role, \Members.namedRoles), (.user, \Members.namedUsers),
        ] {
            let actions = SQLText.membership("action", identityActions[kind] ?? [])
            for (value, members) in values where !members[keyPath: list].isEmpty {
                let names = SQLText.membership("resource", members[keyPath: list])
                cases.append("WHEN \(actions) AND \(names) THEN \(value)")
            }
        }
        for (column, list) in [
            ("resource", \Members.resources), ("account", \Members.accounts),
            ("resource", \Members.guesses),
        ] {
            for (value, members) in values where !members[keyPath: list].isEmpty {
                let test = SQLText.membership(column, members[keyPath: list])
                cases.append("WHEN \(test) THEN \(value)")
            }
        }
        guard !cases.isEmpty else { return otherwise }
        return "CASE \(cases.joined(separator: " ")) ELSE \(otherwise) END"
    }
}
