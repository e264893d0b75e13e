/// Matches texts with a ``LinearRegex``.
///
/// It turns the pattern into a deterministic automaton while it matches, and remembers of it what
/// texts have needed: after a few texts each byte costs one look into a table. It is a value for
/// one thread; make one for each thread, and keep it.
///
/// For example:
///
/// ```swift
/// var matcher = LinearRegexMatcher(try LinearRegex("Delete(Trail|Bucket)$"))
/// matcher.matches("cloudtrail:DeleteTrail")  // true
/// ```
///
/// Complexity: O(n) in the length of the text as a rule, O(n · m) with the number of instructions
/// of the pattern at worst; never more. Memory: the given number of bytes. A text that needs more
/// of the automaton than fits is matched without remembering it.
public struct LinearRegexMatcher: Sendable {
    /// The pattern.
    public let regex: LinearRegex

    var automaton: RegexAutomaton

    /// Creates a matcher that remembers nothing yet.
    ///
    /// - parameters:
    ///   - regex: The pattern.
    ///   - memory: The most bytes that it may remember.
    public init(_ regex: LinearRegex, memory: Int = 1 << 20) {
        self.regex = regex
        automaton = RegexAutomaton(regex.program, memory: memory)
    }

    /// Whether a match lies anywhere in a text.
    ///
    /// - parameter text: The text.
    public mutating func matches(_ text: String) -> Bool { matches(text.utf8.span) }

    /// Whether a match lies anywhere in a text.
    ///
    /// - parameter utf8: The bytes of the text. A byte that is not UTF-8 counts as U+FFFD.
    public mutating func matches(_ utf8: Span<UInt8>) -> Bool {
        guard let place = regex.program.prefilter.firstPlace(in: utf8) else { return false }
        return automaton.matches(utf8, from: place)
    }
}
