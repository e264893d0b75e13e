import Alerting
import Basics
import Delivery
import Foundation

/// An alert in a few lines of the job's output.
struct AlertText {
    /// Covered alerts that are listed.
    private static let coveredLimit = 4

    let notice: AlertNotice
    let layout: TableLayout
    /// The present, in seconds since 1970.
    let now: Int64

    /// The lines, followed by an empty one.
    var block: String {
        let level = notice.level.rawValue.uppercased()
        let heading = Self.heading(notice.kind).map { "\($0): " } ?? ""
        let title = TerminalText.visible(heading + notice.title)
        var style = notice.level.style
        if style == nil { style = .bold }
        let mark = style?.applied(to: level, color: layout.color) ?? level
        var lines = ["\(mark)  \(Style.bold.applied(to: title, color: layout.color))"]
        var rest = [period]
        if notice.reason != notice.title { rest.append(notice.reason) }
        rest.append("Rule: \(notice.rule)" + (notice.basis.kind == .guessed ? " (guessed)" : ""))
        for evidence in notice.evidence.prefix(3) {
            let id = evidence.eventID.prefix(8)
            rest.append("\(EventTime(seconds: evidence.time).brief)  \(id)  \(evidence.text)")
        }
        for title in notice.covered.prefix(Self.coveredLimit) { rest.append("also: \(title)") }
        if notice.covered.count > Self.coveredLimit {
            rest.append(
                "and \(Count(notice.covered.count - Self.coveredLimit, "other rule"))"
            )
        }
        if let number = notice.alert { rest.append("audit alerts show \(number)") }
        let width = max((layout.width ?? 110) - 4, 40)
        for text in rest {
            for line in TextWrap.lines(TerminalText.visible(text), width: width) {
                lines.append("    " + line)
            }
        }
        return lines.joined(separator: "\n") + "\n\n"
    }

    private var period: String {
        let period = AlertPeriod(first: notice.first, last: notice.last, now: now)
        return "\(period), \(Count(notice.count, "hit"))"
    }

    private static func heading(_ kind: AlertNotice.Kind) -> String? {
        switch kind {
        case .opened: nil
        case .grew: "Grew"
        case .reminder: "Ongoing"
        case .resolved: "Resolved"
        case .test: "Test"
        }
    }
}

/// The channel that always exists: standard output.
struct PrintChannel: DeliveryChannel {
    /// The name of its messages in the outbox.
    static let channelName = "print"

    let name = PrintChannel.channelName
    let layout: TableLayout
    let now: Int64
    let format: AlertFormat
    let output: PrintedOutput

    func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        do {
            try print(notice)
            return .delivered(thread: nil)
        } catch {
            return .retry(reason: "\(error)", after: nil)
        }
    }

    /// Prints a notice.
    ///
    /// - throws: `OutputError` where the output cannot be written.
    func print(_ notice: AlertNotice) throws {
        switch format {
        case .text: try output.write(AlertText(notice: notice, layout: layout, now: now).block)
        case .jsonl: try output.write(String(decoding: notice.json(), as: UTF8.self) + "\n")
        }
        output.note(notice)
    }
}

/// The job's output as a channel needs it, which may be asked from any thread.
///
/// It is `Sendable` because a lock stands before the one sink that there is.
final class PrintedOutput: @unchecked Sendable {
    /// The most serious alert that was printed, be it of this run or left over from an earlier one;
    /// those that ended do not count.
    private let worst = Locked(Severity?.none)
    private let lock = Locked(())
    private let sink: OutputSink

    init(sink: OutputSink) { self.sink = sink }

    /// Writes a text and flushes it.
    func write(_ text: String) throws {
        try lock.withLock { _ in
            try sink.write(text)
            try sink.flush()
        }
    }

    /// Remembers that a notice was printed.
    fileprivate func note(_ notice: AlertNotice) {
        guard notice.kind != .resolved else { return }
        worst.withLock { $0 = max($0 ?? notice.level, notice.level) }
    }

    /// Whether an alert of a level or above was printed.
    func has(_ level: Severity) -> Bool {
        worst.withLock { $0.map { $0 >= level } ?? false }
    }
}
