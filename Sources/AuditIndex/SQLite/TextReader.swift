import Basics
import CloudTrail
import Foundation
import GRDB

/// Looks texts up by their numbers, each once.
final class TextReader {
    private static let bound = 50_000

    private let db: Database
    private var texts = [[Int64: String]](repeating: [:], count: TextKind.allCases.count)
    private var actions: [Int64: (service: String, name: String)] = [:]
    private var principals: [Int64: IndexedPrincipal] = [:]
    private var people = People()

    init(_ db: Database) { self.db = db }

    /// The text of a number; nil for 0.
    func text(_ kind: TextKind, _ number: Int64) throws -> String? {
        guard number != 0 else { return nil }
        if let known = texts[kind.rawValue][number] { return known }
        let statement = try db.cachedStatement(sql: "SELECT text FROM \(kind.table) WHERE id = ?")
        guard let text = try String.fetchOne(statement, arguments: [number]) else { return nil }
        if texts[kind.rawValue].count >= Self.bound { texts[kind.rawValue] = [:] }
        texts[kind.rawValue][number] = text
        return text
    }

    /// The service and the name of a call.
    func action(_ number: Int64) throws -> (service: String, name: String)? {
        guard number != 0 else { return nil }
        if let known = actions[number] { return known }
        let statement = try db.cachedStatement(sql: "SELECT source, name FROM action WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [number]) else { return nil }
        let action: (service: String, name: String) = (row[0], row[1])
        actions[number] = action
        return action
    }

    /// Reads the columns that ``columns`` names.
    func event(_ row: Row) throws -> IndexedEvent {
        let action = try action(row[3])
        let principal = try indexedPrincipal(row[4])
        let flags = EventFlags(rawValue: Int32(truncatingIfNeeded: row[13] as Int64))
        var event = IndexedEvent(
            time: EventTime(seconds: row[0]),
            identifier: Self.identifier(row[1], flags),
            content: row[2],
            flags: flags,
            service: action.flatMap { $0.service.isEmpty ? nil : $0.service },
            name: action.flatMap { $0.name.isEmpty ? nil : $0.name },
            principal: principal?.text,
            principalType: principal?.type,
            role: principal?.role,
            person: nil,
            texts: [String?](repeating: nil, count: TextKind.allCases.count),
            source: row[14],
            location: RecordLocation(offset: row[15], length: row[16])
        )
        for kind in TextKind.allCases where kind != .action && kind != .principal {
            event.texts[kind.rawValue] = try text(kind, row[3 + kind.rawValue])
        }
        event.texts[TextKind.principal.rawValue] = principal?.text
        event.person = try principal.flatMap { try people.person($0, event[.session], db) }
        return event
    }

    /// The name of a principal.
    func principalText(_ number: Int64) throws -> String? { try indexedPrincipal(number)?.text }

    /// The role of a principal.
    func principalRole(_ number: Int64) throws -> String? { try indexedPrincipal(number)?.role }

    /// The person who acted as a principal in a session.
    func person(_ number: Int64, session: Int64) throws -> String? {
        guard let principal = try indexedPrincipal(number) else { return nil }
        return try people.person(principal, text(.session, session), db)
    }

    /// Who acted as a principal: the person, else the principal itself.
    func actor(_ number: Int64) throws -> String? {
        try principalPerson(number) ?? principalText(number)
    }

    /// The person who acted as a principal.
    func principalPerson(_ number: Int64) throws -> String? {
        try indexedPrincipal(number).flatMap { try people.person($0, nil, db) }
    }

    /// A principal, and what the dictionary says of it.
    func indexedPrincipal(_ number: Int64) throws -> IndexedPrincipal? {
        guard number != 0 else { return nil }
        if let known = principals[number] { return known }
        let statement = try db.cachedStatement(
            sql: "SELECT text, type, role, person FROM principal WHERE id = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [number]) else { return nil }
        let principal = IndexedPrincipal(
            text: row[0],
            type: row[1],
            role: row[2],
            person: row[3]
        )
        if principals.count >= Self.bound { principals = [:] }
        principals[number] = principal
        return principal
    }

    /// The id of a row.
    static func identifier(_ value: DatabaseValue, _ flags: EventFlags) -> EventIdentifier {
        guard case .blob(let data) = value.storage, data.count == 16 else {
            return .text(String.fromDatabaseValue(value) ?? "")
        }
        var halves: (UInt64, UInt64) = (0, 0)
        for (index, byte) in data.enumerated() {
            if index < 8 {
                halves.0 = halves.0 << 8 | UInt64(byte)
            } else {
                halves.1 = halves.1 << 8 | UInt64(byte)
            }
        }
        return flags.contains(.withoutID)
            ? .content(halves.0, halves.1) : .uuid(halves.0, halves.1)
    }

    /// The columns that ``event(_:)`` reads.
    static let columns = """
        time, id, content, \(TextKind.allCases.map(\.table).joined(separator: ", ")), \
        flags, source, offset, length
        """
    /// How many these are.
    static let columnCount = 7 + TextKind.allCases.count
}
