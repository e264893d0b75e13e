import GRDB

extension AuditDatabase {
    /// How old the last event may be for the index to be one of what goes on.
    private static let week: Int64 = 7 * 86_400

    /// The time as of which it can be judged what has not happened.
    ///
    /// Of an old dump nothing has happened since it ended, which says nothing.
    ///
    /// - parameter now: The time, in seconds since 1970.
    /// - returns: `now`, or where the last event is more than a week old, its time.
    public func presentTime(_ now: Int64) throws -> Int64 {
        try read { db in
            guard let last = try Int64.fetchOne(db, sql: "SELECT max(time) FROM event") else {
                return now
            }
            return now - last <= Self.week ? now : last
        }
    }
}
