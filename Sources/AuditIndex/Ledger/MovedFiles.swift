import GRDB

/// Gives events whose file is gone to the file that has them now, so that their records can be
/// read again after a dump was moved.
struct MovedFiles {
    /// Files that are remembered as there or gone.
    private static let remembered = 65_536

    /// Whether there is no file at a path; nil where nobody asks for moved files.
    var isGone: ((LogPath) -> Bool)?

    private let db: Database
    private let find: HotStatement
    private let move: HotStatement
    private var gone: [Int64: Bool] = [:]
    /// How many events each file has lost since this was entered last.
    private var lost: [Int64: Int] = [:]

    init(_ db: Database) throws {
        self.db = db
        find = try HotStatement(
            db,
            sql: "SELECT source FROM event WHERE time = ?1 AND id = ?2 AND content = ?3"
        )
        move = try HotStatement(
            db,
            sql: """
                UPDATE event SET source = ?4, offset = ?5, length = ?6
                WHERE time = ?1 AND id = ?2 AND content = ?3
                """
        )
    }

    /// Gives an event that the index has already to a file, if its own is gone.
    ///
    /// - returns: Whether it was.
    mutating func take(_ row: EventRow, _ batch: IndexBatch, for source: Int64) throws -> Bool {
        guard isGone != nil else { return false }
        bindKey(row, batch, find)
        guard let owner = try find.integer(), owner != source, try isGone(owner) else {
            return false
        }
        bindKey(row, batch, move)
        move.bind(source, at: 4)
        move.bind(row.offset, at: 5)
        move.bind(Int64(row.length), at: 6)
        guard try move.run() > 0 else { return false }
        lost[owner, default: 0] += 1
        return true
    }

    /// Enters into the ledger what files have lost; all of them must be in it.
    mutating func enter() throws {
        for (source, count) in lost {
            try db.execute(
                sql: """
                    UPDATE source SET indexed = indexed - ?2, duplicates = duplicates + ?2
                    WHERE id = ?1
                    """,
                arguments: [source, count]
            )
        }
        lost.removeAll(keepingCapacity: true)
    }

    /// Forgets what was not entered.
    mutating func forget() { lost.removeAll() }

    private mutating func isGone(_ source: Int64) throws -> Bool {
        if let known = gone[source] { return known }
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT folder.path, source.name, source.kind
                FROM source JOIN folder ON folder.id = source.folder WHERE source.id = ?
                """,
            arguments: [source]
        )
        guard let row else { return false }
        // Nothing can be read again from a pipe.
        let isGone =
            row[2] as String? == FilePart.pipeKind || self.isGone?(AuditDatabase.path(row)) == true
        if gone.count >= Self.remembered { gone.removeAll() }
        gone[source] = isGone
        return isGone
    }

    private func bindKey(_ row: EventRow, _ batch: IndexBatch, _ statement: HotStatement) {
        statement.bind(row.time, at: 1)
        statement.bind(id: row, batch, at: 2)
        statement.bind(row.content, at: 3)
    }
}
