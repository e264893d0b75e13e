import CloudTrail

/// What CSV and TSV do differently: the separator, and how a cell is written.
///
/// In both a row is one line, and no control character of a log reaches the terminal or the
/// spreadsheet. TSV doubles the backslash, so that its cells can be read back exactly; CSV leaves
/// it, as its readers know no escapes.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc4180>
enum SeparatedDialect: Sendable {
    /// Commas, quotes where they are needed.
    case csv

    /// Tabs; `\t`, `\n` and `\\` inside a cell.
    case tsv

    /// What stands between two cells.
    var separator: String {
        switch self {
        case .csv: ","
        case .tsv: "\t"
        }
    }

    /// Returns a value as a cell.
    ///
    /// - parameter value: The value.
    func cell(_ value: OutputValue) -> String {
        let text = SpreadsheetText.neutralised(value)
        switch self {
        case .csv:
            let visible = TerminalText.visible(text)
            let needsQuotes = visible.utf8.contains {
                $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"")
            }
            guard needsQuotes else { return visible }
            let doubled = visible.split(separator: "\"", omittingEmptySubsequences: false)
            return "\"" + doubled.joined(separator: "\"\"") + "\""
        case .tsv:
            return TerminalText.visible(text, escapingBackslash: true)
        }
    }
}
