import Foundation
import GRDB
import Testing

/// What is in an index, to compare it with another, and whether it is sound.
struct IndexContent: Equatable {
    /// The rows of each view, sorted.
    private var views: [String: [String]] = [:]

    /// What is different from run to run, though it says the same.
    private static let varying: Set<String> = ["alert", "readAt", "coveredBy"]

    /// Reads an index, and checks what must hold whatever became of the run that wrote it.
    ///
    /// - parameter folder: The folder of the case, which is no part of the content.
    init(
        _ path: String,
        folder: String,
        _ comment: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        try queue.read { db in
            let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema")
            let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check")
            #expect(integrity == ["ok"], "\(comment)", sourceLocation: sourceLocation)
            guard tables.contains("source") else { return }
            for (problem, sql) in Self.problems {
                let count = try Int.fetchOne(db, sql: sql)
                #expect(count == 0, "\(comment): \(problem)", sourceLocation: sourceLocation)
            }
            let names = try String.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'view'"
            )
            for name in names {
                views[name] = try Row.fetchAll(db, sql: "SELECT * FROM \(name)").map { row in
                    row.filter { !Self.varying.contains($0.0) }
                        .map { "\($0.0)=\($0.1)" }.joined(separator: " ")
                        .replacing(folder, with: "")
                }.sorted()
            }
        }
    }

    /// The first rows that only one of two indexes has.
    func differences(from other: IndexContent) -> String {
        Set(views.keys).union(other.views.keys).sorted().flatMap { name in
            let (own, others) = (Set(views[name] ?? []), Set(other.views[name] ?? []))
            return own.subtracting(others).sorted().prefix(2).map { "\(name) has \($0)" }
                + others.subtracting(own).sorted().prefix(2).map { "\(name) lacks \($0)" }
        }.joined(separator: "\n")
    }

    private static let problems = [
        (
            "a file's records are not the sum of what became of them",
            "SELECT count(*) FROM source WHERE records <> indexed + duplicates + rejected"
        ),
        (
            "a file has other events than the ledger says",
            """
            SELECT count(*) FROM source WHERE indexed <>
              (SELECT count(*) FROM event WHERE event.source = source.id)
            """
        ),
        (
            "a file has other rejected records than the ledger says",
            """
            SELECT count(*) FROM source WHERE rejected <>
              (SELECT count(*) FROM rejected WHERE rejected.source = source.id)
            """
        ),
        (
            "the daily counts are others than those of the events",
            """
            SELECT (SELECT coalesce(sum(count), 0) FROM activity)
              - (SELECT count(*) FROM event WHERE flags & 64 = 0)
            """
        ),
        (
            "a match is of no event",
            """
            SELECT count(*) FROM match WHERE NOT EXISTS (SELECT 1 FROM event
              WHERE event.time = match.time AND event.id = match.id
                AND event.content = match.content)
            """
        ),
        (
            "an access to a secret is of no event",
            """
            SELECT count(*) FROM secret_access AS access WHERE NOT EXISTS (SELECT 1 FROM event
              WHERE event.time = access.time AND event.content = access.content)
            """
        ),
    ]
}
