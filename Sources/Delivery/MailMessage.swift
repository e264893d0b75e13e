import Basics
import Foundation

/// A notice as a mail, as `sendmail -t` reads it.
///
/// Mails with one key refer to the same message id, so that mail programs show them as one thread.
/// No mail has that id, so the order of arrival does not matter.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc5322>
struct MailMessage {
    let notice: AlertNotice
    let from: MailAddress
    let to: [MailAddress]
    /// The time of the mail, in seconds since 1970.
    let time: Int64

    /// Headers, an empty line and the body, with `\n` at line ends, as sendmail expects.
    var text: String {
        let headers = [
            ("From", "\(from)"),
            ("To", to.map(\.description).joined(separator: ",\n ")),
            ("Subject", EncodedWord.header("[audit] \(NoticeText(notice: notice).headline)")),
            ("Date", Self.date(time)),
            ("Message-ID", "<audit.\(Self.token(notice.key)).\(notice.id)@\(from.domain)>"),
            ("In-Reply-To", thread),
            ("References", thread),
            ("Auto-Submitted", "auto-generated"),
            ("X-Audit-Key", Self.token(notice.key)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "quoted-printable"),
        ]
        return headers.map { "\($0): \($1)\n" }.joined() + "\n"
            + QuotedPrintable.encode(NoticeText(notice: notice).block)
    }

    private var thread: String { "<audit.\(Self.token(notice.key))@\(from.domain)>" }

    /// A key for a message id: itself, if it consists of letters, digits, `-` and `_`.
    static func token(_ key: String) -> String {
        let isPlain = key.utf8.allSatisfy {
            $0 &- 0x30 < 10 || $0 | 0x20 &- 0x61 < 26 || $0 == 0x2D || $0 == 0x5F
        }
        guard !key.isEmpty, key.utf8.count <= 64, isPlain else {
            return String(SHA256.hex(Array(key.utf8)).prefix(32))
        }
        return key
    }

    /// A time as mails have it: `Sat, 7 Mar 2026 01:53:41 +0000`.
    static func date(_ seconds: Int64) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let number = Int(max(0, seconds) / 86_400)
        let date = CivilDate(daysSince1970: number)
        let time = EventTime(seconds: max(0, seconds)).description.dropFirst(11).prefix(8)
        return
            "\(days[number % 7]), \(date.day) \(months[date.month - 1]) \(date.year) \(time) +0000"
    }
}

/// A mail address in the plain form, safe in a header.
///
/// For example:
///
/// ```swift
/// try MailAddress("security@example.com").domain   // example.com
/// try MailAddress("a@b.example\nBcc: all@b.example")  // throws
/// ```
///
/// Names, quotes and comments, which RFC 5322 allows, are rejected: nobody needs them here, except
/// for header injection.
package struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// - parameter text: For example `security@example.com`.
    /// - throws: A ``TextFault`` where it is not one.
    package init(_ text: String) throws(TextFault) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254,
            Self.isDotted(parts[0], of: "!#$%&'*+/=?^_`{|}~-"), Self.isDotted(parts[1], of: "-")
        else {
            throw TextFault(
                "has an invalid mail address; write for example security@example.com"
            )
        }
        description = text
    }

    var domain: String { String(description.split(separator: "@").last ?? "") }

    /// Whether a text is letters, digits and `others`, separated by single dots.
    private static func isDotted(_ text: Substring, of others: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.unicodeScalars.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0))
                        || others.unicodeScalars.contains($0)
                }
        }
    }
}

/// Text as the value of a mail header, in printable ASCII.
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
    /// Returns a text as a header's value, in words of at most 75 characters, one per line.
    ///
    /// Lines after the first begin with a space. All characters are printable ASCII, whatever the
    /// text is.
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
        // Mailboxes escape "From ", and a line with a single dot can end a mail.
        let startsOddly = bytes.starts(with: "From ".utf8) || bytes.first == UInt8(ascii: ".")
        for (index, byte) in bytes.enumerated() {
            let isBlank = byte == 0x20 || byte == 0x09
            let isPlain =
                isBlank ? index + 1 < bytes.count : byte > 0x20 && byte < 0x7F && byte != 0x3D
            let piece =
                isPlain && !(index == 0 && startsOddly)
                ? String(UnicodeScalar(byte)) : escape(byte)
            // Leaves one column for the mark of a continued line.
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
