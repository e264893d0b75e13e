/// Rules and correlations that take the place of builtin ones, by their ids.
struct Replacements {
    /// Who has an id, of those that may replace.
    private var holders: [String: SigmaCorrelation.Reference] = [:]
    /// What stands for a document that was replaced, by all that it may be called by.
    private var standIns: [String: SigmaCorrelation.Reference] = [:]

    /// Takes what was loaded before the builtin documents.
    init(_ rules: [RuleHeader], _ correlations: [RuleHeader]) {
        for (index, header) in correlations.enumerated() {
            if let id = header.id { holders[id] = .correlation(index) }
        }
        for (index, header) in rules.enumerated() {
            if let id = header.id { holders[id] = .rule(index) }
        }
    }

    /// Whether a builtin document is replaced; its names mean the other from now on.
    mutating func replace(_ header: RuleHeader) -> Bool {
        guard let id = header.id, let holder = holders[id] else { return false }
        for name in [id, header.name, header.title.isEmpty ? nil : header.title] {
            if let name { standIns[name] = holder }
        }
        return true
    }

    /// Whether a text means a document that was replaced.
    func hasReplaced(_ text: String) -> Bool { standIn(for: text) != nil }

    /// What stands for the document that a text means; nil where that was not replaced.
    func standIn(for text: String) -> SigmaCorrelation.Reference? {
        standIns[text] ?? standIns[text.lowercased()]
    }
}
