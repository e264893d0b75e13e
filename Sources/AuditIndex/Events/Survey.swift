import Basics
import GRDB
import SecurityArchitecture

/// What the index has seen, for declaring what is normal.
package struct IndexSurvey: Sendable {
    /// A caller at an address.
    package struct Call: Sendable {
        /// Who.
        package var principal: IndexedPrincipal
        /// `sourceIPAddress`.
        package var address: String
        /// The names of the sessions, at most a hundred: of people's roles, who it was.
        package var sessionNames: Set<String> = []
        /// How often, and when.
        package var sighting = Sighting()

        package init(principal: IndexedPrincipal, address: String) {
            self.principal = principal
            self.address = address
        }
    }

    /// Somebody's accesses to a secret from one address.
    package struct SecretUse: Sendable {
        /// The secret.
        package var secret: SecretReference
        /// Who.
        package var principal: IndexedPrincipal
        /// `sourceIPAddress`.
        package var address: String
        /// What was done.
        package var operation: SecretOperation
        /// How often, and when.
        package var sighting = Sighting()
    }

    /// A call that shows something to declare: a key that signs, a group whose rules change.
    package struct Action: Sendable {
        /// The name of the call.
        package var eventName: String
        /// Who.
        package var principal: IndexedPrincipal
        /// `sourceIPAddress`.
        package var address: String
        /// What it was done to.
        package var resource: String
        /// How often, and when.
        package var sighting = Sighting()
    }

    /// The accounts, by id.
    package var accounts: [(id: String, sighting: Sighting)] = []
    /// The days that have events.
    package var days: Set<Int64> = []
    /// Who called from where.
    package var calls: [Call] = []
    /// Who accessed which secret.
    package var accesses: [SecretUse] = []
    /// What else shows something to declare.
    package var actions: [Action] = []
    /// How sessions of roles began.
    package var starts: [SessionStartRecord] = []
}

/// How often something was seen, and on which days.
package struct Sighting: Hashable, Sendable {
    /// How often it succeeded.
    package var count = 0
    /// How often it failed.
    package var failures = 0
    /// The days on which it succeeded, since 1970.
    package var days: Set<Int64> = []
    /// The first time, of success or failure.
    package var first = EventTime(seconds: .max)
    /// The last time.
    package var last = EventTime(seconds: .min)

    package init() {}

    /// Adds what was seen of the same thing elsewhere.
    package mutating func add(_ other: Sighting) {
        count += other.count
        failures += other.failures
        days.formUnion(other.days)
        first = min(first, other.first)
        last = max(last, other.last)
    }

    /// Adds what was seen on one day.
    mutating func add(_ successes: Int, failures: Int, from first: Int64, to last: Int64) {
        var day = Sighting()
        day.count = successes
        day.failures = failures
        if successes > 0 { day.days = [first / 86_400] }
        day.first = EventTime(seconds: first)
        day.last = EventTime(seconds: last)
        add(day)
    }
}

extension AuditDatabase {
    /// The calls that show something to declare.
    private static let actions = [
        "Sign", "*SecurityGroupIngress", "*SecurityGroupEgress", "*SecurityGroupRules",
        "CreateListener", "ModifyListener", "*TrustStore", "*TrustStoreRevocations",
    ]

    /// Everything that a declaration is made of.
    ///
    /// - complexity: O(n) in the events; about 40 seconds for 20 million. Memory is that of the
    ///   distinct callers at an address, readers of a secret and starts of sessions.
    package func survey() throws -> IndexSurvey {
        var survey = IndexSurvey()
        survey.starts = try sessionStarts(.all)
        try read { db in
            let texts = TextReader(db)
            survey.days = try Set(Int64.fetchAll(db, sql: "SELECT DISTINCT day FROM activity"))
            survey.accounts = try Self.accounts(db)
            survey.calls = try Self.calls(survey.days, texts, db)
            survey.accesses = try Self.accesses(texts, db)
            survey.actions = try Self.actions(texts, db)
        }
        return survey
    }

    private static func accounts(_ db: Database) throws -> [(id: String, sighting: Sighting)] {
        var accounts: [String: Sighting] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT text, count, day FROM seen JOIN account ON account.id = seen.id
                WHERE kind = \(TextKind.account.rawValue)
                """
        )
        while let row = try rows.next() {
            let day: Int64 = row[2]
            accounts[row[0], default: Sighting()]
                .add(row[1], failures: 0, from: day * 86_400, to: day * 86_400)
        }
        return accounts.map { (id: $0.key, sighting: $0.value) }.sorted { $0.id < $1.id }
    }

    private static func calls(
        _ days: Set<Int64>,
        _ texts: TextReader,
        _ db: Database
    ) throws -> [IndexSurvey.Call] {
        struct Key: Hashable {
            var principal: Int64
            var address: Int64
        }
        // A day at a time: SQLite sorts what it groups, and a day's events fit its memory.
        let statement = try db.makeStatement(
            sql: """
                SELECT principal, address, session, count(*), sum(flags & 1), min(time), max(time)
                FROM event WHERE time >= ? AND time < ? AND principal <> 0 AND address <> 0
                GROUP BY principal, address, session
                """
        )
        var calls: [Key: IndexSurvey.Call] = [:]
        for day in days.sorted() {
            let rows = try Row.fetchCursor(
                statement,
                arguments: [day * 86_400, (day + 1) * 86_400]
            )
            while let row = try rows.next() {
                let key = Key(principal: row[0], address: row[1])
                var call: IndexSurvey.Call
                if let known = calls[key] {
                    call = known
                } else {
                    guard let principal = try texts.indexedPrincipal(key.principal),
                        let address = try texts.text(.address, key.address)
                    else { continue }
                    call = IndexSurvey.Call(principal: principal, address: address)
                }
                let all: Int = row[3]
                call.sighting.add(all - row[4], failures: row[4], from: row[5], to: row[6])
                if call.sessionNames.count < 100, let session = try texts.text(.session, row[2]) {
                    call.sessionNames.insert(
                        session.split(separator: "/").last.map(String.init) ?? session
                    )
                }
                calls[key] = call
            }
        }
        return calls.values.sorted {
            ($0.principal.text, $0.address) < ($1.principal.text, $1.address)
        }
    }

    private static func accesses(
        _ texts: TextReader,
        _ db: Database
    ) throws -> [IndexSurvey.SecretUse] {
        let secrets = try SecretDictionary(db).entries.reduce(into: [:]) { $0[$1.number] = $1 }
        var accesses: [String: IndexSurvey.SecretUse] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT secret, principal, address, operation, count(*), sum(flags & 1),
                  min(time), max(time)
                FROM secret_access GROUP BY 1, 2, 3, 4, time / 86400
                """
        )
        while let row = try rows.next() {
            guard let secret = secrets[row[0]]?.reference,
                let principal = try texts.indexedPrincipal(row[1]),
                let operation = SecretOperation(number: row[3])
            else { continue }
            let address = try texts.text(.address, row[2]) ?? ""
            let key = "\(secret.arn)\n\(principal.text)\n\(address)\n\(operation)"
            let all: Int = row[4]
            accesses[
                key,
                default: IndexSurvey.SecretUse(
                    secret: secret,
                    principal: principal,
                    address: address,
                    operation: operation
                )
            ].sighting.add(all - row[5], failures: row[5], from: row[6], to: row[7])
        }
        return accesses.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func actions(_ texts: TextReader, _ db: Database) throws -> [IndexSurvey.Action]
    {
        let patterns = try actions.map { TextPattern.glob(try Glob($0)) }
        let filter = EventFilter(conditions: [.init(.matches(.name, patterns))])
        var actions: [[Int64]: IndexSurvey.Action] = [:]
        // Calls about one resource and different others count together.
        var resources: [String: Int64] = [:]
        let columns = "action, principal, address, resource, flags, time"
        try EventScan(filter, db).forEach(columns, newestFirst: false) { row in
            guard let resource = try texts.text(.resource, row[3]) else { return true }
            let number = resources[resource] ?? row[3]
            resources[resource] = number
            let key: [Int64] = [row[0], row[1], row[2], number]
            if actions[key] == nil {
                guard let action = try texts.action(key[0]),
                    let principal = try texts.indexedPrincipal(key[1])
                else { return true }
                actions[key] = IndexSurvey.Action(
                    eventName: action.name,
                    principal: principal,
                    address: try texts.text(.address, key[2]) ?? "",
                    resource: resource
                )
            }
            let failures = Int((row[4] as Int64) & 1)
            actions[key]?.sighting.add(1 - failures, failures: failures, from: row[5], to: row[5])
            return true
        }
        return actions.values.sorted {
            ($0.resource, $0.eventName, $0.principal.text, $0.address)
                < ($1.resource, $1.eventName, $1.principal.text, $1.address)
        }
    }
}
