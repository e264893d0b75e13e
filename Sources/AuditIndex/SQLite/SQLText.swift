/// Pieces of SQL about rows of `event`.
///
/// Numbers are ours and not the user's, so they can be in the text.
enum SQLText {
    /// Whether a column has one of some numbers.
    ///
    /// Many go as a JSON array, which SQLite makes a B-tree of once.
    static func membership(_ column: String, _ numbers: [Int64]) -> String {
        let list = numbers.map(String.init).joined(separator: ",")
        guard numbers.count > 200 else { return "\(column) IN (\(list))" }
        return "\(column) IN (SELECT value FROM json_each('[\(list)]'))"
    }

    /// A text as a literal, whatever is in it.
    static func literal(_ text: String) -> String {
        "CAST(x'\(text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())' AS TEXT)"
    }

    /// Whether an event accesses one of some secrets.
    ///
    /// The range of time is the statement's first two arguments. Alone it is what SQLite looks the
    /// events up by; within another condition it becomes a B-tree once a statement.
    static func accesses(_ secrets: [Int64]) -> String {
        """
        (time, content) IN (SELECT time, content FROM secret_access
          WHERE \(membership("secret", secrets)) AND time >= ?1 AND time < ?2)
        """
    }

    /// Whether an event matched one of some rules; like ``accesses(_:)``.
    static func hits(_ rules: [Int64]) -> String {
        """
        (time, id, content) IN (SELECT time, id, content FROM match
          WHERE \(membership("rule", rules)) AND time >= ?1 AND time < ?2)
        """
    }
}
