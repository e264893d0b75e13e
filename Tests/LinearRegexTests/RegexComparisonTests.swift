import AuditTestSupport
import Foundation
import Testing

@testable import LinearRegex

/// Random patterns and texts, against the engine of Foundation, which goes back.
struct RegexComparisonTests {
    @Test(arguments: 0..<8)
    func `Matches are those of a backtracking engine`(seed: Int) throws {
        var cases = RegexCases(seed: seed)
        var compared = 0
        for _ in 0..<400 {
            let pattern = cases.pattern(depth: 3)
            let options = cases.options()
            guard let expected = try? NSRegularExpression(pattern: pattern, options: options.1),
                let regex = try? LinearRegex(pattern, options: options.0)
            else { continue }
            var matcher = LinearRegexMatcher(regex)
            var small = LinearRegexMatcher(regex, memory: cases.number(in: 0...600))
            for _ in 0..<6 {
                let text = cases.text()
                let range = NSRange(location: 0, length: text.utf16.count)
                let isMatch = expected.firstMatch(in: text, range: range) != nil
                guard matcher.matches(text) == isMatch, small.matches(text) == isMatch else {
                    Issue.record("'\(pattern)' \(options.0) \(text.debugDescription): \(isMatch)")
                    return
                }
                compared += 1
            }
        }
        #expect(compared > 1_500)
    }

    @Test(arguments: 0..<4)
    func `No pattern stops the parser`(seed: Int) {
        var cases = RegexCases(seed: 100 + seed)
        var compiled = 0
        for _ in 0..<1_000 {
            guard let regex = try? LinearRegex(cases.garbage()) else { continue }
            var matcher = LinearRegexMatcher(regex)
            _ = matcher.matches(cases.text())
            compiled += 1
        }
        #expect(compiled > 50)
    }
}
