import CloudTrail

/// Text from a log, fit for a message: visible, and no longer than it may be.
enum ShownText {
    /// Returns a text on one line, with what is unsafe spelt out, cut at a limit.
    ///
    /// - parameters:
    ///   - text: The text.
    ///   - limit: The most Unicode scalars of the result, a mark of the cut among them.
    static func line(_ text: String, limit: Int) -> String {
        // What is spelt out only grows, so what is behind the limit can never be shown.
        let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit + 1)))
        return cut(TerminalText.visible(start), to: limit)
    }

    /// Returns the lines of a text, each made visible, without empty ones at the end.
    ///
    /// - parameters:
    ///   - text: The text.
    ///   - count: The most lines.
    ///   - limit: The most scalars of a line.
    static func lines(_ text: String, count: Int, limit: Int) -> [String] {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        var lines = parts.prefix(count).map { line(String($0), limit: limit) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        if parts.count > count { lines.append("…") }
        return lines
    }

    /// Returns the beginning of a text, with a mark where something was cut off.
    static func cut(_ text: String, to limit: Int) -> String {
        guard text.unicodeScalars.count > limit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(max(0, limit - 1)))) + "…"
    }

    /// Returns the beginning of a text that fits into a number of bytes, cut between scalars.
    static func cut(_ text: String, toBytes limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var result = ""
        var bytes = 3
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= limit else { break }
            result.unicodeScalars.append(scalar)
        }
        return limit >= 3 ? result + "…" : ""
    }
}
