import SecurityArchitecture

extension SecretOperation {
    /// The number that stands for it in `secret_access`.
    ///
    /// The numbers are part of the file format. The two that make up nearly all rows take no byte
    /// of SQLite's.
    var number: Int64 {
        switch self {
        case .read: 0
        case .decrypt: 1
        case .encrypt: 2
        case .describe: 3
        case .list: 4
        case .create: 5
        case .write: 6
        case .delete: 7
        case .restore: 8
        case .rotate: 9
        case .policy: 10
        case .replicate: 11
        case .tag: 12
        }
    }

    /// The operation with a number; nil for one of a later version.
    init?(number: Int64) {
        guard let operation = Self.allCases.first(where: { $0.number == number }) else {
            return nil
        }
        self = operation
    }

    /// Some operations' numbers, for SQL.
    static func numbers(_ operations: SecretOperation...) -> String {
        operations.map { "\($0.number)" }.joined(separator: ", ")
    }

    /// What a column's number stands for, as text in SQL.
    static func nameSQL(of column: String) -> String {
        let cases = allCases.map { "WHEN \($0.number) THEN '\($0.rawValue)'" }
        return "CASE \(column) \(cases.joined(separator: " ")) END"
    }
}
