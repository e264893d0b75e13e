import CloudTrail
import Foundation
import GRDB

/// A condition whose patterns have become numbers of the dictionaries.
struct ResolvedCondition {
    /// What a row must have.
    enum Test {
        /// One of these numbers in a column.
        case numbers(TextKind, [Int64])
        /// All of these flags.
        case flags(EventFlags)
        /// One of these numbers in one of the columns, or an id with these digits in it.
        case anywhere([(kind: TextKind, numbers: [Int64])], idDigits: String?, idText: String)
    }

    var test: Test
    var isExcluded: Bool

    /// The condition in SQL.
    ///
    /// Numbers are ours and not the user's, so they stand in the text; many of them go as a JSON
    /// array, which SQLite makes a B-tree of once.
    var sql: (text: String, arguments: StatementArguments) {
        let condition: (text: String, arguments: StatementArguments)
        switch test {
        case .numbers(let kind, let numbers): condition = Self.membership(kind, numbers)
        case .flags(let flags):
            condition = ("flags & \(flags.rawValue) = \(flags.rawValue)", [])
        case .anywhere(let places, let idDigits, let idText):
            var texts: [String] = []
            var arguments = StatementArguments()
            for (kind, numbers) in places where !numbers.isEmpty {
                let membership = Self.membership(kind, numbers)
                texts.append(membership.text)
                arguments += membership.arguments
            }
            if let idDigits {
                texts.append("(typeof(id) = 'blob' AND instr(hex(id), ?) > 0)")
                arguments += [idDigits]
            }
            texts.append("(typeof(id) = 'text' AND instr(lower(id), ?) > 0)")
            arguments += [idText]
            condition = ("(\(texts.joined(separator: " OR ")))", arguments)
        }
        return isExcluded ? ("NOT (\(condition.text))", condition.arguments) : condition
    }

    private static func membership(
        _ kind: TextKind,
        _ numbers: [Int64]
    ) -> (text: String, arguments: StatementArguments) {
        let list = numbers.map(String.init).joined(separator: ",")
        guard numbers.count > 200 else { return ("\(kind.table) IN (\(list))", []) }
        return ("\(kind.table) IN (SELECT value FROM json_each(?))", ["[\(list)]"])
    }

    /// Whether no row can pass.
    var isImpossible: Bool {
        if case .numbers(_, let numbers) = test { return numbers.isEmpty && !isExcluded }
        return false
    }
}

extension ResolvedCondition {
    /// Looks the patterns of a condition up.
    ///
    /// - Complexity: O(n) in the texts of the dictionary, unless the pattern is one whole ARN.
    init(_ condition: EventFilter.Condition, _ db: Database) throws {
        isExcluded = condition.isExcluded
        switch condition.test {
        case .flags(let flags): test = .flags(flags)
        case .matches(let subject, let patterns):
            test = .numbers(subject.kind, try Self.numbers(of: subject, patterns, db))
        case .contains(let part):
            let places = try TextKind.allCases.map { kind in
                (kind: kind, numbers: try Self.numbers(of: kind, containing: part, db))
            }
            let digits = part.replacingOccurrences(of: "-", with: "").uppercased()
            let isHex = digits.count >= 4 && digits.allSatisfy(\.isHexDigit)
            test = .anywhere(places, idDigits: isHex ? digits : nil, idText: part.lowercased())
        }
    }

    private static func numbers(
        of subject: EventFilter.Condition.Subject,
        _ patterns: [TextPattern],
        _ db: Database
    ) throws -> [Int64] {
        let column =
            switch subject {
            case .service: "source"
            case .name: "name"
            case .role: "role"
            case .text(.action): "source || ' ' || name"
            case .text: "text"
            }
        let table = subject.kind.table
        let only = patterns.compactMap(\.onlyText)
        if only.count == patterns.count {
            return try only.flatMap { text in
                try Int64.fetchAll(
                    db,
                    sql: "SELECT id FROM \(table) WHERE \(column) = ?",
                    arguments: [text]
                )
            }
        }
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT id, \(column) FROM \(table) WHERE \(column) <> ''"
        )
        var numbers: [Int64] = []
        while let row = try rows.next() {
            let text: String = row[1]
            if patterns.contains(where: { $0.matches(text) }) { numbers.append(row[0]) }
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
            case .principal: "text || ' ' || kind || ' ' || coalesce(role, '')"
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
        case .role: .principal
        }
    }
}
