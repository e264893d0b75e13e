import Yams

/// Turns the bytes of a YAML file into its root value, or says where they are no YAML.
package enum YAMLFile {
    /// Composes the one document of a file; nil after a problem has been added to the log.
    static func root(_ bytes: [UInt8], log: ProblemLog) -> Node? {
        compose(bytes, log: log) { parser in
            guard let root = try parser.singleRoot() else {
                log.add("the file is empty; declare at least environments, or remove it", at: nil)
                return nil
            }
            return root
        }
    }

    /// Composes the documents of a text.
    ///
    /// Those before the first that is no YAML are given; for the rest there is a problem in the
    /// log.
    package static func roots(_ bytes: [UInt8], log: ProblemLog) -> [Node] {
        var roots: [Node] = []
        compose(bytes, log: log) { parser in
            while let root = try parser.nextRoot() { roots.append(root) }
            return nil
        }
        return roots
    }

    @discardableResult
    private static func compose(
        _ bytes: [UInt8],
        log: ProblemLog,
        _ body: (Parser) throws -> Node?
    ) -> Node? {
        var bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        if let violation = YAMLLimits.violation(in: bytes, of: log.subject) {
            let place = violation.line > 0 ? FilePosition(line: violation.line, column: 1) : nil
            log.add(violation.message, at: place)
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            log.add("not UTF-8; save the file as UTF-8", at: firstInvalid(in: bytes))
            return nil
        }
        do {
            // The basic resolver leaves scalars as they are written: 012345678901 stays what it
            // is, and no regular expression runs.
            return try body(Parser(yaml: text, resolver: .basic, encoding: .utf8))
        } catch let error as YamlError {
            add(error, of: text, to: log)
        } catch {
            log.add("not YAML: \(error)", at: nil)
        }
        return nil
    }

    private static func add(_ error: YamlError, of text: String, to log: ProblemLog) {
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _):
            log.add(advice(problem, context?.text, at: mark, in: text), at: FilePosition(mark))
        case .composer(_, let problem, let mark, _):
            log.add(advice(problem, nil, at: mark, in: text), at: FilePosition(mark))
        case .reader(let problem, let offset, _, _):
            let place = offset.map { position(of: $0, in: text) }
            log.add("not YAML: \(problem)", at: place)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map(\.quoted).joined(separator: ", ")
            let again = keys.first.flatMap { repetition(of: $0, after: context.mark, in: text) }
            let line = again.map { " and again in line \($0)" } ?? " more than once"
            log.add("\(names) is declared here\(line); keep one", at: FilePosition(context.mark))
        default: log.add("not YAML: \(error)", at: nil)
        }
    }

    /// What libyaml says, and what its usual cause is.
    private static func advice(
        _ problem: String,
        _ context: String?,
        at mark: Mark,
        in text: String
    ) -> String {
        let line = line(mark.line, of: text)
        let rest = line.unicodeScalars.dropFirst(mark.column - 1)
        if problem.contains("another document") {
            return "a second document begins here; audit.yaml is one document, without ---"
        }
        if rest.first == "*" || problem.contains("alphabetic or numeric character") {
            return "a pattern that begins with * must stand in quotes: \"*-prod\""
        }
        if line.contains("\t"), problem.contains("token") || problem.contains("tab") {
            return "a tab; YAML is indented with spaces"
        }
        return "not YAML: \(context.map { "\($0), " } ?? "")\(problem)"
    }

    private static func line(_ number: Int, of text: String) -> String {
        let lines = text.utf8.split(
            separator: UInt8(ascii: "\n"),
            maxSplits: number,
            omittingEmptySubsequences: false
        )
        guard lines.indices.contains(number - 1) else { return "" }
        return String(lines[number - 1]) ?? ""
    }

    private static func position(of offset: Int, in text: String) -> FilePosition {
        let before = text.prefix(offset).unicodeScalars
        let line = before.count { $0 == "\n" } + 1
        let column = before.reversed().prefix { $0 != "\n" }.count + 1
        return FilePosition(line: line, column: column)
    }

    /// The line in which a key stands again, at the same column.
    private static func repetition(of key: String, after mark: Mark, in text: String) -> Int? {
        let lines = text.utf8.split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        )
        for (index, line) in lines.enumerated().dropFirst(mark.line) {
            guard let line = String(line), line.utf8.count >= mark.column else { continue }
            let rest = line.unicodeScalars.dropFirst(mark.column - 1)
            let indentation = line.unicodeScalars.prefix(mark.column - 1)
            guard indentation.allSatisfy({ $0 == " " || $0 == "-" }) else { continue }
            let name = String(String.UnicodeScalarView(rest.prefix { $0 != ":" }))
            if name == key || name == "\"\(key)\"" || name == "'\(key)'" { return index + 1 }
        }
        return nil
    }

    private static func firstInvalid(in bytes: [UInt8]) -> FilePosition {
        var line = 1
        for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { break }
            line += 1
        }
        return FilePosition(line: line, column: 1)
    }
}
