import SecurityArchitecture

/// One YAML document of a rule file, with its top-level keys apart.
struct RuleDocument {
    enum Kind {
        case rule, correlation, filter, tests
    }

    let value: YAMLValue
    let kind: Kind
    let contentHash: String
    /// Whether it is the program's own.
    let isBuiltin: Bool
    private let members: [String: YAMLValue]

    /// Takes a document apart; nil after a problem has been added to its log.
    init?(_ value: YAMLValue, contentHash: String, isBuiltin: Bool = false) {
        guard value.isMapping else {
            value.complain("is a \(value.kind), but a rule is a mapping with title, detection, …")
            return nil
        }
        self.value = value
        self.contentHash = contentHash
        self.isBuiltin = isBuiltin
        members = Dictionary(
            value.entries("the keys of a rule").map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
        if members["correlation"] != nil {
            kind = .correlation
        } else if members["filter"] != nil {
            kind = .filter
        } else if members["tests"] != nil, members["detection"] == nil {
            kind = .tests
        } else {
            kind = .rule
        }
    }

    subscript(key: String) -> YAMLValue? { members[key] }

    var keys: [String] { Array(members.keys) }

    var log: ProblemLog { value.log }

    /// The title, as far as there is one.
    var title: String? { text("title") }

    /// The text under a key; nil where there is none, or something else.
    func text(_ key: String) -> String? { members[key]?.scalarText }

    /// The texts under a key, one or a list of them.
    func texts(_ key: String) -> [String] {
        guard let value = members[key], !value.isEmpty, !value.isMapping else { return [] }
        return value.list(key).compactMap(\.scalarText)
    }
}

extension YAMLValue {
    /// The text of a scalar that is not empty, whatever its type.
    var scalarText: String? {
        guard case .scalar(let scalar) = node, !isEmpty, !scalar.string.isEmpty else { return nil }
        return scalar.string
    }
}
