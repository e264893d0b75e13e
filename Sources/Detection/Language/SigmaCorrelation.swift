/// A correlation of events that match rules, or of the results of other correlations.
///
/// See [Sigma correlations][correlations].
///
/// [correlations]: https://sigmahq.io/sigma-specification/specification/sigma-correlation-rules-specification.html
package struct SigmaCorrelation: Hashable, Sendable {
    /// A document that a correlation refers to.
    package enum Reference: Hashable, Sendable {
        /// The rule at a position of the set.
        case rule(Int)
        /// The correlation at a position of the set.
        case correlation(Int)
    }

    package let header: RuleHeader
    package let definition: CorrelationDefinition
    /// In the document's order.
    package let references: [Reference]
    /// Whether the documents that it refers to still raise alerts of their own.
    package let generates: Bool

    /// The group-by fields of each reference, aliases resolved.
    let groupFields: [[String]]
    /// The measured fields of each reference, aliases resolved.
    let measuredFields: [[String]]
}

/// Finds rules and correlations by id, name or title.
struct ReferenceNames {
    /// Tried in this order.
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

    /// The positions of the rules with that name, ascending.
    func rules(_ kind: Kind, _ text: String) -> [Int] {
        rules[kind]?[kind == .id ? text.lowercased() : text] ?? []
    }

    /// The positions of the correlations with that name, ascending.
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
