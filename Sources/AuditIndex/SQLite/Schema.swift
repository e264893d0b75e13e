import GRDB

/// The schema of the index, as migrations from its first version.
///
/// A released migration is frozen, as GRDB has it: files on people's disks have run it, and it is
/// never edited. To change the schema, register another one behind it whose SQL alters what is
/// there, write that SQL beside what it is about, and add what the schema is then to the text in
/// `SchemaTests`. SQL of migrations is literal for the same reason: what it says must not change
/// with an enumeration.
///
/// - <https://swiftpackageindex.com/groue/grdb.swift/documentation/grdb/migrations>
enum Schema {
    /// Marks the file as an index of this program: "audi" in ASCII.
    static let applicationID: Int32 = 0x6175_6469

    private static let first = "1 first schema"

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration(first) { db in
            for sql in [
                dictionaries, ledger, events, secrets, sessions, groups, rules, observations,
                alerts,
            ] {
                try db.execute(sql: sql)
            }
        }
        migrator.registerMigration("2 alerts to compose") { db in
            try db.execute(sql: uncomposedAlerts)
        }
        migrator.registerMigration("3 techniques of rules") { db in
            try db.execute(sql: techniquesOfRules)
        }
        migrator.registerMigration("4 objects of S3") { db in
            try db.execute(sql: objects)
        }
        return migrator
    }

    /// Whether a file was made before there was a first version, by migrations that are gone.
    static func isUnreleased(_ db: Database) throws -> Bool {
        let applied = try migrator.appliedIdentifiers(db)
        return !applied.isEmpty && !applied.contains(first)
    }

    /// The event id of a row as text: a blob of 16 bytes is a UUID, a text is itself.
    ///
    /// It is null for a record without one, which has the flag 1 << 7.
    static let eventIDSQL = """
        CASE WHEN event.flags & 128 THEN NULL
          WHEN typeof(event.id) = 'blob' THEN lower(
            substr(hex(event.id), 1, 8) || '-' || substr(hex(event.id), 9, 4) || '-' ||
            substr(hex(event.id), 13, 4) || '-' || substr(hex(event.id), 17, 4) || '-' ||
            substr(hex(event.id), 21))
          ELSE event.id END
        """
}
