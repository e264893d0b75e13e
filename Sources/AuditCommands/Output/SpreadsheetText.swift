/// Text that a spreadsheet takes for text.
///
/// Whoever calls AWS chooses the user agent that lands in the log. Opened in a spreadsheet,
/// `=HYPERLINK(…)` there would run on the desk of the person who investigates.
///
/// Related documentation: <https://owasp.org/www-community/attacks/CSV_Injection>
enum SpreadsheetText {
    /// Returns a value as text, with a leading `'` when a spreadsheet would take it for a formula.
    ///
    /// - parameter value: The value. Numbers are left alone, negative ones too.
    static func neutralised(_ value: OutputValue) -> String {
        let text = value.plainText
        switch value {
        case .text:
            return startsFormula(text) ? "'" + text : text
        case .json:
            // JSON cannot start with any of these but a minus, and then it is a number.
            return startsFormula(text) && Int64(text) == nil && Double(text) == nil
                ? "'" + text : text
        case .null, .integer, .boolean, .time, .object, .array:
            return text
        }
    }

    private static func startsFormula(_ text: String) -> Bool {
        switch text.unicodeScalars.first {
        case "=", "+", "-", "@", "\t", "\r", "\n": true
        // The full-width forms: East Asian editions read them as the plain ones.
        case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }
}
