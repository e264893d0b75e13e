import CloudTrail
import GRDB

/// Gives what hits are about its numbers in `subject`.
struct SubjectWriter {
    /// The subjects remembered of all rules.
    private static let bound = 50_000

    private let find: HotStatement
    private let insert: HotStatement
    private var known: [Int64: NumberMemo] = [:]
    private var count = 0
    /// The numbers given for the batch at hand, by rule and the batch's own number.
    private var ofBatch: [UInt64: Int64] = [:]

    init(_ db: Database) throws {
        find = try HotStatement(db, sql: "SELECT id FROM subject WHERE rule = ?1 AND key = ?2")
        insert = try HotStatement(
            db,
            sql: "INSERT INTO subject (rule, key) VALUES (?1, ?2) RETURNING id"
        )
    }

    /// Turns to another batch.
    mutating func begin() { ofBatch.removeAll(keepingCapacity: true) }

    /// The index's number of a subject of the batch.
    mutating func number(_ rule: Int64, _ subject: Int32, _ batch: IndexBatch) throws -> Int64 {
        let key = UInt64(truncatingIfNeeded: rule) << 32 | UInt64(UInt32(bitPattern: subject))
        if let number = ofBatch[key] { return number }
        let text = batch.subjects.utf8(subject)
        let hash = batch.subjects.hash(subject)
        let number: Int64
        if let remembered = known[rule]?.number(of: text, hash) {
            number = remembered
        } else {
            number = try ask(find, rule, text) ?? add(rule, text)
            if count >= Self.bound { forget() }
            known[rule, default: NumberMemo()].insert(text, hash, number)
            count += 1
        }
        ofBatch[key] = number
        return number
    }

    /// Forgets what a transaction that was rolled back may have given.
    mutating func forget() {
        known = [:]
        ofBatch = [:]
        count = 0
    }

    private func ask(
        _ statement: HotStatement,
        _ rule: Int64,
        _ text: ArraySlice<UInt8>
    ) throws -> Int64? {
        statement.bind(rule, at: 1)
        statement.bind(text: text, at: 2)
        return try statement.integer()
    }

    private func add(_ rule: Int64, _ text: ArraySlice<UInt8>) throws -> Int64 {
        guard let number = try ask(insert, rule, text) else {
            throw DatabaseError(message: "a subject was inserted and has no number")
        }
        return number
    }
}
