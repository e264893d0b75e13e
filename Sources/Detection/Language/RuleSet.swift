import Basics
import StrictYAML

/// The rules, correlations and filters that were loaded, and what was rejected.
///
/// For example:
///
/// ```swift
/// let set = RuleLoader().load(paths: ["Queries/alerts"])
/// for rejected in set.rejected { print(rejected.problems[0]) }
/// let program = RuleProgram(set)
/// ```
package struct RuleSet: Sendable {
    /// The rules, in the order of files and documents.
    package internal(set) var rules: [SigmaRule] = []
    package internal(set) var correlations: [SigmaCorrelation] = []
    package internal(set) var filters: [SigmaFilter] = []
    /// The tests in the files.
    package internal(set) var tests: [RuleTestSuite] = []
    package internal(set) var rejected: [RejectedRule] = []
    /// The files that were read.
    package internal(set) var files: [String] = []

    /// The set without expired filters.
    ///
    /// - parameter time: In seconds since 1970.
    package func without(filtersExpiredAt time: Int64) -> RuleSet {
        var set = self
        set.filters.removeAll { $0.isExpired(at: time) }
        return set
    }

    /// What filters refer to and is no rule, one problem for each: such a filter suppresses
    /// nothing, and looks as if it did.
    package var filterProblems: [RuleProblem] {
        filters.flatMap { filter in
            filter.rules.compactMap { name in
                guard let fault = fault(ofFilteredRule: name) else { return nil }
                return RuleProblem(
                    file: filter.header.file,
                    line: filter.header.line,
                    message: "the filter \(filter.header.displayTitle.quoted): \(fault)"
                )
            }
        }
    }

    /// Why a filter cannot refer to something; nil where it is a rule.
    func fault(ofFilteredRule name: String) -> String? {
        guard !rules.contains(where: { $0.header.isMeant(by: name) }) else { return nil }
        let correlation = correlations.first { $0.header.isMeant(by: name) }
        guard let correlation else {
            let names = rules.flatMap { [$0.header.name, $0.header.title].compactMap(\.self) }
            let hint = NearestName.hint(name, among: names.filter { !$0.isEmpty })
            return "\(name.quoted) is not the id, name or title of a rule\(hint)"
        }
        let rules = correlation.references.compactMap { reference -> String? in
            guard case .rule(let index) = reference else { return nil }
            return self.rules[index].header.displayTitle.quoted
        }
        return "\(name.quoted) is a correlation, and filters apply to rules"
            + (rules.isEmpty ? "" : ", such as those it counts: \(rules.joined(separator: ", "))")
    }

    package init() {}
}

/// Collects the documents of files into a set.
struct RuleSetBuilder {
    private var set = RuleSet()
    /// The rule or correlation that a document of tests is about by default.
    private var latest: RuleTestSuite.Subject?
    /// Where the rules of the current file begin.
    private var firstOfFile = 0
    /// Correlations may refer to later documents, and are linked at the end.
    private var waiting: [CorrelationLinker.Waiting] = []
    private var waitingTests: [WaitingTests] = []
    /// The replacements of builtin documents; nil while other files are read.
    private var replacements: Replacements?

    /// Tests whose subject is known only when all correlations are linked.
    private struct WaitingTests {
        var tests: YAMLValue
        var reader: RuleTestReader
        var subject: RuleTestSuite.Subject?
        var rules: Range<Int>
        var file: Int
    }

    /// The files from here on are builtin.
    mutating func beginBuiltin() {
        replacements = Replacements(set.rules.map(\.header), waiting.map(\.draft.header))
    }

    /// Adds the documents of a file.
    mutating func add(_ contents: RuleFileContents) {
        if let file = contents.file { set.files.append(file) }
        latest = nil
        firstOfFile = set.rules.count
        for document in contents.documents { add(document) }
        for index in waiting.indices where waiting[index].file == set.files.count {
            waiting[index].rules = firstOfFile..<set.rules.count
        }
        for index in waitingTests.indices where waitingTests[index].file == set.files.count {
            waitingTests[index].rules = firstOfFile..<set.rules.count
        }
    }

    /// The set, with references resolved.
    mutating func build() -> RuleSet {
        var linker = CorrelationLinker(set.rules, waiting, replacements ?? Replacements([], []))
        var positions: [Int: Int] = [:]
        for (correlation, position) in linker.link() {
            positions[position] = set.correlations.count
            set.correlations.append(correlation)
        }
        for index in waiting.indices where positions[index] == nil {
            let draft = waiting[index].draft
            reject(draft.value.log, line: draft.header.line, title: draft.header.displayTitle)
        }
        for tests in waitingTests { link(tests, positions) }
        return set
    }

    /// Links tests with their subject.
    private mutating func link(_ waitingTests: WaitingTests, _ positions: [Int: Int]) {
        let tests = waitingTests.tests
        var subject = waitingTests.subject
        if let name = waitingTests.reader.rule {
            subject = named(name, waitingTests)
            if subject == nil, replacements?.hasReplaced(name) != true {
                tests.complain("\(name.quoted) is not a rule in this file")
                reject(tests.log, line: tests.log.line(of: tests.mark), title: nil)
            }
        }
        if case .correlation(let position) = subject {
            subject = positions[position].map { .correlation($0) }
        }
        // Tests of a rejected rule are dropped.
        guard let subject else { return }
        set.tests.append(
            RuleTestSuite(subject: subject, file: tests.log.file, cases: waitingTests.reader.cases)
        )
    }

    private func named(_ name: String, _ tests: WaitingTests) -> RuleTestSuite.Subject? {
        if let rule = tests.rules.first(where: { set.rules[$0].header.isMeant(by: name) }) {
            return .rule(rule)
        }
        return waiting.indices.first { index in
            waiting[index].file == tests.file && waiting[index].draft.header.isMeant(by: name)
        }.map { .correlation($0) }
    }

    private mutating func add(_ document: RuleFileContents.Document) {
        switch document {
        case .rule(let rule):
            latest = nil
            guard let rule, !isReplaced(rule.header) else { return }
            latest = .rule(set.rules.count)
            set.rules.append(rule)
        case .correlation(let draft):
            latest = nil
            guard let draft, !isReplaced(draft.header) else { return }
            latest = .correlation(waiting.count)
            waiting.append(
                CorrelationLinker.Waiting(draft: draft, rules: 0..<0, file: set.files.count)
            )
        case .filter(let filter):
            if let filter { set.filters.append(filter) }
        case .tests(let tests, let reader):
            // Of the previous document, or of the one that they name.
            waitingTests.append(
                WaitingTests(
                    tests: tests,
                    reader: reader,
                    subject: latest,
                    rules: 0..<0,
                    file: set.files.count
                )
            )
        case .rejected(let rejected): set.rejected.append(rejected)
        }
    }

    /// Whether a builtin document has been replaced.
    private mutating func isReplaced(_ header: RuleHeader) -> Bool {
        replacements?.replace(header) ?? false
    }

    private mutating func reject(_ log: ProblemLog, line: Int, title: String?) {
        set.rejected += [RejectedRule(log, line: line, title: title)].compactMap(\.self)
    }
}
