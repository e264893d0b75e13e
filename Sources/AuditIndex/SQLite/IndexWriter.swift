import GRDB

/// Writes batches into the index, many to a transaction.
///
/// The rows of a file and its line in the ledger commit together; of a very large file, those of
/// each part. All calls come from one thread, within one database access of its caller.
package struct IndexWriter {
    /// What the writer did with the records it was given.
    package struct Totals: Hashable, Sendable {
        /// Events that are new to the index.
        package var indexed = 0
        /// Events that the index had already.
        package var duplicates = 0
        /// Records that are no events.
        package var rejected = 0

        package init() {}
    }

    /// What was written so far.
    package private(set) var totals = Totals()
    private let db: Database
    private var texts: TextWriter
    private var activity: ActivityWriter
    private var ledger: LedgerWriter
    private var secrets: SecretWriter
    private let sessions: SessionWriter
    private let directory: DirectoryWriter
    private let groups: GroupWriter
    private var matches: MatchWriter
    private let inserter: EventInserter
    private let relocate: HotStatement
    private var moved: MovedFiles
    private let reject: HotStatement
    private var rowsSinceCommit = 0
    private var isInTransaction = false

    /// Rows to a transaction: enough that its fixed cost does not count, few enough that the
    /// write-ahead log stays small.
    private static let rowsPerCommit = 100_000
    /// What may gather of rules: of a flood in which everybody is somebody else, it is more than
    /// there are rows.
    private static let gatheredPerCommit = 150_000

    init(_ db: Database) throws {
        self.db = db
        texts = try TextWriter(db)
        activity = try ActivityWriter(db)
        ledger = try LedgerWriter(db)
        secrets = try SecretWriter(db)
        sessions = try SessionWriter(db)
        directory = try DirectoryWriter(db)
        groups = try GroupWriter(db)
        matches = try MatchWriter(db)
        inserter = try EventInserter(db)
        relocate = try HotStatement(
            db,
            sql: """
                UPDATE event SET offset = ?5, length = ?6
                WHERE time = ?1 AND id = ?2 AND content = ?3 AND source = ?4
                """
        )
        moved = try MovedFiles(db)
        reject = try HotStatement(
            db,
            sql: """
                INSERT OR REPLACE INTO rejected (source, offset, length, reason)
                VALUES (?1, ?2, ?3, ?4)
                """
        )
    }

    /// Says how to find out that a file is gone: its events then are those of the next file that
    /// has them.
    package mutating func whenGone(_ isGone: @escaping (LogPath) -> Bool) { moved.isGone = isGone }

    /// Records the rule set that evaluated the events of the coming batches.
    package mutating func begin(_ fingerprint: RuleSetFingerprint) throws {
        var matches = matches
        try transaction { _ in try matches.begin(fingerprint) }
        self.matches = matches
    }

    /// Calls `body` in a transaction of its own.
    mutating func transaction(_ body: (Database) throws -> Void) throws {
        try commit()
        try db.beginTransaction(.immediate)
        isInTransaction = true
        try body(db)
        try commit()
    }

    /// Writes a batch; commits when enough has gathered.
    package mutating func write(_ batch: IndexBatch) throws {
        if !isInTransaction {
            try db.beginTransaction(.immediate)
            isInTransaction = true
            // Another process may have written since the last commit.
            ledger.forget()
        }
        var counts = try batch.files.map { try ledger.begin($0) }
        for (part, count) in zip(batch.files, counts) where part.isFirst && count.isKnown {
            try matches.begin(source: count.source)
        }
        for file in counts.indices { counts[file].rejected = batch.files[file].rejected }
        try writeRows(of: batch, &counts)
        for (part, count) in zip(batch.files, counts) {
            try ledger.end(part, count, fingerprint: matches.fingerprint)
            totals.indexed += count.indexed
            totals.duplicates += count.duplicates
            totals.rejected += count.rejected
        }
        try moved.enter()
        // Behind the ledger's lines, which they refer to.
        for rejection in batch.rejections {
            reject.bind(counts[Int(rejection.file)].source, at: 1)
            reject.bind(rejection.location.offset, at: 2)
            reject.bind(Int64(rejection.location.length), at: 3)
            reject.bind(text: Array(rejection.reason.utf8)[...], at: 4)
            _ = try reject.run()
        }
        rowsSinceCommit += batch.rows.count + batch.files.count * 4
        if rowsSinceCommit >= Self.rowsPerCommit || matches.gathered >= Self.gatheredPerCommit {
            try commit()
        }
    }

    /// Commits what was written since the last commit.
    package mutating func commit() throws {
        guard isInTransaction else { return }
        try activity.flush()
        try secrets.flush()
        try matches.flush()
        try db.commit()
        isInTransaction = false
        rowsSinceCommit = 0
    }

    /// Rolls back what was written since the last commit.
    mutating func rollback() throws {
        activity.forget()
        texts.forget()
        ledger.forget()
        secrets.forget()
        matches.forget()
        moved.forget()
        guard isInTransaction else { return }
        isInTransaction = false
        try db.rollback()
    }

    /// Which file has given a row.
    private enum Origin {
        /// It is new to the index.
        case new
        /// Its file has given it when it was read before.
        case own
        /// Another file has given it.
        case others
    }

    private mutating func writeRows(
        of batch: IndexBatch,
        _ counts: inout [LedgerWriter.PartCount]
    ) throws {
        let numbers = try TextKind.allCases.map { try texts.numbers($0, of: batch) }
        // A file may hold an event twice; only one of them is what it gave the index.
        var own: Set<Int64> = []
        var origins: [Origin] = []
        origins.reserveCapacity(batch.rows.count)
        let files = counts.map { (source: $0.source, isNew: $0.isNew, isKnown: $0.isKnown) }
        try inserter.insert(
            batch.rows.count,
            of: batch,
            isFresh: { files[Int($0.event.file)].isNew },
            row: { position in
                let row = batch.rows[position]
                var rowNumbers = InlineArray<10, Int64>(repeating: 0)
                for kind in 0..<rowNumbers.count {
                    rowNumbers[kind] = numbers[kind][Int(row.texts[kind])]
                }
                return EventInserter.Row(
                    event: row,
                    numbers: rowNumbers,
                    source: files[Int(row.file)].source
                )
            }
        ) { inserted, isNew in
            let row = inserted.event
            let file = Int(row.file)
            guard !isNew else {
                origins.append(.new)
                counts[file].indexed += 1
                activity.count(
                    time: row.time,
                    inserted.numbers,
                    count: row.flags.contains(.aggregated) ? 0 : 1
                )
                return
            }
            counts[file].duplicates += 1
            let isFiles =
                try files[file].isKnown && move(row, batch, inserted.source)
                && own.insert(row.content ^ row.time << 16).inserted
            if isFiles {
                counts[file].own += 1
            } else if try moved.take(row, batch, for: inserted.source) {
                // The file has it now; what rules made of it stays.
                counts[file].own += 1
            }
            origins.append(isFiles ? .own : .others)
        }
        try secrets.write(batch, numbers)
        let lines = counts
        try matches.write(
            batch,
            file: { lines[Int($0.file)] },
            isNew: { origins[Int($0)] == .new },
            isOwn: { origins[Int($0)] != .others }
        )
        try sessions.write(batch, numbers)
        try directory.write(batch.directoryUsers)
        for change in batch.groupChanges {
            try groups.write(change, batch) { numbers[$0.rawValue][Int($1)] }
        }
    }

    /// A file that has changed may hold its events at other places than before.
    ///
    /// - returns: Whether the row is the file's own, from an earlier reading.
    private func move(_ row: EventRow, _ batch: IndexBatch, _ source: Int64) throws -> Bool {
        relocate.bind(row.time, at: 1)
        relocate.bind(id: row, batch, at: 2)
        relocate.bind(row.content, at: 3)
        relocate.bind(source, at: 4)
        relocate.bind(row.offset, at: 5)
        relocate.bind(Int64(row.length), at: 6)
        return try relocate.run() > 0
    }
}
