import GRDB

/// Keeps `touched`: between which times a subject has something new, until it is judged.
struct TouchWriter {
    struct Subject: Hashable {
        var rule: Int64
        var subject: Int64
    }

    private let insert: HotStatement
    private var waiting: [Subject: ClosedRange<Int64>] = [:]

    init(_ db: Database) throws {
        insert = try HotStatement(
            db,
            sql: """
                INSERT INTO touched (rule, subject, first, last) VALUES (?1, ?2, ?3, ?4)
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
