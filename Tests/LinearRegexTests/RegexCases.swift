import AuditTestSupport
import Foundation

@testable import LinearRegex

/// Random patterns and texts over a few characters, so that matches are common.
struct RegexCases {
    private var random: SeededRandom

    init(seed: Int) { random = SeededRandom(seed: seed) }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    /// A pattern in the syntax that both engines take alike.
    ///
    /// There is no letter beyond ASCII in it: Foundation's `\w` is about Unicode. Nor are there
    /// `\A` and `\z`: at an optional place Foundation misses empty matches with them.
    mutating func pattern(depth: Int) -> String {
        switch number(in: 0...(depth == 0 ? 5 : 11)) {
        case 0...2: return pick(["a", "b", "c", "€", "-", "ab", "A"])
        case 3: return pick([".", "[ab]", "[^a]", "[a-c_]", #"\w"#, #"\W"#, #"\d"#, #"[^\w]"#])
        case 4: return pick(["^", "$", #"\b"#, #"\B"#, ""])
        case 5: return pick(["1", " ", "(?i:a)", #"\x61"#, "[[:alpha:]]"])
        case 6...8: return pattern(depth: depth - 1) + pattern(depth: depth - 1)
        case 9: return "(" + pattern(depth: depth - 1) + "|" + pattern(depth: depth - 1) + ")"
        default:
            let body = "(?:" + pattern(depth: depth - 1) + ")"
            return body + pick(["*", "+", "?", "{2}", "{1,2}", "{0,2}", "*?", "+?", "??", "{2,}"])
        }
    }

    /// A text that does not end with a newline: what `^` says there differs.
    mutating func text() -> String {
        let characters = ["a", "b", "c", "€", "-", "A", "1", " ", "_", "\n"]
        let text = (0..<number(in: 0...9)).map { _ in pick(characters) }.joined()
        return text.hasSuffix("\n") ? text + "a" : text
    }

    mutating func options() -> (LinearRegexOptions, NSRegularExpression.Options) {
        var options: (LinearRegexOptions, NSRegularExpression.Options) = (
            [], .useUnixLineSeparators
        )
        if number(in: 0...2) == 0 {
            options.0.insert(.ignoreCase)
            options.1.insert(.caseInsensitive)
        }
        if number(in: 0...2) == 0 {
            options.0.insert(.multiline)
            options.1.insert(.anchorsMatchLines)
        }
        if number(in: 0...2) == 0 {
            options.0.insert(.dotAll)
            options.1.insert(.dotMatchesLineSeparators)
        }
        return options
    }

    /// Pieces of patterns in no order.
    mutating func garbage() -> String {
        (0..<number(in: 1...12)).map { _ in
            pick([
                "(", ")", "(?", "(?:", "(?i", "(?<", "[", "]", "[^", "[:", ":]", "{", "}", "{2",
                "{2,",
                ",", "-", "\\", #"\Q"#, #"\E"#, #"\p{"#, #"\x{"#, #"\u00"#, "*", "+", "?", "|", "^",
                "$",
                "a", "L", "1", "é", "\u{0}", "🔐", "(?#", "'", ">", "=", "!", ".", "{9999}", "{60}",
            ])
        }.joined()
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices.randomElement(using: &random) ?? ""
    }
}
