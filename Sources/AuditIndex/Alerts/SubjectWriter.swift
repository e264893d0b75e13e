import Foundation
import GRDB

/// What hits of a rule are about, or what is measured in them, once for a batch.
package struct RuleSubject: Hashable, Sendable {
    /// The rule or correlation, as a position in the rules of the set.
    package var rule: Int32
    /// The JSON, as a number of the batch's subject texts.
    package var text: Int32

    package init(rule: Int32, text: Int32) {
        self.rule = rule
        self.text = text
    }
}

/// A subject that has something new, and is to be evaluated.
package struct PendingSubject: Sendable, Hashable {
    /// The rule's number in the index.
    package var rule: Int64
    /// The subject's number in the index.
    package var subject: Int64
    /// The first time at which there is something new, in seconds since 1970.
    package var first: Int64
    /// The last.
    package var last: Int64

    package init(rule: Int64, subject: Int64, first: Int64, last: Int64) {
        self.rule = rule
        self.subject = subject
        self.first = first
        self.last = last
    }
}

/// What a hit is about: the texts of some fields, each with none, one or several.
package struct SubjectValues: Sendable, Hashable {
    /// The texts of each field.
    package var fields: [[String]]

    /// - parameter json: What the table has; of anything else there are no fields.
    package init(json: String) {
        let value = try? JSONSerialization.jsonObject(with: Data(json.utf8))
        fields = (value as? [Any] ?? []).map { field in
            if let text = field as? String { return [text] }
            return (field as? [Any] ?? []).compactMap { $0 as? String }
        }
    }

    /// The texts of the fields, several of one as one.
    package var texts: [String] { fields.map { $0.joined(separator: ", ") } }
}

/// Gives what hits are about its numbers in `subject`.
struct SubjectWriter {
    /// The subjects remembered of all rules.
    private static let bound = 50_000

    private let select: HotStatement
    private let insert: HotStatement
    private var known: [Int64: NumberCache] = [:]
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

    /// Begins another batch.
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
            known[rule, default: NumberCache()].insert(text, hash, number)
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

/// Keeps `pending`: between which times a subject has something new, until it is evaluated.
struct PendingSubjectWriter {
    struct Subject: Hashable {
        var rule: Int64
        var subject: Int64
    }

    private let insert: HotStatement
    private var waiting: [Subject: ClosedRange<Int64>] = [:]
    /// How many have gathered.
    var count: Int { waiting.count }

    init(_ db: Database) throws {
        insert = try HotStatement(
            db,
            sql: """
                INSERT INTO pending (rule, subject, first, last) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET
                  first = min(first, excluded.first), last = max(last, excluded.last)
                """
        )
    }

    mutating func add(_ rule: Int64, _ subject: Int64, _ span: ClosedRange<Int64>) {
        let key = Subject(rule: rule, subject: subject)
        let known = waiting[key] ?? span
        waiting[key] =
            min(known.lowerBound, span.lowerBound)...max(known.upperBound, span.upperBound)
    }

    /// Adds what has gathered to the table.
    mutating func flush() throws {
        for (key, range) in waiting.sorted(by: {
            ($0.key.rule, $0.key.subject) < ($1.key.rule, $1.key.subject)
        }) {
            insert.bind(key.rule, at: 1)
            insert.bind(key.subject, at: 2)
            insert.bind(range.lowerBound, at: 3)
            insert.bind(range.upperBound, at: 4)
            _ = try insert.run()
        }
        forget()
    }

    mutating func forget() { waiting.removeAll(keepingCapacity: true) }
}
