import Foundation
import StrictYAML
import Yams

/// Finds rule files.
enum RuleFiles {
    private static let fileLimit = 100_000
    private static let depthLimit = 32
    /// A file may contain many documents, each of up to 1 MiB.
    static let byteLimit = 64 << 20

    /// The files at a path: itself, or those in the folder, ordered by path.
    ///
    /// A file given by path may have any name; in folders only `*.yml` and `*.yaml` count.
    static func entries(of path: String) -> [RuleSource] {
        guard let kind = kind(of: path) else {
            return [.problem(RuleProblem(file: path, line: 0, message: "no such file"))]
        }
        switch kind {
        case .file: return [.file(path)]
        case .other:
            return [
                .problem(RuleProblem(file: path, line: 0, message: "neither a file nor a folder"))
            ]
        case .folder:
            var entries: [RuleSource] = []
            walk(path, depth: 0, into: &entries)
            return entries
        }
    }

    /// Reads a file.
    static func read(_ path: String) -> Result<[UInt8], RuleProblem> {
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            let data = try handle.read(upToCount: byteLimit + 1) ?? Data()
            guard data.count <= byteLimit else {
                return .failure(
                    RuleProblem(file: path, line: 0, message: "larger than 64 MiB; split the file")
                )
            }
            return .success(Array(data))
        } catch {
            let reason = error.localizedDescription
            return .failure(
                RuleProblem(file: path, line: 0, message: "cannot be read: \(reason)")
            )
        }
    }

    private enum Kind {
        case file, folder, other
    }

    private static func kind(of path: String, followsLinks: Bool = true) -> Kind? {
        var status = stat()
        guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    private static func walk(_ folder: String, depth: Int, into entries: inout [RuleSource]) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            let reason = error.localizedDescription
            entries.append(
                .problem(RuleProblem(file: folder, line: 0, message: "cannot be read: \(reason)"))
            )
            return
        }
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard entries.count < fileLimit else { return }
            guard !name.hasPrefix(".") else { continue }
            let path = base + name
            // A link to a folder could form a cycle; a link to a file cannot.
            if kind(of: path, followsLinks: false) == .folder {
                if depth < depthLimit { walk(path, depth: depth + 1, into: &entries) }
            } else if isRuleName(name), kind(of: path) == .file {
                entries.append(.file(path))
            }
        }
    }

    private static func isRuleName(_ name: String) -> Bool {
        let lowered = name.lowercased()
        return lowered.hasSuffix(".yml") || lowered.hasSuffix(".yaml")
    }
}

/// A rule file in memory: one of the builtin ones.
///
/// For example:
///
/// ```swift
/// let file = RuleFile(name: "builtin/root.yml", bytes: Array(text.utf8))
/// let set = RuleLoader().load(paths: ["rules"], builtin: [file])
/// ```
package struct RuleFile: Hashable, Sendable {
    /// Its name in lists and messages.
    package var name: String
    /// UTF-8.
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// The contents of one rule file, before references are resolved.
struct RuleFileContents {
    /// A document, read by itself.
    enum Document {
        /// nil where it was rejected, as for the others.
        case rule(SigmaRule?)
        case correlation(CorrelationDraft?)
        case filter(SigmaFilter?)
        case tests(YAMLValue, RuleTestReader)
        case rejected(RejectedRule)
    }

    /// The file's name; nil where there was no file to read.
    var file: String?
    /// Its documents in order, each followed by its problems.
    var documents: [Document] = []

    /// Records a problem with the file as a whole.
    mutating func reject(_ problem: RuleProblem) {
        documents.append(
            .rejected(RejectedRule(file: problem.file, line: 0, title: nil, problems: [problem]))
        )
    }

    /// Records the problems of a document, if there are any.
    mutating func reject(_ log: ProblemLog, line: Int, title: String?) {
        guard let rejected = RejectedRule(log, line: line, title: title) else { return }
        documents.append(.rejected(rejected))
    }
}

/// Reads rule files independently, so that several can be read at a time.
struct RuleFileReader {
    let placeholders: [String: [String]]
    var isBuiltin = false
    /// Whether documents of tests are skipped, unread.
    var skipsTests = false

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
        let usesPlaceholders =
            !placeholders.isEmpty && String(decoding: bytes, as: UTF8.self).contains("|expand")
        var contents = RuleFileContents(file: file)
        guard bytes.count <= RuleFiles.byteLimit else {
            contents.reject(
                RuleProblem(file: file, line: 0, message: "larger than 64 MiB; split the file")
            )
            return contents
        }
        var actions = DocumentActions()
        for text in DocumentText.documents(of: bytes) where !(skipsTests && text.isTests) {
            let log = ProblemLog(file: file, subject: "rule", linesBefore: text.linesBefore)
            let roots = YAMLFile.roots(Array(text.bytes), log: log)
            if !log.problems.isEmpty { actions.reject(text) }
            contents.reject(log, line: text.linesBefore + 1, title: nil)
            for root in roots {
                let log = ProblemLog(file: file, subject: "rule", linesBefore: text.linesBefore)
                let value = YAMLValue(node: root, path: "", log: log)
                guard let merged = actions.apply(to: value, bytes: text.bytes.count) else {
                    contents.reject(log, line: log.line(of: value.mark), title: nil)
                    continue
                }
                add(merged, usesPlaceholders, to: &contents)
            }
        }
        return contents
    }

    private func add(
        _ value: YAMLValue,
        _ usesPlaceholders: Bool,
        to contents: inout RuleFileContents
    ) {
        guard !value.isEmpty else { return }
        let log = value.log
        let line = log.line(of: value.mark)
        var digest = YAMLDigest(mark: RuleValue.mark)
        digest.add(value.node)
        // With other values it is another rule.
        if usesPlaceholders {
            for (name, values) in placeholders.sorted(by: { $0.key < $1.key }) {
                for text in [name] + values { digest.add(text) }
            }
        }
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

    /// Reads a document; nil for invalid tests.
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

/// Where rules are read from.
enum RuleSource: Sendable {
    /// A file on disk.
    case file(String)
    /// A text in memory.
    case text(RuleFile)
    /// A path that is not a file.
    case problem(RuleProblem)
}
