import GRDB
import SecurityArchitecture

/// The secrets of the index by number, each reference as what it turned out to mean.
struct SecretDictionary {
    let entries: [(number: Int64, reference: SecretReference)]

    /// Reads the table.
    ///
    /// - complexity: O(n) in the secrets, of which a company has hundreds.
    init(_ db: Database) throws {
        let read = try Row.fetchAll(db, sql: "SELECT * FROM secret").map {
            (number: $0["id"] as Int64, reference: SecretReference($0))
        }
        let sure = Set(read.map(\.reference).filter { $0.otherName == nil })
        entries = read.map { number, reference in
            var resolved = reference.resolved { name in
                var candidate = reference
                candidate.name = name
                return sure.contains(candidate)
            }
            if sure.contains(resolved) { resolved.otherName = nil }
            return (number, resolved)
        }
    }

    /// The numbers of the secrets that some pattern means.
    func numbers(matching patterns: [SecretPattern]) -> [Int64] {
        entries.filter { entry in patterns.contains { $0.matches(entry.reference) } }.map(\.number)
    }
}

extension SecretReference {
    /// Reads a row of `secret`.
    init(_ row: Row) {
        let place = Place(accountID: row["account"], region: row["region"])
        let store = Store(rawValue: row["store"]) ?? .secretsManager
        let name: String = row["name"]
        switch store {
        case .secretsManager: self.init(secret: name, in: place)
        case .parameterStore: self.init(parameter: name, in: place)
        }
        self.name = name
        otherName = row["other_name"]
    }
}
