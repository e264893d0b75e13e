/// Which reader got which secret how often, as a table with shades.
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
            <figcaption><b>Secrets by reader</b> How often each got the value. Framed and with an
            exclamation mark: no declared reader. ×: refused attempts.\(rest)</figcaption>
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
