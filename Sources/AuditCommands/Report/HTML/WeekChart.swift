/// The sessions of a deployment role by the hour of the week, beside its windows.
struct WeekChart {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let left = 32.0
    private static let top = 6.0
    private static let cell = (width: 12.0, height: 16.0)

    private let week: ReportCharts.Week
    private let number: Int

    /// The charts of all roles.
    static func figure(_ weeks: [ReportCharts.Week]) -> Markup {
        guard !weeks.isEmpty else { return "" }
        let charts = weeks.enumerated().map { WeekChart(week: $1, number: $0).chart }
        return """
            <figure>
            <figcaption><b>Deployment sessions by hour of the week</b> UTC. Shaded hours are the
            declared windows; a dot is a session that kept its contract or has none, a cross one
            that broke it.</figcaption>
            <div class="weeks">
            \(charts)
            </div>
            </figure>
            """
    }

    private var chart: Markup {
        """
        <div>
        <p class="role"><b>\(week.role)</b> \(windows)</p>
        <svg viewBox="0 0 324 138" role="img" aria-labelledby="week\(number)-t week\(number)-d">
        <title id="week\(number)-t">Sessions of \(week.role)</title>
        <desc id="week\(number)-d">\(description)</desc>
        \(rows)
        \(hours)
        </svg>
        </div>
        """
    }

    private var windows: String {
        guard week.isOpen != nil else { return "no window declared" }
        return week.windows.joined(separator: "; ")
    }

    private var description: String {
        "\(Count(week.kept.reduce(0, +), "session")) kept the contract or had none, "
            + "\(Count(week.broken.reduce(0, +))) broke it. Windows: \(windows)."
    }

    private var rows: [Markup] {
        Self.days.indices.map { day in
            let y = Self.top + Double(day) * Self.cell.height
            let cells = (0..<24).map { hour in
                cell(day * 24 + hour, x: Self.left + Double(hour) * Self.cell.width, y: y)
            }
            return """
                <text x="0" y="\(y + 12)" class="small">\(Self.days[day])</text>
                \(cells)
                """
        }
    }

    private func cell(_ hour: Int, x: Double, y: Double) -> Markup {
        let style = week.isOpen?[hour] ?? false ? "open" : "shut"
        var pieces: [Markup] = [
            """
            <rect x="\(x)" y="\(y)" width="\(Self.cell.width - 1)" height="\(Self.cell.height - 1)" class="\(style)"/>
            """
        ]
        let (middle, centre) = (x + (Self.cell.width - 1) / 2, y + (Self.cell.height - 1) / 2)
        if week.kept[hour] > 0 {
            let radius = min(2.4 + Double(week.kept[hour]) * 0.4, 5)
            pieces.append(
                "<circle cx=\"\(middle)\" cy=\"\(centre)\" r=\"\(radius)\" class=\"kept\"/>"
            )
        }
        if week.broken[hour] > 0 {
            let (left, right) = (middle - 4, middle + 4)
            let (above, below) = (centre - 4, centre + 4)
            pieces.append(
                """
                <path d="M\(left) \(above)L\(right) \(below)M\(right) \(above)L\(left) \(below)" class="broken"/>
                """
            )
        }
        return Markup(pieces)
    }

    private var hours: [Markup] {
        [0, 6, 12, 18, 24].map { hour in
            let x = Self.left + Double(hour) * Self.cell.width
            let anchor = hour == 24 ? "end" : hour == 0 ? "start" : "middle"
            return """
                <text x="\(x)" y="132" text-anchor="\(anchor)" class="small">\(hour):00</text>
                """
        }
    }
}
