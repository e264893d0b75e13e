import CloudTrail
import Detection
import Foundation

/// A notice as a message of syslog.
///
/// The facility is `authpriv`, which machines keep from ordinary users. The structured data is
/// under `audit@32473`, the number that stands for whoever has none of their own.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc5424>
struct SyslogMessage {
    private static let facility = 10

    let notice: AlertNotice
    /// The time of sending, in seconds since 1970.
    let time: Int64
    let host: String
    let process: Int32

    /// Returns the message, cut where it would be longer than `limit` bytes.
    ///
    /// It is one line of UTF-8 without control characters. Where it is too long, facts are left
    /// out before the text is cut.
    func text(limit: Int) -> String {
        let header =
            "<\(Self.facility * 8 + severity)>1 \(EventTime(seconds: time)) \(hostName) audit "
            + "\(process) \(notice.kind.rawValue) "
        let data = structuredData(limit: limit * 2 / 3 - header.utf8.count)
        let message = ShownText.line(
            "\(NoticeText(notice: notice).headline) (\(notice.count)): \(notice.reason)",
            limit: 2_000
        )
        let room = limit - header.utf8.count - data.utf8.count - 1
        return "\(header)\(data) \(ShownText.cut(message, toBytes: room))"
    }

    private var severity: Int {
        switch (notice.kind, notice.level) {
        case (.resolved, _), (.test, _): 6
        case (_, .critical): 2
        case (_, .high): 3
        case (_, .medium): 4
        case (_, .low): 5
        case (_, .informational): 6
        }
    }

    /// The host as the header takes it: printable ASCII, or `-`.
    private var hostName: String {
        let isPlain = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return !host.isEmpty && host.utf8.count <= 255 && isPlain ? host : "-"
    }

    private func structuredData(limit: Int) -> String {
        var data = "[audit@32473"
        let fixed = [
            ("key", notice.key), ("id", "\(notice.id)"), ("kind", notice.kind.rawValue),
            ("level", notice.level.rawValue), ("count", "\(notice.count)"),
            ("first", EventTime(seconds: notice.first).description),
            ("last", EventTime(seconds: notice.last).description),
            ("basis", notice.basis.kind.rawValue), ("rule", notice.rule),
            ("ruleID", notice.ruleID ?? ""), ("control", notice.control ?? ""),
        ]
        let facts = notice.facts.map { (Self.parameterName($0.name), $0.value) }
        let events = notice.evidence.prefix(5).map { ("event", $0.eventID) }
        for (name, value) in fixed + facts + events where !value.isEmpty {
            let parameter = " \(name)=\"\(Self.escaped(value))\""
            guard data.utf8.count + parameter.utf8.count < limit else { continue }
            data += parameter
        }
        return data + "]"
    }

    /// A fact's name as a parameter's: `fact.` and letters, digits, dots and hyphens, 32 at most.
    private static func parameterName(_ name: String) -> String {
        let scalars = name.unicodeScalars.prefix(27).map { scalar -> Unicode.Scalar in
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            return isLetter || ("0"..."9").contains(scalar) || "-.".unicodeScalars.contains(scalar)
                ? scalar : "_"
        }
        return "fact." + String(String.UnicodeScalarView(scalars))
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in ShownText.line(value, limit: 200).unicodeScalars {
            if scalar == "\"" || scalar == "\\" || scalar == "]" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
