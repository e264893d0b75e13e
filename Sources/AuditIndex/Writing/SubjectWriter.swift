import CloudTrail
import GRDB

/// Gives what hits are about its numbers in `subject`.
struct SubjectWriter {
    /// The subjects remembered of all rules.
    private static let bound = 50_000

    private let select: HotStatement
    private let insert: HotStatement
    private var known: [Int64: NumberMemo] = [:]
    private var count = 0
    /// The numbers given for the batch at hand, by position; 0 of those not asked for.
    private var ofBatch: [Int64] = []

    init(_ db: Database) throws {
        select = try HotStatement(db, sql: "SELECT id FROM subject WHERE rule = ?1 AND key = ?2")
        insert = try HotStatement(
            db,
            sql: "INSERT INTO subject (rule, key) VALUES (?1, ?2) RETURNING id"
        )
    }

    /// Turns to another batch.
    mutating func begin(_ batch: IndexBatch) {
        ofBatch.removeAll(keepingCapacity: true)
        ofBatch.append(contentsOf: repeatElement(0, count: batch.subjects.count))
    }

    /// The index's number of a subject of the batch, by its position.
    @inline(__always)
    mutating func number(_ position: Int32, _ batch: IndexBatch, rules: [Int64]) throws -> Int64 {
        let known = ofBatch[Int(position)]
        return known != 0 ? known : try find(position, batch, rules)
    }

    private mutating func find(
        _ position: Int32,
        _ batch: IndexBatch,
        _ rules: [Int64]
    ) throws -> Int64 {
        let subject = batch.subjects[Int(position)]
        let rule = rules[Int(subject.rule)]
        let text = batch.subjectTexts.utf8(subject.text)
        let hash = batch.subjectTexts.hash(subject.text)
        let number: Int64
        if let remembered = known[rule]?.number(of: text, hash) {
            number = remembered
        } else {
            number = try ask(select, rule, text) ?? add(rule, text)
            if count >= Self.bound { forget() }
            known[rule, default: NumberMemo()].insert(text, hash, number)
            count += 1
        }
        ofBatch[Int(position)] = number
        return number
    }

    /// Forgets what a transaction that was rolled back may have given.
    mutating func forget() {
        known = [:]
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
