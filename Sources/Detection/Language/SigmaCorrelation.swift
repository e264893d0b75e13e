/// A correlation: what many events come to that match rules, or alerts of other correlations.
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

    /// What the correlation says about itself.
    package let header: RuleHeader
    /// What is counted, over how long, by what.
    package let definition: CorrelationDefinition
    /// What it refers to, in its own order.
    package let references: [Reference]
    /// Whether what it refers to raises alerts of its own all the same.
    package let generates: Bool

    /// The fields that each reference is grouped by, aliases followed.
    let groupFields: [[String]]
    /// The fields that are measured in each reference, aliases followed.
    let measuredFields: [[String]]
}

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
