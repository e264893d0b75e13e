import CloudTrail
import GRDB
import SecurityArchitecture

/// Who acted, where the caller's own record does not name the person but another record does.
///
/// | caller | who says |
/// | --- | --- |
/// | a user of Identity Center | the user's sign-in, which has the name to the id |
/// | a session of a role, by SAML | the session's start: only that says that a provider named it |
///
/// What is asked for is loaded once. Memory is that of the users and of these sessions' names.
struct People {
    private var users: [String: String]?
    private var sessions: [String: String]?

    /// The person who acted as a principal.
    ///
    /// - parameter session: The ARN of the session, where there is one.
    mutating func person(
        _ principal: IndexedPrincipal,
        _ session: String?,
        _ db: Database
    ) throws -> String? {
        if let person = principal.person { return person }
        switch principal.type {
        case PrincipalKind.directory.name:
            let known = try users ?? Self.users(db)
            users = known
            return known[principal.text]
        case PrincipalKind.role.name:
            guard let session else { return nil }
            let known = try sessions ?? Self.sessions(startedBy: .saml, db)
            sessions = known
            return known[session]
        default: return nil
        }
    }

    /// Whether starts of sessions say of people what the sessions' own records do not.
    static func areInSessions(_ db: Database) throws -> Bool {
        try !sessions(startedBy: .saml, db).isEmpty
    }

    private static func users(_ db: Database) throws -> [String: String] {
        try Row.fetchAll(db, sql: "SELECT id, name FROM directory_user")
            .reduce(into: [:]) { $0[$1[0]] = $1[1] }
    }

    /// The people of sessions by ARN, where the sessions' own records do not name them.
    ///
    /// - parameter isWanted: Whether the name of a session or of a SAML user is asked for: programs
    ///   have no end of names.
    private static func sessions(
        startedBy method: RoleSessionStart.Method,
        _ db: Database,
        where isWanted: (String) -> Bool = { _ in true }
    ) throws -> [String: String] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT start.name, role.text, start.subject FROM role_session AS start
                  JOIN resource AS role ON role.id = start.role
                WHERE start.method = '\(method.rawValue)'
                  AND start.name IS NOT NULL AND NOT start.flags & 1
                """
        )
        var sessions: [String: String] = [:]
        while let row = try rows.next() {
            let name: String = row[0]
            // A provider may name its user in one way and the session in another.
            let subject: String? = method == .saml ? row[2] : nil
            guard isWanted(name) || subject.map(isWanted) == true else { continue }
            let role: String = row[1]
            guard PersonName(session: name, role: role) == nil,
                let session = RoleSessionStart.impliedSession(role: role, name: name)
            else { continue }
            // An address says more than a short name, and an opaque id less.
            sessions[session] = subject.flatMap { PersonName(session: $0, role: nil)?.text } ?? name
        }
        return sessions
    }

    /// The principals and the sessions of people, or principals of these names.
    ///
    /// A session that a provider's subject began counts by its name.
    static func numbers(
        matching patterns: [TextPattern],
        _ db: Database
    ) throws -> (principals: [Int64], sessions: [Int64]) {
        var principals: [Int64] = []
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT principal.id, text, person, coalesce(directory_user.name, '')
                FROM principal LEFT JOIN directory_user
                  ON principal.type = 'directory' AND directory_user.id = principal.text
                """
        )
        while let row = try rows.next() {
            let texts: [String] = [row[1], row[2], row[3]]
            if patterns.contains(where: { pattern in
                texts.contains { !$0.isEmpty && pattern.matches($0) }
            }) {
                principals.append(row[0])
            }
        }
        let arns = try [RoleSessionStart.Method.saml, .webIdentity].flatMap { method in
            try sessions(startedBy: method, db) { name in
                patterns.contains { $0.matches(name) }
            }.keys
        }
        let numbers = try Set(arns).sorted().compactMap {
            try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT id FROM session WHERE text = ?"),
                arguments: [$0]
            )
        }
        return (principals, numbers)
    }
}

/// Keeps `directory_user`: of several names of a user, that of the last sign-in.
struct DirectoryWriter {
    private let insert: HotStatement

    init(_ db: Database) throws {
        insert = try HotStatement(
            db,
            sql: """
                INSERT INTO directory_user (id, name, time) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET name = excluded.name, time = excluded.time
                  WHERE (excluded.time, excluded.name) > (time, name)
                """
        )
    }

    func write(_ users: [IndexBatch.DirectoryUser]) throws {
        for user in users {
            insert.bind(text: Array(Blanking.text(user.id).utf8)[...], at: 1)
            insert.bind(text: Array(Blanking.text(user.name).utf8)[...], at: 2)
            insert.bind(user.time, at: 3)
            _ = try insert.run()
        }
    }
}
