import Assessment
import Basics

/// Events by day, stacked by environment, and new alerts below.
struct TimelineChart {
    private static let width = 420.0
    private static let top = 8.0
    private static let height = 130.0
    private static let alertTop = 176.0
    private static let alertHeight = 44.0
    private static let left = 40.0

    private let charts: ReportCharts

    init(_ charts: ReportCharts) { self.charts = charts }

    /// The chart with its title and legend.
    var figure: Markup {
        let what = charts.intervalDays == 1 ? "day" : "\(charts.intervalDays) days"
        return """
            <figure>
            <figcaption><b>Events and alerts by \(what)</b> Events by environment; below, new
            alerts.</figcaption>
            <svg viewBox="0 0 \(Self.width) 246" role="img" aria-labelledby="timeline-t timeline-d">
            <title id="timeline-t">Events and alerts by \(what)</title>
            <desc id="timeline-d">\(description)</desc>
            \(axis)
            \(charts.intervals.indices.map(column))
            </svg>
            \(legend)
            </figure>
            """
    }

    private var most: Int {
        max(charts.intervals.indices.map(total).max() ?? 0, 1)
    }

    private var mostAlerts: Int {
        max(charts.alerts.map { $0.values.reduce(0, +) }.max() ?? 0, 1)
    }

    private func total(_ position: Int) -> Int {
        charts.environments.reduce(0) { $0 + $1.counts[position] }
    }

    /// Where a column begins, and how wide it is.
    private func place(_ position: Int) -> (x: Double, width: Double) {
        let step = (Self.width - Self.left) / Double(max(charts.intervals.count, 1))
        let width = min(max(step - 2, 1), 36)
        return (Self.left + Double(position) * step + (step - width) / 2, width)
    }

    private func column(_ position: Int) -> Markup {
        let (x, width) = place(position)
        var pieces: [Markup] = []
        var y = Self.top + Self.height
        for (number, environment) in charts.environments.enumerated() {
            let count = environment.counts[position]
            guard count > 0 else { continue }
            let height = Double(count) / Double(most) * Self.height
            y -= height
            pieces.append(
                """
                <rect x="\(x)" y="\(y)" width="\(width)" height="\(height)" class="\(Self.style(environment.name, number))"/>
                """
            )
        }
        y = Self.alertTop + Self.alertHeight
        for level in Severity.allCases.reversed() {
            guard let count = charts.alerts[position][level] else { continue }
            let height = Double(count) / Double(mostAlerts) * Self.alertHeight
            y -= height
            pieces.append(
                """
                <rect x="\(x)" y="\(y)" width="\(width)" height="\(height)" class="\(level.rawValue)"/>
                """
            )
        }
        return Markup(pieces)
    }

    private static func style(_ name: String, _ number: Int) -> String {
        name.isEmpty ? "none" : "e\(number % 5)"
    }

    private var axis: Markup {
        let bottom = Self.top + Self.height
        let alertBottom = Self.alertTop + Self.alertHeight
        let hasAlerts = charts.alerts.contains { !$0.isEmpty }
        return """
            <line x1="\(Self.left)" y1="\(Self.top)" x2="\(Self.width)" y2="\(Self.top)" class="grid"/>
            <line x1="\(Self.left)" y1="\(Self.top + Self.height / 2)" x2="\(Self.width)" y2="\(Self.top + Self.height / 2)" class="grid"/>
            <line x1="\(Self.left)" y1="\(bottom)" x2="\(Self.width)" y2="\(bottom)" class="axis"/>
            <text x="\(Self.left - 4)" y="\(Self.top + 5)" text-anchor="end" class="small">\(Self.brief(most))</text>
            <text x="\(Self.left - 4)" y="\(bottom)" text-anchor="end" class="small">0</text>
            \(days)
            <line x1="\(Self.left)" y1="\(alertBottom)" x2="\(Self.width)" y2="\(alertBottom)" class="axis"/>
            <text x="\(Self.left - 4)" y="\(Self.alertTop + 8)" text-anchor="end" class="small">\(hasAlerts ? Self.brief(mostAlerts) : "")</text>
            <text x="\(Self.left)" y="\(alertBottom + 16)" class="small">\(hasAlerts ? "alerts" : "no alerts")</text>
            """
    }

    /// The first day, the last, and one between if there is room.
    private var days: [Markup] {
        let count = charts.intervals.count
        guard count > 0 else { return [] }
        let shown = count > 2 ? [0, count / 2, count - 1] : Array(0..<count)
        return shown.map { position in
            let (x, width) = place(position)
            let anchor =
                position == count - 1 && count > 4
                ? "end" : position == 0 && count > 4 ? "start" : "middle"
            let at = anchor == "end" ? x + width : anchor == "start" ? x : x + width / 2
            let day = ReportDay.text(charts.intervals[position])
            return """
                <text x="\(at)" y="\(Self.top + Self.height + 16)" text-anchor="\(anchor)" class="small">\(String(day.dropFirst(5)))</text>
                """
        }
    }

    /// `1.2k` for 1,234.
    static func brief(_ number: Int) -> String {
        switch number {
        case ..<1_000: "\(number)"
        case ..<1_000_000:
            Decimals.text(Double(number) / 1_000, places: number < 10_000 ? 1 : 0) + "k"
        default: Decimals.text(Double(number) / 1_000_000, places: 1) + "M"
        }
    }

    private var legend: Markup {
        let environments = charts.environments.enumerated().map { number, environment -> Markup in
            Self.key(
                Self.style(environment.name, number),
                environment.name.nonEmpty ?? "no environment"
            )
        }
        let levels = Severity.allCases.reversed().filter { level in
            charts.alerts.contains { $0[level] != nil }
        }.map { Self.key($0.rawValue, $0.rawValue) }
        return "<p class=\"legend\">\(environments)\(levels)</p>"
    }

    private static func key(_ style: String, _ name: String) -> Markup {
        """
        <span><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" class="\(style)"/></svg>\(name)</span>
        """
    }

    private var description: String {
        let busiest = charts.intervals.indices.max { total($0) < total($1) }
        let alarmed = charts.alerts.indices.max {
            charts.alerts[$0].values.reduce(0, +) < charts.alerts[$1].values.reduce(0, +)
        }
        var words: [String] = []
        if let busiest {
            words.append(
                "Most events, \(Count(total(busiest))), on \(ReportDay.text(charts.intervals[busiest]))"
            )
        }
        if let alarmed, !charts.alerts[alarmed].isEmpty {
            let count = charts.alerts[alarmed].values.reduce(0, +)
            words.append(
                "most alerts, \(Count(count)), on \(ReportDay.text(charts.intervals[alarmed]))"
            )
        }
        return words.joined(separator: "; ")
    }
}
