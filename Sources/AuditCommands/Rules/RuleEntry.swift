import Detection

/// A document of a rule set: what lists and pages show of it.
struct RuleEntry {
    /// What a document is.
    enum Kind: String {
        case rule, correlation, filter
    }

    var kind: Kind
    var header: RuleHeader
    /// Its tests, with the files that they are in.
    var tests: [(file: String, test: RuleTestCase)]

    /// The documents of a set: rules, then correlations, then filters, in the order of files.
    static func all(of set: RuleSet) -> [RuleEntry] {
        func tests(_ subject: RuleTestSuite.Subject) -> [(file: String, test: RuleTestCase)] {
            set.tests.filter { $0.subject == subject }
                .flatMap { suite in suite.cases.map { (suite.file, $0) } }
        }
        return set.rules.enumerated().map {
            RuleEntry(kind: .rule, header: $1.header, tests: tests(.rule($0)))
        }
            + set.correlations.enumerated().map {
                RuleEntry(kind: .correlation, header: $1.header, tests: tests(.correlation($0)))
            }
            + set.filters.map { RuleEntry(kind: .filter, header: $0.header, tests: []) }
    }

    /// The documents that a text means: those with the id, name or title; without any, those
    /// whose id begins so or whose title has it in it.
    static func matching(_ text: String, in entries: [RuleEntry]) -> [RuleEntry] {
        let wanted = text.lowercased()
        let exact = entries.filter { entry in
            entry.header.id == wanted || entry.header.name == text
                || entry.header.title.lowercased() == wanted
        }
        guard exact.isEmpty, !wanted.isEmpty else { return exact }
        return entries.filter { entry in
            entry.header.id?.hasPrefix(wanted) == true
                || entry.header.title.lowercased().contains(wanted)
        }
    }

    /// File and line of the document.
    var place: String { "\(header.file):\(header.line)" }
}
