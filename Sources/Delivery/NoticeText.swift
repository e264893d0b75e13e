import Basics
import Foundation

/// A notice in plain text, for standard output and mail.
///
/// It contains no terminal escapes, and log values cannot add lines: a value stays on its line.
struct NoticeText {
    /// Unicode scalars.
    static let valueLimit = 500
    /// The most events shown; `audit alerts show` has the others.
    static let evidenceLimit = 20
    static let factLimit = 40

    let notice: AlertNotice

    /// Kind, level and title, in one line.
    var headline: String {
        let heading =
            switch notice.kind {
            case .opened: "ALERT"
            case .grew: "ALERT UPDATED"
            case .reminder: "ALERT ONGOING"
            case .resolved: "RESOLVED"
            case .test: "TEST"
            }
        return "\(heading) \(notice.level.rawValue): \(ShownText.line(notice.title, limit: 200))"
    }

    var period: String {
        let first = EventTime(seconds: notice.first).description
        let last = EventTime(seconds: notice.last).description
        let events = notice.count == 1 ? "1 event" : "\(notice.count) events"
        return first == last ? "\(first), \(events)" : "\(first) to \(last), \(events)"
    }

    /// The techniques with their names, on one line; empty where there are none.
    var techniques: String {
        notice.techniques.prefix(10).map(\.title).joined(separator: ", ")
    }

    /// The whole notice, with a line break at the end.
    var block: String {
        var lines = [headline]
        add("Reason", notice.reason, to: &lines)
        add("When", period, to: &lines)
        for fact in notice.facts.prefix(Self.factLimit) { add(fact.name, fact.value, to: &lines) }
        add("Rule", [notice.rule, notice.ruleID ?? ""].filter { !$0.isEmpty }, to: &lines)
        add("Control", notice.control ?? "", to: &lines)
        add("ATT&CK", techniques, to: &lines)
        add("Basis", [notice.basis.kind.rawValue] + notice.basis.lines.prefix(20), to: &lines)
        addEvidence(to: &lines)
        add("Covers", Array(notice.covered.prefix(20)), to: &lines)
        let steps = ShownText.lines(notice.response, count: 40, limit: Self.valueLimit)
        if !steps.isEmpty { lines += ["  Response"] + steps.map { "    \($0)" } }
        let references = notice.references.prefix(10)
        if !references.isEmpty {
            lines.append("  References")
            lines += references.map { "    " + ShownText.line($0, limit: Self.valueLimit) }
        }
        add("Key", notice.key, to: &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    /// One line per event.
    func evidenceLines(limit: Int = evidenceLimit, width: Int = valueLimit) -> [String] {
        var lines = notice.evidence.prefix(limit).map { event in
            let time = EventTime(seconds: event.time).description
            return "\(time)  \(ShownText.line(event.eventID, limit: 64))  "
                + ShownText.line(event.text, limit: width)
        }
        let rest = notice.evidence.count - lines.count
        if rest > 0 { lines.append("and \(rest) more") }
        return lines
    }

    private func addEvidence(to lines: inout [String]) {
        guard !notice.evidence.isEmpty else { return }
        lines.append("  Evidence")
        lines += evidenceLines().map { "    \($0)" }
    }

    private func add(_ name: String, _ value: String, to lines: inout [String]) {
        add(name, [value].filter { !$0.isEmpty }, to: &lines)
    }

    /// Adds a label and its values, aligned below each other.
    private func add(_ name: String, _ values: [String], to lines: inout [String]) {
        let name = ShownText.line(name, limit: 40)
        var label = name.prefix(1).uppercased() + name.dropFirst()
        label += String(repeating: " ", count: max(0, 10 - label.count))
        for (index, value) in values.enumerated() {
            let start = index == 0 ? label : String(repeating: " ", count: label.count)
            lines.append("  \(start)  \(ShownText.line(value, limit: Self.valueLimit))")
        }
    }
}

/// Writes JSON for the wire: on one line, members in order, so that it can be signed and compared.
///
/// Foundation leaves C1 controls and bidirectional characters as they are, which whoever prints the
/// line would feel; they are escaped as in all other JSON.
enum NoticeJSON {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = ""
        JSONText.appendCompacted(
            String(decoding: try encoder.encode(value), as: UTF8.self),
            to: &text
        )
        return Array(text.utf8)
    }
}
