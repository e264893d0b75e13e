import Foundation
import GRDB
import SecurityArchitecture

/// Which events are asked for: a range of time, and conditions that all have to hold.
package struct EventFilter: Sendable {
    /// One condition.
    package struct Condition: Sendable {
        /// What is looked at.
        package enum Subject: Sendable {
            /// A dictionary's text.
            case text(TextKind)
            /// The service of the call, `eventSource`.
            case service
            /// The name of the call, `eventName`.
            case name
            /// The role behind the caller.
            case role
            /// The person who acted, where that is known.
            case person
            /// Who called: the principal, or the person who acted as it.
            case caller
        }

        /// What has to hold.
        package enum Test: Sendable {
            /// A text matches one of some patterns.
            case matches(Subject, [TextPattern])
            /// All of some flags are set.
            case flags(EventFlags)
            /// Some text of the event, or its id, contains this; letters of either case.
            case contains(String)
            /// It accesses a secret that one of some patterns means, whatever its caller wrote.
            case secrets([SecretPattern])
            /// It matched a rule whose title or id one of some patterns means.
            case rules([TextPattern])
            /// What it is about belongs to an environment of one of these names.
            case environments(Set<String>, Architecture)
        }

        /// What has to hold.
        package var test: Test
        /// Whether it must not hold instead.
        package var isExcluded: Bool

        package init(_ test: Test, isExcluded: Bool = false) {
            self.test = test
            self.isExcluded = isExcluded
        }
    }

    /// The first second asked for; nil asks for all from the first event on.
    package var since: Int64?
    /// The second behind the last one asked for; nil asks for all.
    package var until: Int64?
    /// What has to hold.
    package var conditions: [Condition]
    /// Texts that all have to be somewhere in the event, letters of either case.
    ///
    /// The index has some texts of an event only. ``AuditDatabase/search(_:newestFirst:evaluatedBy:_:)``
    /// finds events by these;
    /// ``AuditDatabase/searchRows(_:newestFirst:evaluatedBy:_:)`` leaves the others to whoever
    /// reads the records.
    package var terms: [String]

    package init(
        since: Int64? = nil,
        until: Int64? = nil,
        conditions: [Condition] = [],
        terms: [String] = []
    ) {
        self.since = since
        self.until = until
        self.conditions = conditions
        self.terms = terms
    }
}

/// A condition whose patterns have become numbers of the dictionaries.
struct ResolvedCondition {
    /// What a row must have.
    enum Test {
        /// One of these numbers in a column.
        case numbers(TextKind, [Int64])
        /// One of these principals, or one of these sessions.
        case callers(principals: [Int64], sessions: [Int64])
        /// All of these flags.
        case flags(EventFlags)
        /// One of these numbers in one of the columns, or an id with these digits in it.
        case anywhere([(kind: TextKind, numbers: [Int64])], idDigits: String?, idText: String)
        /// An access to one of these secrets.
        case secrets([Int64])
        /// A hit of one of these rules.
        case rules([Int64])
        /// One of these environments.
        case environments(Set<String>, EnvironmentNumbers)
    }

    var test: Test
    var isExcluded: Bool

    /// The condition in SQL; the first two arguments of its statement are a range of time.
    var sql: (text: String, arguments: StatementArguments) {
        let condition: (text: String, arguments: StatementArguments)
        switch test {
        case .numbers(let kind, let numbers):
            condition = (SQLText.membership(kind.table, numbers), [])
        case .callers(let principals, let sessions):
            let either = [
                SQLText.membership(TextKind.principal.table, principals),
                SQLText.membership(TextKind.session.table, sessions),
            ]
            condition = ("(\(either.joined(separator: " OR ")))", [])
        case .flags(let flags):
            condition = ("flags & \(flags.rawValue) = \(flags.rawValue)", [])
        case .secrets(let numbers): condition = (SQLText.accesses(numbers), [])
        case .rules(let numbers): condition = (SQLText.hits(numbers), [])
        case .environments(let names, let numbers): condition = (numbers.test(names), [])
        case .anywhere(let places, let idDigits, let idText):
            var texts: [String] = []
            for (kind, numbers) in places where !numbers.isEmpty {
                texts.append(SQLText.membership(kind.table, numbers))
            }
            if let idDigits {
                // ASCII digits, and nothing that could end the text.
                texts.append("(typeof(id) = 'blob' AND instr(hex(id), '\(idDigits)') > 0)")
            }
            let text = SQLText.literal(idText)
            texts.append("(typeof(id) = 'text' AND instr(lower(id), \(text)) > 0)")
            condition = ("(\(texts.joined(separator: " OR ")))", [])
        }
        return isExcluded ? ("NOT (\(condition.text))", condition.arguments) : condition
    }

    /// Whether no row can pass.
    var isImpossible: Bool {
        guard !isExcluded else { return false }
        switch test {
        case .numbers(_, let numbers), .secrets(let numbers), .rules(let numbers):
            return numbers.isEmpty
        case .environments(let names, let numbers): return numbers.members(of: names).isEmpty
        case .callers(let principals, let sessions):
            return principals.isEmpty && sessions.isEmpty
        case .flags, .anywhere: return false
        }
    }
}

extension ResolvedCondition {
    /// Looks the patterns of a condition up.
    ///
    /// - parameter days: The days that the search is about; nil for all.
    /// - Complexity: O(n) in the texts of the dictionary, unless the pattern is one whole ARN.
    init(_ condition: EventFilter.Condition, in days: Range<Int64>?, _ db: Database) throws {
        isExcluded = condition.isExcluded
        switch condition.test {
        case .flags(let flags): test = .flags(flags)
        case .matches(.caller, let patterns):
            let (principals, sessions) = try People.numbers(matching: patterns, db)
            test =
                sessions.isEmpty
                ? .numbers(.principal, principals)
                : .callers(principals: principals, sessions: sessions)
        case .matches(let subject, let patterns):
            test = .numbers(subject.kind, try Self.numbers(of: subject, patterns, db))
        case .secrets(let patterns):
            test = .secrets(try SecretDictionary(db).numbers(matching: patterns))
        case .rules(let patterns): test = .rules(try Self.rules(matching: patterns, db))
        case .environments(let names, let architecture):
            test = .environments(names, try EnvironmentNumbers(architecture, in: days, db))
        case .contains(let part):
            let places = try TextKind.allCases.map { kind in
                (kind: kind, numbers: try Self.numbers(of: kind, containing: part, db))
            }
            let digits = part.replacingOccurrences(of: "-", with: "").uppercased()
            let isHex = digits.count >= 4 && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
            test = .anywhere(places, idDigits: isHex ? digits : nil, idText: part.lowercased())
        }
    }

    private static func rules(matching patterns: [TextPattern], _ db: Database) throws -> [Int64] {
        try Row.fetchAll(db, sql: "SELECT id, title, coalesce(rule_id, '') FROM rule")
            .filter { row in
                patterns.contains { $0.matches(row[1]) || $0.matches(row[2]) }
            }.map { $0[0] }
    }

    private static func numbers(
        of subject: EventFilter.Condition.Subject,
        _ patterns: [TextPattern],
        _ db: Database
    ) throws -> [Int64] {
        let column = subject.column
        let table = subject.kind.table
        let only = patterns.compactMap(\.onlyText)
        if only.count == patterns.count, subject.kind != .resource {
            return try only.flatMap { text in
                try Int64.fetchAll(
                    db,
                    sql: "SELECT id FROM \(table) WHERE \(column) = ?",
                    arguments: [text]
                )
            }
        }
        let isResource = subject.kind == .resource
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, \(column)\(isResource ? ", others" : "") FROM \(table)
                WHERE \(column) <> ''
                """
        )
        var numbers: [Int64] = []
        while let row = try rows.next() {
            var texts: [String] = [row[1]]
            if isResource { texts += TextReader.others(row[2]) }
            let isFound = texts.contains { text in patterns.contains { $0.matches(text) } }
            if isFound { numbers.append(row[0]) }
        }
        return numbers
    }

    private static func numbers(
        of kind: TextKind,
        containing part: String,
        _ db: Database
    ) throws -> [Int64] {
        let text =
            switch kind {
            case .action: "source || ' ' || name"
            case .principal: "text || ' ' || type || ' ' || role || ' ' || person"
            case .resource: "text || ' ' || others"
            default: "text"
            }
        // SQLite's own function knows no letters but those of ASCII, and is faster.
        let isASCII = part.utf8.allSatisfy { $0 < 0x80 }
        let lower = isASCII ? "lower" : DatabaseFunction.lowercase.name
        return try Int64.fetchAll(
            db,
            sql: "SELECT id FROM \(kind.table) WHERE instr(\(lower)(\(text)), ?) > 0",
            arguments: [part.lowercased()]
        )
    }
}

extension EventFilter.Condition.Subject {
    /// The dictionary that the subject's texts are in.
    var kind: TextKind {
        switch self {
        case .text(let kind): kind
        case .service, .name: .action
        case .role, .person, .caller: .principal
        }
    }
}
