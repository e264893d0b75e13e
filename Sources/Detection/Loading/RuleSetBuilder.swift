import SecurityArchitecture
import Yams

/// Gathers the documents of files into a set.
struct RuleSetBuilder {
    let placeholders: [String: [String]]
    private var set = RuleSet()

    init(placeholders: [String: [String]]) { self.placeholders = placeholders }

    /// Notes a file that could not be read.
    mutating func reject(_ problem: RuleProblem) {
        set.rejected.append(
            RejectedRule(file: problem.file, line: 0, title: nil, problems: [problem])
        )
    }

    /// Adds the documents of a file.
    mutating func add(_ bytes: [UInt8], file: String) {
        set.files.append(file)
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
    }

    /// What has been gathered, with what refers to other documents resolved.
    mutating func build() -> RuleSet {
        set
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
        guard let document = RuleDocument(value, contentHash: digest.description) else {
            return reject(log, line: line, title: nil)
        }
        switch document.kind {
        case .rule:
            if let rule = document.rule(placeholders: placeholders) { set.rules.append(rule) }
        case .filter:
            if let filter = document.filter(placeholders: placeholders) {
                set.filters.append(filter)
            }
        case .correlation, .tests: break
        }
        if !log.problems.isEmpty { reject(log, line: line, title: document.title) }
    }

    private mutating func reject(_ log: ProblemLog, line: Int, title: String?) {
        let problems = log.problems.map { RuleProblem($0) }
        guard let first = problems.first else { return }
        set.rejected.append(
            RejectedRule(file: first.file, line: line, title: title, problems: problems)
        )
    }
}
