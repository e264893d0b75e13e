import Foundation

/// Text as the value of a mail header, where only printable ASCII may stand.
///
/// For example:
///
/// ```swift
/// EncodedWord.header("plain")   // plain
/// EncodedWord.header("Zoë")     // =?UTF-8?B?Wm/Dqw==?=
/// ```
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc2047>
enum EncodedWord {
    /// Returns a text as a header's value, in words of at most 75 characters, one a line.
    ///
    /// The lines of the result after the first begin with a space, and none of its characters is
    /// from outside printable ASCII, whatever the text is.
    static func header(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        if isPlain, !text.contains("=?"), text.utf8.count <= 200 { return text }
        var words: [String] = []
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if bytes.count + next.count > 45 {
                words.append(word(bytes))
                bytes = []
            }
            bytes += next
        }
        words.append(word(bytes))
        return words.joined(separator: "\n ")
    }

    private static func word(_ bytes: [UInt8]) -> String {
        "=?UTF-8?B?\(Data(bytes).base64EncodedString())?="
    }
}
