import Basics

/// Loads rules from files and folders.
///
/// For example:
///
/// ```swift
/// let set = RuleLoader().load(paths: ["Queries/alerts", "sigma/rules/cloud/aws"])
/// set.rules.count      // those that were loaded
/// set.rejected         // those that were not, each with file, line and reason
/// ```
///
/// A file is one or more YAML documents: rules, correlations (`correlation:`), filters (`filter:`)
/// and tests (`tests:`). An invalid document is rejected; the others are loaded.
///
/// - complexity: O(n) in the bytes of the files. A document may have 1 MiB, 32 levels and 200,000
///   values after aliases are followed; a file 64 MiB.
///
/// See the [Sigma specification][sigma].
///
/// [sigma]: https://sigmahq.io/sigma-specification/
package struct RuleLoader: Sendable {
    /// The values of placeholders, by name; `expand` puts them in for `%name%`.
    package var placeholders: [String: [String]]

    /// Whether the tests of builtin rules are skipped, unread: they take as long to read as the
    /// rules, and only rule authors need them.
    package var skipsBuiltinTests: Bool

    package init(placeholders: [String: [String]] = [:], skipsBuiltinTests: Bool = false) {
        self.placeholders = placeholders
        self.skipsBuiltinTests = skipsBuiltinTests
    }

    /// Loads files, and the `*.yml` and `*.yaml` in folders, however deep.
    ///
    /// A rule or correlation replaces the builtin one of the same id. Correlations that refer to
    /// the builtin one by id, name or title get the replacement. A rejected document replaces
    /// nothing: a slip in a copy must not remove a rule.
    ///
    /// - parameters:
    ///   - paths: Files and folders; a file found twice is read once.
    ///   - builtin: The builtin files. They come last.
    package func load(paths: [String], builtin: [RuleFile] = []) -> RuleSet {
        var reader = RuleFileReader(placeholders: placeholders)
        var builder = RuleSetBuilder()
        for contents in Self.sources(paths).concurrentMap(reader.contents) { builder.add(contents) }
        reader.isBuiltin = true
        reader.skipsTests = skipsBuiltinTests
        builder.beginBuiltin()
        for contents in builtin.map(RuleSource.text).concurrentMap(reader.contents) {
            builder.add(contents)
        }
        return builder.build()
    }

    /// The files at paths, each once.
    private static func sources(_ paths: [String]) -> [RuleSource] {
        var seen: Set<String> = []
        return paths.flatMap(RuleFiles.entries).filter { source in
            guard case .file(let file) = source else { return true }
            return seen.insert(file).inserted
        }
    }

    /// Loads the documents of a text.
    ///
    /// - parameters:
    ///   - yaml: The bytes, UTF-8.
    ///   - file: The file's name, for messages.
    package func load(yaml: [UInt8], file: String) -> RuleSet {
        var builder = RuleSetBuilder()
        let text = RuleSource.text(RuleFile(name: file, bytes: yaml))
        builder.add(RuleFileReader(placeholders: placeholders).contents(of: text))
        return builder.build()
    }
}

/// The text of rules in their files.
package enum RuleText {
    /// The YAML document of a header, read back from its file.
    ///
    /// - parameter builtin: The builtin files.
    /// - returns: The document without its markers; nil where the file can no longer be read, or
    ///   has changed.
    /// - complexity: O(n) in the bytes of the file.
    package static func document(of header: RuleHeader, builtin: [RuleFile] = []) -> String? {
        guard let bytes = bytes(of: header, builtin) else { return nil }
        let document = DocumentText.documents(of: bytes).last { $0.linesBefore < header.line }
        guard let document else { return nil }
        var lines = String(decoding: document.bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0.isNewline }
        if lines.first?.hasPrefix("---") == true { lines.removeFirst() }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private static func bytes(of header: RuleHeader, _ builtin: [RuleFile]) -> [UInt8]? {
        if header.isBuiltin { return builtin.first { $0.name == header.file }?.bytes }
        return try? RuleFiles.read(header.file).get()
    }
}

/// One document of a YAML file, as text.
///
/// Documents are split before YAML is parsed, so that one that is not YAML does not spoil its
/// neighbours. A line that begins with `---` begins a document anywhere: inside a string it would
/// be indented, or forbidden.
struct DocumentText {
    var bytes: ArraySlice<UInt8>
    /// The lines of the file before the document.
    var linesBefore: Int
    /// Whether it begins with `tests:`.
    var isTests: Bool

    /// Splits a file into its documents, without those that have only comments.
    static func documents(of file: [UInt8]) -> [DocumentText] {
        var documents: [DocumentText] = []
        var start = file.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var linesBefore = 0
        var line = 0
        var lineStart = start
        var hasContent = false
        var isTests = false
        func end(at position: Int) {
            guard hasContent else { return }
            documents.append(
                DocumentText(
                    bytes: file[start..<position],
                    linesBefore: linesBefore,
                    isTests: isTests
                )
            )
        }
        while lineStart < file.count {
            let lineEnd = file[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? file.count
            let text = file[lineStart..<lineEnd]
            if isMarker(text) {
                // A directive precedes the marker of its document.
                if hasContent || lineStart == start {
                    end(at: lineStart)
                    start = lineStart
                    linesBefore = line
                }
                let rest = text.dropFirst(3).first { $0 > 0x20 }
                hasContent = rest.map { $0 != UInt8(ascii: "#") } ?? false
                isTests = false
            } else if let first = text.first(where: { $0 > 0x20 }) {
                let isDirective = text.first == UInt8(ascii: "%")
                if first != UInt8(ascii: "#"), !isDirective {
                    if !hasContent { isTests = text.starts(with: testsKey) }
                    hasContent = true
                }
            }
            line += 1
            lineStart = lineEnd + 1
        }
        end(at: file.count)
        return documents
    }

    private static let testsKey = Array("tests:".utf8)
    private static let actionKey = Array("action:".utf8)

    /// Whether a line begins with `action:`, though the document may not be YAML.
    var hasAction: Bool {
        bytes.split(separator: UInt8(ascii: "\n")).contains { $0.starts(with: Self.actionKey) }
    }

    private static func isMarker(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: [0x2d, 0x2d, 0x2d]) else { return false }
        guard let next = line.dropFirst(3).first else { return true }
        return next == 0x20 || next == 0x09 || next == 0x0d
    }
}
