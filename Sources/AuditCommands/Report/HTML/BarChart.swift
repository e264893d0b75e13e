/// Bars beside one another, each with its number.
struct BarChart {
    /// A bar.
    struct Bar {
        var label: String
        /// The class of its colour.
        var style: String
        var value: Int
        /// How much of the value is something else.
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
                \(part > 0 ? "<rect x=\"0\" y=\"\(top + 20)\" width=\"\(max(part, 3))\" height=\"10\" class=\"refused\"/>" as Markup : "")
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

    /// What hatches the parts, where there are any.
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
