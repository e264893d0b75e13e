import Basics
import Yams

/// Parses the bytes of a YAML file, or reports where they are not YAML.
package enum YAMLFile {
    /// Composes the one document of a file; nil after a problem has been added to the log.
    package static func root(_ bytes: [UInt8], log: ProblemLog) -> Node? {
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
    /// Returns those before the first that is not YAML; for the rest there is a problem in the log.
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
            let line = again.map { " and again on line \($0)" } ?? " more than once"
            log.add("\(names) is declared here\(line); keep one", at: FilePosition(context.mark))
        default: log.add("not YAML: \(error)", at: nil)
        }
    }

    /// libyaml's message, or its usual cause.
    private static func advice(
        _ problem: String,
        _ context: String?,
        at mark: Mark,
        in text: String
    ) -> String {
        let line = line(mark.line, of: text)
        let rest = line.unicodeScalars.dropFirst(mark.column - 1)
        if problem.contains("another document") {
            return "a second document begins here; audit.yaml must be one document, without ---"
        }
        if rest.first == "*" || problem.contains("alphabetic or numeric character") {
            return "quote a pattern that begins with *: \"*-prod\""
        }
        if line.contains("\t"), problem.contains("token") || problem.contains("tab") {
            return "a tab; indent YAML with spaces"
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

    /// The line that repeats a key, at the same column.
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

/// Limits of a YAML file, checked before libyaml sees it.
///
/// The composer recurses once per level and hashes each key, so that depth and aliases inside keys
/// are where a hostile file could hurt.
package enum YAMLLimits {
    package static let bytes = 1 << 20
    /// Values after aliases are followed.
    package static let values = 200_000
    package static let depth = 32

    /// The first line beyond a limit, and the message.
    static func violation(in text: [UInt8], of subject: String) -> (line: Int, message: String)? {
        guard text.count <= bytes else {
            return (0, "larger than 1 MiB, the limit for \(subject)")
        }
        var line = 1
        var indentation = 0
        var isIndentation = true
        var brackets = 0
        var aliases = 0
        var keyLine: Int?
        var previous = UInt8(ascii: "\n")
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                indentation = 0
                isIndentation = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: "\t"),
                UInt8(ascii: ":"):
                if isIndentation { indentation += 1 }
                if byte == UInt8(ascii: "?"), isIndentation, keyLine == nil { keyLine = line }
                if byte == UInt8(ascii: ":"), endsCollection(text, before: index), keyLine == nil {
                    keyLine = line
                }
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                isIndentation = false
                brackets += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                isIndentation = false
                brackets = max(0, brackets - 1)
            case UInt8(ascii: "*") where isSeparator(previous):
                isIndentation = false
                aliases += 1
            default: isIndentation = false
            }
            if indentation > 160 || brackets > depth {
                return (line, "nested too deeply; the limit is \(depth) levels")
            }
            previous = byte
        }
        if aliases > 40, let keyLine {
            return (
                keyLine, "a list, mapping or alias cannot be a key in a file with this many aliases"
            )
        }
        return nil
    }

    /// Whether what is before a colon may be a list, a mapping or an alias.
    private static func endsCollection(_ text: [UInt8], before index: Int) -> Bool {
        var position = index - 1
        while position >= 0, text[position] == UInt8(ascii: " ") { position -= 1 }
        guard position >= 0 else { return false }
        if text[position] == UInt8(ascii: "]") || text[position] == UInt8(ascii: "}") {
            return true
        }
        guard position < index - 1 else { return false }
        while position >= 0, !isSeparator(text[position]) { position -= 1 }
        return text[position + 1] == UInt8(ascii: "*")
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"),
            UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ":"),
            UInt8(ascii: "-"), UInt8(ascii: "?"):
            true
        default: false
        }
    }
}
