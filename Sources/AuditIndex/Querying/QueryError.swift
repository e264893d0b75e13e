/// Why a query gave no result, or not all of it.
public enum QueryError: Error, Hashable, Sendable {
    /// SQLite does not take it; its words.
    case malformed(String)
    /// It is something else than one statement that reads.
    case notOneSelect(String)
    /// It was stopped.
    case stopped
    /// It took longer than it was given.
    case tooLong
}
