import CloudTrail

/// A notice as a mail, as `sendmail -t` reads it.
///
/// Mails with one key refer to the same message id, so that a mail program shows them as one
/// thread; it is that of no mail, and so does not matter which of them arrives first.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc5322>
struct MailMessage {
    let notice: AlertNotice
    let from: MailAddress
    let to: [MailAddress]
    /// The time of the mail, in seconds since 1970.
    let time: Int64

    /// Headers, an empty line and the body, with `\n` at line ends, as sendmail wants it.
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

    /// A key as it can stand in a message id: itself, where it is letters, digits, `-` and `_`.
    private static func token(_ key: String) -> String {
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
