/// Breaks a text into lines at its spaces.
enum TextWrap {
    /// Returns the lines of a text; a word that is longer than a line stands alone and whole.
    ///
    /// For example:
    ///
    /// ```swift
    /// TextWrap.lines("is not authorized to perform", width: 17)  // "is not authorized", "to perform"
    /// ```
    ///
    /// - parameter text: The text, safe for a terminal already.
    /// - parameter width: The columns of a line; nil breaks nothing.
    static func lines(_ text: String, width: Int?) -> [String] {
        guard let width, DisplayWidth.columns(of: text) > width else { return [text] }
        var lines: [String] = []
        var used = 0
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let columns = DisplayWidth.columns(of: String(word))
            if let last = lines.indices.last, used + 1 + columns <= width {
                lines[last] += " " + word
                used += 1 + columns
            } else {
                lines.append(String(word))
                used = columns
            }
        }
        return lines
    }
}
