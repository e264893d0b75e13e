import CloudTrail

/// A piece of HTML or SVG, in which texts cannot become markup.
///
/// For example:
///
/// ```swift
/// let name = "<script>"
/// let cell: Markup = "<td>\(name)</td>"   // <td>&lt;script&gt;</td>
/// ```
///
/// What stands in the source is markup; what is put into it is text, and is escaped, unless it is
/// markup itself. So a text from a log cannot get out of its place, in an attribute either, as
/// long as the attribute's value is in quotes. Characters that could reorder or hide text are
/// spelt out as on a terminal.
///
/// Related documentation: <https://html.spec.whatwg.org/multipage/syntax.html>
struct Markup: ExpressibleByStringInterpolation {
    /// The markup.
    private(set) var text: String

    /// Makes nothing.
    init() { text = "" }

    /// Makes markup of what stands in the source.
    init(stringLiteral value: String) { text = value }

    /// Makes markup of what stands in the source, and what was put into it.
    init(stringInterpolation interpolation: StringInterpolation) { text = interpolation.text }

    /// Joins pieces.
    init(_ pieces: [Markup]) { text = pieces.map(\.text).joined(separator: "\n") }

    /// Adds a piece.
    static func += (left: inout Markup, right: Markup) { left.text += right.text }

    /// Returns a text so that it stands for itself.
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

    /// Puts texts and numbers into markup.
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
