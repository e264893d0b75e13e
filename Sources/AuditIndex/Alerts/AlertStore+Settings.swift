import GRDB

extension AlertStore {
    /// A number that was remembered under a name.
    public func integerSetting(_ name: String) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
    }

    /// Remembers a number under a name.
    public func set(_ name: String, to value: Int64) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)",
            arguments: [name, value]
        )
    }
}
