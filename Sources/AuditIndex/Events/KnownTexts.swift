import GRDB

extension AuditDatabase {
    /// The distinct texts of a subject that the index has seen, such as all accounts.
    ///
    /// - parameter most: The most texts; an attacker may have made up millions.
    /// - complexity: O(n) in the texts of the dictionary.
    package func knownTexts(
        _ subject: EventFilter.Condition.Subject,
        most: Int = 20_000
    ) throws -> [String] {
        let column = subject.column
        return try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT \(column) FROM \(subject.kind.table)
                    WHERE \(column) <> '' LIMIT \(most)
                    """
            )
        }
    }
}

extension EventFilter.Condition.Subject {
    /// What of its dictionary is looked at.
    var column: String {
        switch self {
        case .service: "source"
        case .name: "name"
        case .role: "role"
        case .person, .caller: "person"
        case .text(.action): "source || ' ' || name"
        case .text: "text"
        }
    }
}
