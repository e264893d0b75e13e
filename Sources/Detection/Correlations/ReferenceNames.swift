/// Finds rules and correlations by what documents call them.
struct ReferenceNames {
    /// What a document may be called by; the first that fits counts.
    enum Kind: CaseIterable {
        case id, name, title
    }

    private var rules: [Kind: [String: [Int]]] = [:]
    private var correlations: [Kind: [String: [Int]]] = [:]

    init(_ rules: [RuleHeader], _ correlations: [RuleHeader]) {
        for kind in Kind.allCases {
            self.rules[kind] = Self.positions(rules, kind)
            self.correlations[kind] = Self.positions(correlations, kind)
        }
    }

    /// The positions of the rules that are called so, ascending.
    func rules(_ kind: Kind, _ text: String) -> [Int] {
        rules[kind]?[kind == .id ? text.lowercased() : text] ?? []
    }

    /// The positions of the correlations that are called so, ascending.
    func correlations(_ kind: Kind, _ text: String) -> [Int] {
        correlations[kind]?[kind == .id ? text.lowercased() : text] ?? []
    }

    private static func positions(_ headers: [RuleHeader], _ kind: Kind) -> [String: [Int]] {
        var positions: [String: [Int]] = [:]
        for (index, header) in headers.enumerated() {
            let text: String?
            switch kind {
            case .id: text = header.id
            case .name: text = header.name
            case .title: text = header.title.isEmpty ? nil : header.title
            }
            if let text { positions[text, default: []].append(index) }
        }
        return positions
    }
}
