import ArgumentParser

/// How results are written.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// Aligned columns that fit the terminal, for people.
    case table

    /// One JSON array.
    case json

    /// One JSON object a line.
    case jsonl

    /// Comma-separated values with a header.
    case csv

    /// Tab-separated values with a header.
    case tsv

    /// Returns the format to use.
    ///
    /// - parameter asked: What the user asked for, if anything.
    /// - parameter isTerminal: Whether the output goes to a terminal.
    /// - returns: What was asked for, else a table for people and JSON Lines for programs.
    static func resolve(_ asked: OutputFormat?, isTerminal: Bool) -> OutputFormat {
        asked ?? (isTerminal ? .table : .jsonl)
    }
}
