import Basics

/// A piece of HTML or SVG, in which texts cannot become markup.
///
/// For example:
///
/// ```swift
/// let name = "<script>"
/// let cell: Markup = "<td>\(name)</td>"   // <td>&lt;script&gt;</td>
/// ```
///
/// Literals in the source are markup; interpolated text is escaped, unless it is markup itself. So
/// text from a log cannot become markup, not even in an attribute, as long as the attribute's value
/// is quoted. Characters that could reorder or hide text are escaped as on a terminal.
///
/// Related documentation: <https://html.spec.whatwg.org/multipage/syntax.html>
struct Markup: ExpressibleByStringInterpolation {
    private(set) var text: String

    init() { text = "" }

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation interpolation: StringInterpolation) { text = interpolation.text }

    /// Joins pieces with line breaks.
    init(_ pieces: [Markup]) { text = pieces.map(\.text).joined(separator: "\n") }

    static func += (left: inout Markup, right: Markup) { left.text += right.text }

    /// Escapes a text.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in TerminalText.visible(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Escapes text and formats numbers.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ value: String) { text += Markup.escaped(value) }

        mutating func appendInterpolation(_ value: Int) { text += String(value) }

        mutating func appendInterpolation(_ value: Count) { text += value.description }

        /// A coordinate, to a tenth.
        mutating func appendInterpolation(_ value: Double) {
            text += Decimals.text(value, places: 1)
        }

        mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

        mutating func appendInterpolation(_ pieces: [Markup]) { text += Markup(pieces).text }
    }
}

/// How the page looks: light, dark, on a phone, on paper.
enum ReportStyle {
    static let sheet: Markup = """
        :root { --bg:#ffffff; --fg:#1b1f24; --muted:#57606a; --line:#d0d7de; --card:#f6f8fa;
          --link:#0b5cad; --good:#1a7f37; --bad:#b42318; --warn:#8a5a00; --e0:#1f5fbf; --e1:#2a9d8f;
          --e2:#9a6fc4; --e3:#6b7f2a; --e4:#7a5c3e; --none:#98a2ad; --critical:#7d1309;
          --high:#cf3a24; --medium:#e08a00; --low:#8a94a0; --informational:#b8c0c9;
          --open:#cfe3d4; --shut:#eef1f4; --shade:31,95,191; }
        @media screen and (prefers-color-scheme: dark) {
          :root { --bg:#0f1419; --fg:#e6edf3; --muted:#9aa7b4; --line:#30363d; --card:#171d25;
          --link:#79b8ff; --good:#4cc38a; --bad:#ff8f84; --warn:#e0b056; --e0:#6ea8fe; --e1:#4fd1c5;
          --e2:#c9a3f5; --e3:#b5c46a; --e4:#d0b08c; --none:#7d8793; --critical:#ff4d3d;
          --high:#ff8f70; --medium:#ffc15c; --low:#7d8793; --informational:#59626d;
          --open:#234634; --shut:#1d252e; --shade:110,168,254; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 70rem; padding: 1.5rem 1rem 3rem; background: var(--bg);
          color: var(--fg); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
          "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
        h1 { font-size: 1.8rem; line-height: 1.2; margin: 0; }
        h2 { font-size: 1.3rem; margin: 2.5rem 0 .8rem; border-bottom: 1px solid var(--line);
          padding-bottom: .3rem; }
        h3 { font-size: 1.1rem; margin: 0 0 .2rem; }
        h4 { font-size: .95rem; margin: 1rem 0 .3rem; }
        a { color: var(--link); }
        code { font: .85em ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono",
          monospace; background: var(--card); padding: .1em .3em; border-radius: 3px; }
        .period { font-size: 1.2rem; margin: .2rem 0 .6rem; color: var(--muted); }
        .note, .demand, footer, figcaption, .more { color: var(--muted); font-size: .9rem; }
        .note, .demand { margin: .15rem 0; }
        .summary { padding-left: 1.2rem; margin: 1rem 0 0; }
        .summary li { margin: .3rem 0; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
          gap: .6rem; list-style: none; padding: 0; margin: 0; }
        .tile { background: var(--card); border-left: 5px solid var(--muted); border-radius: 4px;
          padding: .5rem .8rem; }
        .tile b { font-size: 1.6rem; display: block; line-height: 1.2; }
        .tile.held { border-color: var(--good); }
        .tile.contradicted { border-color: var(--bad); }
        .tile.not-declared, .tile.too-little-data-to-judge { border-color: var(--warn); }
        .badge { display: inline-block; font-size: .8rem; font-weight: 600; white-space: nowrap;
          border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem;
          color: var(--muted); }
        .badge.held { color: var(--good); }
        .badge.contradicted { color: var(--bad); }
        .badge.not-declared, .badge.too-little-data-to-judge { color: var(--warn); }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
          gap: 1rem; align-items: start; }
        figure { margin: 0 0 1rem; background: var(--card); border-radius: 6px; padding: .9rem; }
        .figures figure { margin: 0; }
        .stack { display: grid; gap: 1rem; }
        .figures + figure { margin-top: 1rem; }
        figcaption { margin-bottom: .7rem; }
        figcaption b { color: var(--fg); display: block; font-size: 1rem; }
        svg { display: block; width: 100%; height: auto; font-size: 12.5px; }
        svg text { fill: var(--fg); }
        svg .small { fill: var(--muted); font-size: 11.5px; }
        svg .number { fill: var(--muted); }
        .legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .6rem 0 0;
          font-size: .85rem; }
        .legend span { display: inline-flex; align-items: center; gap: .35rem; }
        .legend svg { width: .8rem; height: .8rem; }
        .e0 { fill: var(--e0); } .e1 { fill: var(--e1); } .e2 { fill: var(--e2); }
        .e3 { fill: var(--e3); } .e4 { fill: var(--e4); } .none { fill: var(--none); }
        rect.critical { fill: var(--critical); } rect.high { fill: var(--high); }
        rect.medium { fill: var(--medium); } rect.low { fill: var(--low); }
        rect.informational { fill: var(--informational); }
        .track { fill: var(--line); opacity: .5; } .ink { fill: var(--bg); }
        .denied { fill: url(#hatch); }
        .grid { stroke: var(--line); stroke-dasharray: 2 3; } .axis { stroke: var(--muted); }
        .open { fill: var(--open); } .shut { fill: var(--shut); } .kept { fill: var(--e0); }
        .broken { stroke: var(--bad); stroke-width: 2.2; fill: none; }
        .weeks { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
          gap: 1rem 1.5rem; }
        .role { margin: 0 0 .3rem; font-size: .9rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        th, td { text-align: left; vertical-align: top; padding: .4rem .6rem;
          border-bottom: 1px solid var(--line); }
        .overview { min-width: 34rem; } .overview th[scope=row] { font-weight: 400;
          min-width: 9.5rem; overflow-wrap: normal; }
        .matrix { width: auto; overflow-wrap: normal; }
        .matrix th, .matrix td { padding: .25rem .5rem; white-space: nowrap; }
        .matrix td { text-align: right; font-variant-numeric: tabular-nums; min-width: 2.6rem; }
        .matrix th[scope=row] { font-weight: 400; position: sticky; left: 0;
          background: var(--card); }
        .matrix thead th { vertical-align: bottom; }
        .matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg);
          font-weight: 400; max-height: 16rem; overflow: hidden; text-overflow: ellipsis; }
        .s1 { background: rgba(var(--shade), .10); } .s2 { background: rgba(var(--shade), .22); }
        .s3 { background: rgba(var(--shade), .34); } .s4 { background: rgba(var(--shade), .46); }
        .stranger { box-shadow: inset 0 0 0 2px var(--bad); color: var(--bad); font-weight: 700; }
        article { border: 1px solid var(--line); border-radius: 6px; padding: 1rem; margin: 1rem 0; }
        dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .4rem 1rem; margin: .8rem 0 0;
          font-size: .95rem; }
        dt { color: var(--muted); } dd { margin: 0; } dd ul { margin: 0; padding-left: 1.1rem; }
        .findings { list-style: none; padding: 0; margin: 0; font-size: .95rem; }
        .findings li { display: grid; grid-template-columns: 7.2rem 1fr; gap: 0 .8rem;
          padding: .4rem 0; border-top: 1px solid var(--line); }
        .findings .more { grid-column: 2; } .findings .rest { display: block; color: var(--muted); }
        .level { font-weight: 600; color: var(--muted); }
        .level.critical, .level.high { color: var(--bad); } .level.medium { color: var(--warn); }
        details { margin-top: .8rem; } summary { cursor: pointer; }
        footer { margin-top: 3rem; border-top: 1px solid var(--line); }
        @media (max-width: 40rem) {
          dl { grid-template-columns: 1fr; gap: .1rem; } dd { margin-bottom: .5rem; }
          .findings li { grid-template-columns: 1fr; } .findings .more { grid-column: 1; }
          .matrix { font-size: .8rem; } .matrix thead span { max-height: 11rem; }
          .matrix th[scope=row] { min-width: 9rem; white-space: normal; overflow-wrap: anywhere; }
          .overview { min-width: 0; } .overview thead { display: none; }
          .overview tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0; }
          .overview th, .overview td { display: block; border: 0; padding: .1rem 0; }
        }
        @media print {
          body { max-width: none; padding: 0; font-size: 10pt;
            -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          figure, .findings li, tr, dl { break-inside: avoid; }
          h2, h3, h4 { break-after: avoid; }
          a { color: inherit; text-decoration: none; }
          .scroll { overflow: visible; } .overview { min-width: 0; }
          .figures { grid-template-columns: 1fr 1fr; } .weeks { grid-template-columns: 1fr 1fr 1fr; }
        }
        """
}
