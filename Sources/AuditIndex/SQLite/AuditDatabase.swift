import Foundation
import GRDB

/// The index: one SQLite file, opened for reading or for writing.
///
/// For example:
///
/// ```swift
/// let index = try AuditDatabase.openForWriting("audit.db")
/// try index.write { writer in try writer.write(batch) }
/// ```
///
/// The file is in WAL mode: readers see the state before the transaction that is being written.
/// See <https://www.sqlite.org/wal.html>.
package final class AuditDatabase: Sendable {
    let pool: any DatabaseReader & Sendable
    let writerPool: DatabasePool?

    /// The path of the file.
    package let path: String
    /// Which file that was when it was opened.
    private let file: FileIdentity?

    private init(path: String, reading: any DatabaseReader & Sendable, writing: DatabasePool?) {
        self.path = path
        file = FileIdentity(path)
        pool = reading
        writerPool = writing
    }

    /// Opens the index for reading.
    ///
    /// - throws: ``IndexError`` where there is no index, or one that this program cannot read.
    package static func openForReading(_ path: String) throws -> AuditDatabase {
        try checkFile(path)
        guard FileManager.default.fileExists(atPath: path) else { throw IndexError.missing(path) }
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -16384")
        }
        return try guarded(path) {
            let queue = try ReadingMode(path).open(path, configuration)
            try queue.read { db in
                guard try !checkOwner(db, path) else { throw IndexError.missing(path) }
                guard try Schema.migrator.hasCompletedMigrations(db) else {
                    throw IndexError.tooOld(path)
                }
            }
            return AuditDatabase(path: path, reading: queue, writing: nil)
        }
    }

    /// Opens the index for writing; creates it, readable by its owner only, if there is none.
    ///
    /// - throws: ``IndexError`` where the file is something else, or cannot be written.
    package static func openForWriting(_ path: String) throws -> AuditDatabase {
        try checkFile(path)
        try createPrivately(path)
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        configuration.maximumReaderCount = 1
        configuration.prepareDatabase { db in
            // Rows come in the order of time, so larger pages mean fewer of them and no waste.
            // Debian's SQLite overwrites what is deleted, and syncs at each commit; with a
            // write-ahead log the latter is needed at checkpoints only. See
            // https://www.sqlite.org/pragma.html#pragma_synchronous
            try db.execute(
                sql: """
                    PRAGMA page_size = 8192;
                    PRAGMA secure_delete = OFF;
                    PRAGMA synchronous = NORMAL;
                    PRAGMA cache_size = -49152;
                    PRAGMA wal_autocheckpoint = 4000;
                    PRAGMA journal_size_limit = 67108864;
                    """
            )
        }
        return try guarded(path) {
            try patiently {
                // A pool puts the file into WAL mode at once, so it is checked before: not with
                // a read-only connection, which cannot roll back what a run left that was killed
                // while it made the file.
                var looking = Configuration()
                looking.busyMode = .timeout(patience)
                looking.prepareDatabase { db in try db.execute(sql: "PRAGMA query_only = ON") }
                let queue = try DatabaseQueue(path: path, configuration: looking)
                _ = try queue.read { db in try checkOwner(db, path) }
                try queue.close()
                let pool = try DatabasePool(path: path, configuration: configuration)
                try pool.write { db in
                    try checkOwner(db, path)
                    // Before any table, so that nobody sees tables without an owner.
                    try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
                }
                do {
                    try Schema.migrator.migrate(pool)
                } catch {
                    // Another process may have made the same tables at the same time.
                    guard try pool.read(Schema.migrator.hasCompletedMigrations) else { throw error }
                }
                return AuditDatabase(path: path, reading: pool, writing: pool)
            }
        }
    }

    /// Calls `body` with a writer; commits what it wrote, or rolls back what is uncommitted when it
    /// throws.
    package func write<R>(_ body: (inout IndexWriter) throws -> R) throws -> R {
        guard let writerPool else { throw IndexError.readOnly(path) }
        return try Self.guarded(path) {
            try writerPool.writeWithoutTransaction { db in
                var writer = try IndexWriter(db)
                do {
                    let result = try body(&writer)
                    try writer.commit()
                    return result
                } catch {
                    try? writer.rollback()
                    throw error
                }
            }
        }
    }

    /// Empties the write-ahead log into the file, as far as no reader needs it.
    package func checkpoint() {
        try? writerPool?.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    }

    /// Checks that the file is still where it was opened.
    ///
    /// - throws: ``IndexError/removed(_:)`` where it was removed or replaced meanwhile: what was
    ///   written since is lost with it, though SQLite does not notice.
    package func checkIsInPlace() throws {
        guard FileIdentity(path) == file else { throw IndexError.removed(path) }
    }

    func read<R>(_ body: (Database) throws -> R) throws -> R {
        try Self.guarded(path) { try pool.read(body) }
    }
}

extension AuditDatabase {
    /// The seconds that a command waits for another to end its transaction.
    private static let patience: TimeInterval = 120

    /// Tries again while another process holds a lock.
    ///
    /// SQLite itself waits for most locks, but not for those of a file that is being switched to
    /// its write-ahead log: two runs that make one index together would fail.
    private static func patiently<R>(_ body: () throws -> R) throws -> R {
        let end = Date(timeIntervalSinceNow: patience)
        while true {
            do {
                return try body()
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_BUSY && Date() < end
            {
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    /// Makes the file before SQLite does, so that nobody else can read it from the beginning.
    ///
    /// An index of one's own that everybody can read, which was copied or made by another program,
    /// no longer is; access of a group is left as it is.
    private static func createPrivately(_ path: String) throws {
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor < 0 else {
            close(descriptor)
            return
        }
        guard errno == EEXIST else {
            throw IndexError.unwritable(path, String(cString: strerror(errno)))
        }
        var status = stat()
        if stat(path, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o007 != 0 {
            chmod(path, status.st_mode & 0o770)
        }
    }

    /// Rejects a database of another program, which a migration would spoil, and an index whose
    /// schema this one cannot use.
    ///
    /// - returns: Whether there is nothing in it yet, as in a file that `mktemp` has made.
    @discardableResult
    private static func checkOwner(_ db: Database, _ path: String) throws -> Bool {
        let id = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
        guard id == Schema.applicationID || isEmpty else { throw IndexError.notAnIndex(path) }
        guard try !Schema.isUnreleased(db) else { throw IndexError.unreleased(path) }
        guard try !Schema.migrator.hasBeenSuperseded(db) else { throw IndexError.tooNew(path) }
        return isEmpty
    }

    /// Rejects what is no regular file: SQLite waits at a FIFO, and says of a folder no more than
    /// that it cannot be read.
    ///
    /// Its name for a database in memory is none here.
    private static func checkFile(_ path: String) throws {
        guard !path.isEmpty, path != ":memory:" else { throw IndexError.notAnIndex(path) }
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else { throw IndexError.notAnIndex(path) }
    }

    static func guarded<R>(_ path: String, _ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB: throw IndexError.notAnIndex(path)
            case .SQLITE_BUSY: throw IndexError.busy(path)
            case .SQLITE_FULL: throw IndexError.unwritable(path, "the disk is full")
            default: throw IndexError.failed(path, error.message ?? "\(error.resultCode)")
            }
        }
    }
}

/// Why the index cannot be used.
package enum IndexError: Error, Hashable, Sendable {
    /// There is no file.
    case missing(String)
    /// The file is no index of this program.
    case notAnIndex(String)
    /// A build from before the first version made the index, whose tables were others.
    case unreleased(String)
    /// A newer version of this program made the index.
    case tooNew(String)
    /// An older version made it; only a writing command brings it up to date.
    case tooOld(String)
    /// Somebody else has been writing for too long.
    case busy(String)
    /// The file cannot be made or written.
    case unwritable(String, String)
    /// The index was opened for reading.
    case readOnly(String)
    /// The file was removed or replaced while it was open.
    case removed(String)
    /// SQLite failed; its words.
    case failed(String, String)
}

extension IndexError: CustomStringConvertible {
    /// What is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .missing(let path):
            "\(path): there is no index; make one with 'audit ingest PATH', or name yours with --db"
        case .notAnIndex(let path):
            "\(path): not an index of this program; name another file with --db"
        case .unreleased(let path):
            "\(path): made by an earlier build; ingest the logs again into a new file"
        case .tooNew(let path): "\(path): made by a newer version of audit; update this one"
        case .tooOld(let path):
            "\(path): made by an older version of audit; run 'audit ingest' once to bring it up to date"
        case .busy(let path): "\(path): another process is writing to it; try again when it is done"
        case .unwritable(let path, let why): "\(path): cannot be written: \(why)"
        case .readOnly(let path): "\(path): opened for reading"
        case .removed(let path):
            "\(path): removed or replaced while it was written, so what was read is lost; run again"
        case .failed(let path, let why): "\(path): \(why)"
        }
    }
}

/// What tells a file from another of the same name.
private struct FileIdentity: Equatable, Sendable {
    private let device: UInt64
    private let number: UInt64

    /// nil where there is no file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }
}
