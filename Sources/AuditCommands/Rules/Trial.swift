import AuditIndex
import CloudTrail

/// The alerts that a rule would have raised.
struct Trial {
    private static let day: Int64 = 86_400

    let alerts: [AlertListing]
    let days: Int
    let end: Int64

    /// A day of the trial.
    struct Row: ListRow {
        let day: String
        let alerts: Int
        let hits: Int
        let about: String

        static let columns = [
            OutputColumn("day", title: "DAY", shrink: .never),
            OutputColumn("alerts", title: "ALERTS", alignment: .trailing, shrink: .never),
            OutputColumn("hits", title: "HITS", alignment: .trailing, shrink: .never),
            OutputColumn("about", title: "ABOUT", shrink: .priority(1, minimum: 20)),
        ]

        static func shown(in width: Int?) -> [Int] { Array(columns.indices) }

        var brief: [OutputValue] { values }

        var values: [OutputValue] {
            [.text(day), .integer(Int64(alerts)), .integer(Int64(hits)), .text(about)]
        }
    }

    func write(_ format: OutputFormat, _ console: Console) throws {
        guard format == .table else {
            try console.write(alerts.map(AlertRow.init), format)
            return
        }
        if !alerts.isEmpty {
            try console.write(rows, format)
            try console.output.flush()
        }
        console.say(summary)
    }

    /// The days on which alerts were raised.
    private var rows: [Row] {
        let byDay = Dictionary(grouping: alerts) { $0.alert.first / Self.day }
        return byDay.sorted { $0.key < $1.key }.map { day, alerts in
            let titles = Set(alerts.map(\.alert.title)).sorted()
            let more = titles.count > 3 ? "; and \(titles.count - 3) more" : ""
            return Row(
                day: String(EventTime(seconds: day * Self.day).brief.prefix(10)),
                alerts: alerts.count,
                hits: alerts.reduce(0) { $0 + $1.alert.count },
                about: titles.prefix(3).joined(separator: "; ") + more
            )
        }
    }

    private var summary: String {
        let last = EventTime(seconds: end).brief.prefix(10)
        let period = "in the \(Count(days, "day")) up to \(last)"
        guard !alerts.isEmpty else { return "No alerts \(period)." }
        let perDay = Double(alerts.count) / Double(days)
        let rate = (perDay * 100).rounded() / 100
        let quiet = days - Set(alerts.map { $0.alert.first / Self.day }).count
        return "\(Count(alerts.count, "alert")) \(period), \(rate) a day; "
            + "\(Count(max(quiet, 0), "day")) without any."
    }
}
