import SecurityArchitecture
import Yams

/// Reads a file of rules by itself, so that several can be read at a time.
struct RuleFileReader {
    let placeholders: [String: [String]]
    /// Whether the files are the program's own.
    var isBuiltin = false
    /// Whether documents of tests are passed over, unread.
    var skipsTests = false

    /// Reads what is at a place.
    func contents(of source: RuleSource) -> RuleFileContents {
        switch source {
        case .text(let file): return contents(of: file.bytes, file: file.name)
        case .file(let path):
            switch RuleFiles.read(path) {
            case .success(let bytes): return contents(of: bytes, file: path)
            case .failure(let problem): return contents(of: .problem(problem))
            }
        case .problem(let problem):
            var contents = RuleFileContents()
            contents.reject(problem)
            return contents
        }
    }

    private func contents(of bytes: [UInt8], file: String) -> RuleFileContents {
        var contents = RuleFileContents(file: file)
        guard bytes.count <= RuleFiles.byteLimit else {
            contents.reject(
                RuleProblem(file: file, line: 0, message: "larger than 64 MiB; split the file")
            )
            return contents
        }
        for text in DocumentText.documents(of: bytes) where !(skipsTests && text.isTests) {
            let log = ProblemLog(file: file, subject: "rule", linesBefore: text.linesBefore)
            let roots = YAMLFile.roots(Array(text.bytes), log: log)
            contents.reject(log, line: text.linesBefore + 1, title: nil)
            for root in roots {
                let log = ProblemLog(file: file, subject: "rule", linesBefore: text.linesBefore)
                add(YAMLValue(node: root, path: "", log: log), to: &contents)
            }
        }
        return contents
    }

    private func add(_ value: YAMLValue, to contents: inout RuleFileContents) {
        guard !value.isEmpty else { return }
        let log = value.log
        let line = log.line(of: value.mark)
        var digest = YAMLDigest(mark: RuleValue.mark)
        digest.add(value.node)
        guard !digest.isTooLarge else {
            log.add("more than \(YAMLLimits.values) values, or nested too deeply", at: value.mark)
            return contents.reject(log, line: line, title: nil)
        }
        let document = RuleDocument(
            value,
            contentHash: digest.description,
            isBuiltin: isBuiltin
        )
        if let document { contents.documents += [read(document)].compactMap(\.self) }
        contents.reject(log, line: line, title: document?.title)
    }

    /// What a document is; nil for tests that are wrong.
    private func read(_ document: RuleDocument) -> RuleFileContents.Document? {
        switch document.kind {
        case .rule: return .rule(document.rule(placeholders: placeholders))
        case .filter: return .filter(document.filter(placeholders: placeholders))
        case .correlation: return .correlation(document.correlation())
        case .tests:
            guard let tests = document["tests"] else { return nil }
            let reader = RuleTestReader(tests)
            return document.log.problems.isEmpty ? .tests(tests, reader) : nil
        }
    }
}
