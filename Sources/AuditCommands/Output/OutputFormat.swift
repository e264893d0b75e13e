import ArgumentParser
import Basics

/// How results are written: one vocabulary for all commands.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// Aligned columns or a page that fit the terminal, for people.
    case table

    /// One JSON value: an array of rows, or one object.
    case json

    /// One JSON object a line.
    case jsonl

    /// Comma-separated values with a header.
    case csv

    /// Tab-separated values with a header.
    case tsv

    /// Markdown, for a ticket or a wiki.
    case markdown

    /// One HTML page, for a browser or a printer.
    case html

    /// Whether it shows short names and the times of the reader's zone, as people want them;
    /// programs get values in full, and times in UTC.
    var isForPeople: Bool {
        switch self {
        case .table, .markdown, .html: true
        case .json, .jsonl, .csv, .tsv: false
        }
    }

    /// What a command that lists rows can write.
    static let rows = allCases

    /// What a command that shows a page can write.
    static let page: [OutputFormat] = [.table, .json, .jsonl]

    /// Reads a name; `text` is what a report calls a table, `md` the extension of Markdown.
    init?(argument: String) {
        switch argument.lowercased() {
        case "text", "txt": self = .table
        case "md": self = .markdown
        case "htm": self = .html
        case "ndjson": self = .jsonl
        case let name:
            guard let format = OutputFormat(rawValue: name) else { return nil }
            self = format
        }
    }

    /// Returns the format to use.
    ///
    /// - parameter asked: What the user asked for, if anything.
    /// - parameter isTerminal: Whether the output goes to a terminal.
    /// - returns: What was asked for, else a table for people and JSON Lines for programs.
    static func resolve(_ asked: OutputFormat?, isTerminal: Bool) -> OutputFormat {
        asked ?? (isTerminal ? .table : .jsonl)
    }

    /// The format of a file's extension; nil for a name without one.
    ///
    /// - throws: A `TextFault` with the extension that was probably meant.
    static func ending(_ path: String) throws(TextFault) -> OutputFormat? {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        let ending = name[name.index(after: dot)...].lowercased()
        if let format = OutputFormat(argument: ending) { return format }
        let hint =
            switch ending {
            case "pdf", "ps":
                "write .html, open it in a browser and print it to a PDF"
            case "doc", "docx", "odt", "rtf": "write .markdown, and convert it with pandoc"
            case "xls", "xlsx", "ods", "numbers": "write .csv, which spreadsheets open"
            case "yaml", "yml", "xml": "write .json"
            case "log": "write .txt"
            default:
                "the extensions are txt, json, jsonl, csv, tsv, md and html; or say which with "
                    + "--format"
            }
        throw TextFault("audit writes no .\(ending.prefix(20)); \(hint)")
    }
}
