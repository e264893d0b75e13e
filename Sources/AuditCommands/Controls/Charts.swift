import Assessment
import Basics

/// A bar chart with a number for each bar.
struct BarChart {
    /// A bar.
    struct Bar {
        var label: String
        /// The class of its colour.
        var style: String
        var value: Int
        /// The hatched part of the value.
        var part: Int
    }

    private static let width = 420.0
    private static let step = 38.0

    var id: String
    var title: String
    var caption: String
    var unit: String
    var partName: String
    var bars: [Bar]

    /// The chart with its title and legend.
    var figure: Markup {
        let most = Double(max(bars.map(\.value).max() ?? 0, 1))
        let rows = bars.enumerated().map { number, bar -> Markup in
            let top = Double(number) * Self.step
            let length = Double(bar.value) / most * Self.width
            let part = Double(bar.part) / most * Self.width
            return """
                <text x="0" y="\(top + 14)">\(bar.label)</text>
                <text x="\(Self.width)" y="\(top + 14)" text-anchor="end" class="number">\(words(bar))</text>
                <rect x="0" y="\(top + 20)" width="\(Self.width)" height="10" class="track"/>
                <rect x="0" y="\(top + 20)" width="\(length)" height="10" class="\(bar.style)"/>
                \(part > 0 ? "<rect x=\"0\" y=\"\(top + 20)\" width=\"\(max(part, 3))\" height=\"10\" class=\"denied\"/>" as Markup : "")
                """
        }
        let height = max(Double(bars.count) * Self.step, 20)
        let description = bars.map { "\($0.label): \(words($0))" }.joined(separator: "; ")
        return """
            <figure>
            <figcaption><b>\(title)</b> \(caption)</figcaption>
            <svg viewBox="0 0 \(Self.width) \(height)" role="img" aria-labelledby="\(id)-t \(id)-d">
            <title id="\(id)-t">\(title)</title><desc id="\(id)-d">\(description)</desc>
            \(hatch)
            \(rows)
            </svg>
            </figure>
            """
    }

    /// The pattern of the hatched parts, if there are any.
    private var hatch: Markup {
        guard bars.contains(where: { $0.part > 0 }) else { return "" }
        return """
            <defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="4" class="ink"/></pattern></defs>
            """
    }

    private func words(_ bar: Bar) -> String {
        let part = bar.part > 0 ? ", \(Count(bar.part)) \(partName)" : ""
        return "\(Count(bar.value, unit))\(part)"
    }
}

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
            <figcaption><b>Deployment sessions by hour of the week</b> UTC. Shaded: declared
            windows. Dot: session that kept its contract or has none. Cross: session that broke
            it.</figcaption>
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

/// The reads of each secret by each reader, as a shaded table.
struct ReaderMatrix {
    private let charts: ReportCharts

    init(_ charts: ReportCharts) { self.charts = charts }

    /// The table with its title.
    var figure: Markup {
        guard !charts.secrets.isEmpty else { return "" }
        let head = charts.readers.map {
            "<th scope=\"col\"><span>\($0)</span></th>" as Markup
        }
        return """
            <figure>
            <figcaption><b>Secrets by reader</b> How often each reader got the value. Framed, with
            an exclamation mark: not a declared reader. ×: denied attempts.\(rest)</figcaption>
            <div class="scroll"><table class="matrix">
            <thead><tr><th scope="col" class="corner">Secret</th>\(head)</tr></thead>
            <tbody>
            \(charts.secrets.map(row))
            </tbody></table></div>
            </figure>
            """
    }

    private var rest: String {
        var parts: [String] = []
        if charts.leftOut.secrets > 0 { parts.append("\(Count(charts.leftOut.secrets, "secret"))") }
        if charts.leftOut.readers > 0 { parts.append("\(Count(charts.leftOut.readers, "reader"))") }
        return parts.isEmpty ? "" : " Not shown: \(parts.joined(separator: " and "))."
    }

    private func row(_ row: ReportCharts.SecretRow) -> Markup {
        "<tr><th scope=\"row\">\(row.name)</th>\(row.cells.map(cell))</tr>"
    }

    private func cell(_ cell: ReportCharts.Cell) -> Markup {
        guard cell.reads > 0 || cell.denied > 0 else { return "<td></td>" }
        let most = Double(max(charts.secrets.flatMap(\.cells).map(\.reads).max() ?? 1, 1))
        let shade = cell.reads == 0 ? 0 : 1 + Int(3 * Double(cell.reads - 1) / most)
        let isStranger = cell.isUndeclared && cell.reads > 0
        var words = cell.reads > 0 ? "\(Count(cell.reads))" : ""
        if isStranger { words += "!" }
        if cell.denied > 0 { words += "\(words.isEmpty ? "" : " ")×\(Count(cell.denied))" }
        return """
            <td class="s\(shade)\(isStranger ? " stranger" : "")">\(words)</td>
            """
    }
}
