import SecurityArchitecture
import Yams

/// Gathers the documents of files into a set.
struct RuleSetBuilder {
    let placeholders: [String: [String]]
    private var set = RuleSet()
    /// The rule or correlation that a tests document is about, unless it says otherwise.
    private var latest: RuleTestSuite.Subject?
    /// Where the rules of the file at hand begin among all.
    private var firstOfFile = 0
    /// Correlations may refer to what comes after them, and are linked when all has been read.
    private var waiting: [CorrelationLinker.Waiting] = []
    private var waitingTests: [WaitingTests] = []
    /// What takes the place of builtin documents; nil while the files of others are read.
    private var replacements: Replacements?

    /// Tests whose subject is known when all correlations are linked.
    private struct WaitingTests {
        var tests: YAMLValue
        var reader: RuleTestReader
        var subject: RuleTestSuite.Subject?
        var rules: Range<Int>
        var file: Int
    }

    init(placeholders: [String: [String]]) { self.placeholders = placeholders }

    /// Notes a file that could not be read.
    mutating func reject(_ problem: RuleProblem) {
        set.rejected.append(
            RejectedRule(file: problem.file, line: 0, title: nil, problems: [problem])
        )
    }

    /// Says that the files from here on are the program's own.
    mutating func beginBuiltin() {
        replacements = Replacements(set.rules.map(\.header), waiting.map(\.draft.header))
    }

    /// Adds the documents of a file.
    mutating func add(_ bytes: [UInt8], file: String) {
        set.files.append(file)
        latest = nil
        firstOfFile = set.rules.count
        guard bytes.count <= RuleFiles.byteLimit else {
            reject(RuleProblem(file: file, line: 0, message: "larger than 64 MiB; split the file"))
            return
        }
        for text in DocumentText.documents(of: bytes) {
            let log = ProblemLog(file: file, subject: "rule", linesBefore: text.linesBefore)
            let roots = YAMLFile.roots(Array(text.bytes), log: log)
            if !log.problems.isEmpty { reject(log, line: text.linesBefore + 1, title: nil) }
            for root in roots { add(root, file: file, linesBefore: text.linesBefore) }
        }
        for index in waiting.indices where waiting[index].file == set.files.count {
            waiting[index].rules = firstOfFile..<set.rules.count
        }
        for index in waitingTests.indices where waitingTests[index].file == set.files.count {
            waitingTests[index].rules = firstOfFile..<set.rules.count
        }
    }

    /// What has been gathered, with what refers to other documents resolved.
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

    /// Keeps tests with what they are about.
    private mutating func link(_ waitingTests: WaitingTests, _ positions: [Int: Int]) {
        let tests = waitingTests.tests
        var subject = waitingTests.subject
        if let name = waitingTests.reader.rule {
            subject = named(name, waitingTests)
            if subject == nil, replacements?.hasReplaced(name) != true {
                tests.complain("\(name.quoted) is no rule of this file")
                reject(tests.log, line: tests.log.line(of: tests.mark), title: nil)
            }
        }
        if case .correlation(let position) = subject {
            subject = positions[position].map { .correlation($0) }
        }
        // Where the rule before was rejected, its tests have nothing to say.
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

    private mutating func add(_ root: Node, file: String, linesBefore: Int) {
        let log = ProblemLog(file: file, subject: "rule", linesBefore: linesBefore)
        let value = YAMLValue(node: root, path: "", log: log)
        guard !value.isEmpty else { return }
        let line = log.line(of: value.mark)
        var digest = YAMLDigest(mark: RuleValue.mark)
        digest.add(root)
        guard !digest.isTooLarge else {
            log.add("more than \(YAMLLimits.values) values, or nested too deeply", at: value.mark)
            return reject(log, line: line, title: nil)
        }
        guard
            let document = RuleDocument(
                value,
                contentHash: digest.description,
                isBuiltin: replacements != nil
            )
        else { return reject(log, line: line, title: nil) }
        switch document.kind {
        case .rule:
            latest = nil
            if let rule = document.rule(placeholders: placeholders), !isReplaced(rule.header) {
                latest = .rule(set.rules.count)
                set.rules.append(rule)
            }
        case .filter:
            if let filter = document.filter(placeholders: placeholders) {
                set.filters.append(filter)
            }
        case .tests: addTests(document)
        case .correlation:
            latest = nil
            if let draft = document.correlation(), !isReplaced(draft.header) {
                latest = .correlation(waiting.count)
                waiting.append(
                    CorrelationLinker.Waiting(draft: draft, rules: 0..<0, file: set.files.count)
                )
            }
        }
        if !log.problems.isEmpty { reject(log, line: line, title: document.title) }
    }

    /// Whether something else has taken the place of a builtin document.
    private mutating func isReplaced(_ header: RuleHeader) -> Bool {
        replacements?.replace(header) ?? false
    }

    /// Keeps the tests of the document before, or of the one that they name.
    private mutating func addTests(_ document: RuleDocument) {
        guard let tests = document["tests"] else { return }
        let reader = RuleTestReader(tests)
        guard document.log.problems.isEmpty else { return }
        waitingTests.append(
            WaitingTests(
                tests: tests,
                reader: reader,
                subject: latest,
                rules: 0..<0,
                file: set.files.count
            )
        )
    }

    private mutating func reject(_ log: ProblemLog, line: Int, title: String?) {
        let problems = log.problems.map { RuleProblem($0) }
        guard let first = problems.first else { return }
        set.rejected.append(
            RejectedRule(file: first.file, line: line, title: title, problems: problems)
        )
    }
}
