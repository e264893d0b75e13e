import AuditTestSupport
import Foundation
import GRDB
import SecurityArchitecture
import Testing

@testable import AuditIndex

/// The schema of the index, and which indexes are accepted.
struct SchemaTests {
    /// What SQLite says of the schema, the tables and views by name.
    private static func dump(_ index: AuditDatabase) throws -> String {
        let statements = try index.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY tbl_name, name
                    """
            )
        }
        return statements.map { $0 + ";\n" }.joined(separator: "\n")
    }

    /// Fails when a released migration was edited.
    ///
    /// Files have run these migrations, so take the edit back and register another one; see
    /// `Schema`. What the schema is after that goes into `Fixtures/schema.sql`, which
    /// `AUDIT_WRITE_SCHEMA=1` writes: the difference must be what the new migration does, and no
    /// more.
    @Test
    func `The schema is what was released`() throws {
        try TemporaryFolder.with { folder in
            let schema = try Self.dump(try AuditDatabase.make(in: folder))
            let fixture = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "Fixtures/schema.sql")
            if ProcessInfo.processInfo.environment["AUDIT_WRITE_SCHEMA"] != nil {
                try schema.write(to: fixture, atomically: true, encoding: .utf8)
            }
            #expect(try schema == String(contentsOf: fixture, encoding: .utf8))
        }
    }

    @Test
    func `Columns and numbers of the format have the names that the schema gives them`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            try index.read { db in
                let columns = try db.columns(in: "event").map(\.name)
                #expect(columns.dropFirst(3).prefix(10) == TextKind.allCases.map(\.table)[...])
                #expect(EventFlags.withoutID.rawValue == 128)
                let view = try String.fetchOne(
                    db,
                    sql: "SELECT sql FROM sqlite_master WHERE name = 'secret_accesses'"
                )
                for operation in SecretOperation.allCases {
                    let name = "WHEN \(operation.number) THEN '\(operation.rawValue)'"
                    #expect(view?.contains(name) == true, "\(name)")
                }
            }
        }
    }

    /// Before the first version, migrations had other names and made other tables.
    @Test(arguments: [["1 events and their sources"], ["1 events and their sources", "2 secrets"]])
    func `An index from before the first version is refused, and left as it is`(
        migrations: [String]
    ) throws {
        try TemporaryFolder.with { folder in
            let path = folder.path("audit.db")
            let earlier = try DatabaseQueue(path: path)
            try earlier.write { db in
                try db.execute(
                    sql: """
                        PRAGMA application_id = \(Schema.applicationID);
                        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                        CREATE TABLE event (time INTEGER)
                        """
                )
                for name in migrations {
                    try db.execute(
                        sql: "INSERT INTO grdb_migrations VALUES (?)",
                        arguments: [name]
                    )
                }
            }
            try earlier.close()
            let before = try Data(contentsOf: URL(filePath: path))
            for open in [AuditDatabase.openForReading, AuditDatabase.openForWriting] {
                #expect(throws: IndexError.unreleased(path)) { try open(path) }
            }
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
        }
    }

    @Test
    func `An index of each earlier version is brought up to date, and keeps what is in it`() throws
    {
        for version in Schema.migrator.migrations.dropLast() {
            try TemporaryFolder.with { folder in
                let path = folder.path("audit.db")
                let earlier = try DatabaseQueue(path: path)
                try Schema.migrator.migrate(earlier, upTo: version)
                try earlier.write { db in
                    try db.execute(
                        sql: """
                            PRAGMA application_id = \(Schema.applicationID);
                            INSERT INTO setting VALUES ('kept', 7)
                            """
                    )
                }
                try earlier.close()
                #expect(throws: IndexError.tooOld(path)) { try AuditDatabase.openForReading(path) }
                let index = try AuditDatabase.openForWriting(path)
                #expect(
                    try Self.dump(index)
                        == Self.dump(AuditDatabase.openForWriting(folder.path("new.db")))
                )
                #expect(try index.readAlerts { try $0.integerSetting("kept") } == 7)
            }
        }
    }
}
