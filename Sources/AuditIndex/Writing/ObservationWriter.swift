import GRDB

/// Keeps `observation_segment`: what correlations asked for, gathered until a commit.
struct ObservationWriter {
    private struct Key: Hashable {
        var rule: Int64
        var day: Int64
    }

    private let insert: HotStatement
    private var waiting: [Key: [ObservationEntry]] = [:]

    init(_ db: Database) throws {
        insert = try HotStatement(
            db,
            sql: "INSERT INTO observation_segment (rule, day, data) VALUES (?1, ?2, ?3)"
        )
    }

    mutating func add(_ rule: Int64, _ entry: ObservationEntry) {
        let key = Key(rule: rule, day: ObservationSegment.day(of: entry.event.time))
        waiting[key, default: []].append(entry)
    }

    /// Adds what has gathered to the table.
    mutating func flush() throws {
        for (key, entries) in waiting.sorted(by: {
            ($0.key.rule, $0.key.day) < ($1.key.rule, $1.key.day)
        }) {
            insert.bind(key.rule, at: 1)
            insert.bind(key.day, at: 2)
            insert.bind(bytes: ObservationSegment.encoded(entries, day: key.day), at: 3)
            _ = try insert.run()
        }
        forget()
    }

    mutating func forget() { waiting.removeAll(keepingCapacity: true) }
}
