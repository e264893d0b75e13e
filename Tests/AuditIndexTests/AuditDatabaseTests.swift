import AuditTestSupport
import Foundation
import GRDB
import Testing

@testable import AuditIndex

/// Which files count as an index, and what is done to them.
struct AuditDatabaseTests {
    private static func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? Int) ?? 0
    }

    @Test
    func `A new index, its log and its shared memory are for the owner only`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            try index.write(IndexBatch([SampleRow()]))
            for suffix in ["", "-wal", "-shm"] {
                #expect(try Self.mode(index.path + suffix) == 0o600, "\(suffix)")
            }
            let reader = try AuditDatabase.openForReading(index.path)
            #expect(try reader.count(EventFilter()) == 1)
            for suffix in ["", "-wal", "-shm"] {
                #expect(try Self.mode(index.path + suffix) == 0o600, "\(suffix)")
            }
        }
    }

    @Test
    func `An index that everybody could read no longer is, once it is written`() throws {
        try TemporaryFolder.with { folder in
            let path = folder.path("audit.db")
            try AuditDatabase.make(in: folder).write(IndexBatch([SampleRow()]))
            chmod(path, 0o664)
            _ = try AuditDatabase.openForReading(path).events()
            #expect(try Self.mode(path) == 0o664)
            _ = try AuditDatabase.make(in: folder).events()
            #expect(try Self.mode(path) == 0o660)
        }
    }

    @Test
    func `An index that was removed or replaced meanwhile is noticed`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            try index.write(IndexBatch([SampleRow()]))
            try index.checkIsInPlace()
            try FileManager.default.removeItem(atPath: index.path)
            #expect(throws: IndexError.removed(index.path)) { try index.checkIsInPlace() }
            #expect(FileManager.default.createFile(atPath: index.path, contents: nil))
            #expect(throws: IndexError.removed(index.path)) { try index.checkIsInPlace() }
        }
    }

    @Test
    func `What a kill left while the file was made is rolled back`() throws {
        try TemporaryFolder.with { folder in
            // A transaction that has grown out of memory, and whose process is gone: the file has
            // some of it, and the journal what was there before.
            let queue = try DatabaseQueue(path: folder.path("made.db"))
            try queue.inDatabase { db in
                try db.execute(sql: "PRAGMA cache_size = 2; PRAGMA user_version = 0; VACUUM; BEGIN")
                try db.execute(sql: "CREATE TABLE filler (text TEXT)")
                for _ in 0..<1_000 {
                    try db.execute(sql: "INSERT INTO filler VALUES (hex(randomblob(1000)))")
                }
                for (name, copy) in [
                    ("made.db", "audit.db"), ("made.db-journal", "audit.db-journal"),
                ] {
                    try FileManager.default.copyItem(
                        atPath: folder.path(name),
                        toPath: folder.path(copy)
                    )
                }
                try db.execute(sql: "ROLLBACK")
            }
            let index = try AuditDatabase.make(in: folder)
            try index.write(IndexBatch([SampleRow()]))
            #expect(try index.events().count == 1)
            let tables = try index.read { db in try db.tableExists("filler") }
            #expect(!tables)
        }
    }

    @Test
    func `An index that was closed is opened again, for reading and for writing`() throws {
        try TemporaryFolder.with { folder in
            try AuditDatabase.make(in: folder).write(IndexBatch([SampleRow()]))
            #expect(try AuditDatabase.openForReading(folder.path("audit.db")).events().count == 1)
            #expect(try AuditDatabase.make(in: folder).events().count == 1)
        }
    }

    @Test
    func `Reading leaves no file behind`() throws {
        try TemporaryFolder.with { folder in
            try AuditDatabase.make(in: folder).write(IndexBatch([SampleRow()]))
            let manager = FileManager.default
            let before = try manager.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(try AuditDatabase.openForReading(folder.path("audit.db")).events().count == 1)
            #expect(try manager.contentsOfDirectory(atPath: folder.path).sorted() == before)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "the superuser may write everywhere"))
    func `An index in a folder that cannot be written is read`() throws {
        try TemporaryFolder.with { folder in
            try AuditDatabase.make(in: folder).write(IndexBatch([SampleRow()]))
            chmod(folder.path, 0o500)
            defer { chmod(folder.path, 0o700) }
            #expect(try AuditDatabase.openForReading(folder.path("audit.db")).events().count == 1)
            chmod(folder.path("audit.db"), 0o400)
            #expect(try AuditDatabase.openForReading(folder.path("audit.db")).events().count == 1)
        }
    }

    @Test(arguments: ["audit.db", "a b?c#d%20.db"])
    func `An index that nobody writes is read as it is, whatever its name`(name: String) throws {
        try TemporaryFolder.with { folder in
            try AuditDatabase.make(in: folder).write(IndexBatch([SampleRow()]))
            let path = folder.path(name)
            if name != "audit.db" {
                try FileManager.default.moveItem(atPath: folder.path("audit.db"), toPath: path)
            }
            let queue = try ReadingMode.unchanging.open(path, Configuration())
            let count = try queue.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM event")
            }
            #expect(count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
        }
    }

    @Test
    func `There is nothing to read where there is no index`() throws {
        try TemporaryFolder.with { folder in
            let path = folder.path("none.db")
            #expect(throws: IndexError.missing(path)) { try AuditDatabase.openForReading(path) }
            #expect(!FileManager.default.fileExists(atPath: path))
            #expect(throws: IndexError.self) {
                try AuditDatabase.openForWriting(folder.path("no/such/folder/audit.db"))
            }
        }
    }

    @Test(arguments: [
        "xy", "no index", String(repeating: "a text file\n", count: 10),
        String(repeating: "a longer text file\n", count: 1_000),
    ])
    func `A file that is not a database is rejected, and left as it is`(text: String) throws {
        try TemporaryFolder.with { folder in
            let path = try folder.write(text, to: "audit.db")
            for open in [AuditDatabase.openForReading, AuditDatabase.openForWriting] {
                #expect(throws: IndexError.notAnIndex(path)) { try open(path) }
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["audit.db"]
            )
        }
    }

    @Test(arguments: ["PRAGMA application_id = 7; CREATE TABLE t (a)", "CREATE TABLE t (a)"])
    func `Another program's database is rejected, and left as it is`(sql: String) throws {
        try TemporaryFolder.with { folder in
            let path = folder.path("audit.db")
            let other = try DatabaseQueue(path: path)
            try other.write { try $0.execute(sql: sql) }
            try other.close()
            let before = try Data(contentsOf: URL(filePath: path))
            for open in [AuditDatabase.openForReading, AuditDatabase.openForWriting] {
                #expect(throws: IndexError.notAnIndex(path)) { try open(path) }
            }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["audit.db"]
            )
        }
    }

    @Test
    func `An empty file is not an index, but becomes one`() throws {
        try TemporaryFolder.with { folder in
            let path = try folder.write("", to: "audit.db")
            #expect(throws: IndexError.self) { try AuditDatabase.openForReading(path) }
            let index = try AuditDatabase.openForWriting(path)
            try index.write(IndexBatch([SampleRow()]))
            #expect(try index.events().count == 1)
        }
    }

    @Test
    func `A newer program's index is rejected`() throws {
        try TemporaryFolder.with { folder in
            let path = folder.path("audit.db")
            try AuditDatabase.make(in: folder).write(IndexBatch([SampleRow()]))
            let newer = try DatabaseQueue(path: path)
            try newer.write {
                try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999 from the future')")
            }
            try newer.close()
            for open in [AuditDatabase.openForReading, AuditDatabase.openForWriting] {
                #expect(throws: IndexError.tooNew(path)) { try open(path) }
            }
        }
    }

    @Test
    func `An older program's index is brought up to date by writing only`() throws {
        try TemporaryFolder.with { folder in
            let path = folder.path("audit.db")
            let older = try DatabaseQueue(path: path)
            try older.write {
                try $0.execute(
                    sql: """
                        PRAGMA application_id = \(Schema.applicationID);
                        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)
                        """
                )
            }
            try older.close()
            #expect(throws: IndexError.tooOld(path)) { try AuditDatabase.openForReading(path) }
            #expect(try AuditDatabase.openForWriting(path).events().isEmpty)
            #expect(try AuditDatabase.openForReading(path).events().isEmpty)
        }
    }

    @Test
    func `An index opened for reading is not written`() throws {
        try TemporaryFolder.with { folder in
            let path = try AuditDatabase.make(in: folder).path
            let reader = try AuditDatabase.openForReading(path)
            #expect(throws: IndexError.readOnly(path)) {
                try reader.write(IndexBatch([SampleRow()]))
            }
        }
    }
}
