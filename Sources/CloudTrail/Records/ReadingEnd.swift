/// Why the reading of a log ended before the log did.
enum ReadingEnd: Error {
    /// The log is damaged.
    case damaged(LogDamage)
    /// The caller has seen enough.
    case stopped
}
