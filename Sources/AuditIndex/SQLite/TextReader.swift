import Basics
import CloudTrail
import Foundation
import GRDB

/// Looks texts up by their numbers, each once.
final class TextReader {
    private static let bound = 50_000

    let db: Database
    private var texts = [[Int64: String]](repeating: [:], count: TextKind.allCases.count)
    private var actions: [Int64: (service: String, name: String)] = [:]
    private var principals: [Int64: IndexedPrincipal] = [:]
    private var people = People()
    private var others: [Int64: [String]] = [:]

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
        if actions.count >= Self.bound { actions = [:] }
        actions[number] = action
        return action
    }

    /// The resources of a number beside its main one.
    func others(_ number: Int64) throws -> [String] {
        guard number != 0 else { return [] }
        if let known = others[number] { return known }
        let statement = try db.cachedStatement(sql: "SELECT others FROM resource WHERE id = ?")
        let texts = Self.others(try String.fetchOne(statement, arguments: [number]) ?? "")
        if others.count >= Self.bound { others = [:] }
        others[number] = texts
        return texts
    }

    /// The texts of `resource.others`.
    static func others(_ json: String) -> [String] {
        guard !json.isEmpty, let array = try? JSONValue(parsing: json.utf8) else { return [] }
        return array.elements.compactMap(\.string)
    }

    /// Reads the columns that ``columns`` names.
    func event(_ row: Row) throws -> IndexedEvent { try event(IndexedRow(row)) }

    /// Looks the texts of a row up.
    func event(_ row: IndexedRow) throws -> IndexedEvent {
        let action = try action(row[.action])
        let principal = try indexedPrincipal(row[.principal])
        var event = IndexedEvent(
            time: EventTime(seconds: row.time),
            identifier: row.identifier,
            content: row.content,
            flags: row.flags,
            service: action.flatMap { $0.service.isEmpty ? nil : $0.service },
            name: action.flatMap { $0.name.isEmpty ? nil : $0.name },
            principal: principal?.text,
            principalType: principal?.type,
            role: principal?.role,
            person: nil,
            texts: [String?](repeating: nil, count: TextKind.allCases.count),
            source: row.source,
            location: row.location
        )
        for kind in TextKind.allCases where kind != .action && kind != .principal {
            event.texts[kind.rawValue] = try text(kind, row[kind])
        }
        event.otherResources = try others(row[.resource])
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
