/// Text as a mail's body, in lines of at most 76 characters of printable ASCII.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc2045#section-6.7>
enum QuotedPrintable {
    /// Returns a text encoded, with `\n` at the end of each line.
    ///
    /// - complexity: O(n) in bytes.
    static func encode(_ text: String) -> String {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { line(Array($0)) + "\n" }.joined()
    }

    private static func line(_ bytes: [UInt8]) -> String {
        var result = ""
        var width = 0
        // "From " would be changed in a mailbox, and a line that is one dot can end a mail.
        let startsOddly = bytes.starts(with: "From ".utf8) || bytes.first == UInt8(ascii: ".")
        for (index, byte) in bytes.enumerated() {
            let isBlank = byte == 0x20 || byte == 0x09
            let isPlain =
                isBlank ? index + 1 < bytes.count : byte > 0x20 && byte < 0x7F && byte != 0x3D
            let piece =
                isPlain && !(index == 0 && startsOddly)
                ? String(UnicodeScalar(byte)) : escape(byte)
            // One place is left for the mark of a line that goes on.
            if width + piece.utf8.count > 75 {
                result += "=\n"
                width = 0
            }
            result += piece
            width += piece.utf8.count
        }
        return result
    }

    private static func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "=" + (digits.count < 2 ? "0" : "") + digits
    }
}
