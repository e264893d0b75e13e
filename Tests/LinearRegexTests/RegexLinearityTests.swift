import AuditTestSupport
import Foundation
import Testing

@testable import LinearRegex

struct RegexLinearityTests {
    /// What takes exponential or quadratic time where one goes back.
    @Test(arguments: [
        "(a+)+$", "(a|aa)*b", "(a|a)*$", "(x?){50}x{50}", "(a*)*b", ".*.*.*=.*", "^(a?){30}a{30}$",
        "(.*a){20}", "(a|b)*a(a|b){12}c", #"(\w+\s?)*$"#, "([a-z]+)*[0-9]", "(?i)(k|s)+!",
        "((a{0,10}){0,10}){0,10}b",
    ])
    func `Steps grow as the text does`(pattern: String) throws {
        let regex = try LinearRegex(pattern)
        let instructions = regex.program.instructions.count
        for memory in [0, 4_096, 1 << 20] {
            for length in [1_000, 4_000] {
                var matcher = LinearRegexMatcher(regex, memory: memory)
                var text = String(repeating: "abaa", count: length / 8)
                text += String(repeating: "a", count: length / 2) + "!"
                _ = matcher.matches(text)
                #expect(matcher.automaton.steps <= (length + 2) * (4 * instructions + 8))
            }
        }
    }

    @Test func `States are bounded by memory`() throws {
        var matcher = LinearRegexMatcher(try LinearRegex("(a|b)*a(a|b){14}c"), memory: 20_000)
        var random = SeededRandom(seed: 4)
        let text = String((0..<20_000).map { _ in Bool.random(using: &random) ? "a" : "b" })
        let found = [text, text + "ab" + String(repeating: "a", count: 13) + "c"].map {
            matcher.matches($0)
        }
        #expect(found == [false, true])
        #expect(matcher.automaton.stateCount <= 20_000 / 160)
    }

    @Test func `A text without the first bytes costs next to nothing`() throws {
        var matcher = LinearRegexMatcher(try LinearRegex("AKIA[A-Z0-9]{16}"))
        let isMatch = matcher.matches(String(repeating: "arn:aws:AKI ", count: 1_000))
        #expect(!isMatch)
        #expect(matcher.automaton.steps == 0)
    }
}
