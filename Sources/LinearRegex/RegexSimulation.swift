/// Follows all ways through a pattern at once, character by character.
struct RegexSimulation: Sendable {
    /// Where a step leads.
    enum Step {
        case state(RegexState)
        case match
        case noMatch
    }

    private let program: RegexProgram
    /// For each place, the round in which it was last visited.
    private var visits: [UInt32]
    private var round: UInt32 = 0
    private var stack: [Int] = []
    private var found: [Int32] = []
    private var hasMatched = false
    /// How many places were looked at.
    private(set) var steps = 0

    init(_ program: RegexProgram) {
        self.program = program
        visits = Array(repeating: 0, count: program.instructions.count)
    }

    /// The state in which a search begins; nil when nothing is needed for a match.
    mutating func first(after neighbour: RegexNeighbour) -> RegexState? {
        beginRound()
        // A pattern that can match at the start only has no business elsewhere.
        if neighbour == .edge || !program.isAnchored { visit(program.start) }
        if hasMatched { return nil }
        return RegexState(places: found.sorted(), previous: neighbour)
    }

    /// Passes one symbol.
    mutating func step(from state: RegexState, _ symbol: Int) -> Step {
        let alphabet = program.alphabet
        let neighbour = alphabet.neighbour(symbol)
        beginRound()
        for place in state.places { visit(Int(place), between: state.previous, neighbour) }
        if hasMatched { return .match }
        if symbol == alphabet.edge { return .noMatch }
        let ready = found
        beginRound()
        for place in ready {
            if case .set(let set, let next) = program.instructions[Int(place)],
                alphabet.contains(symbol, in: set)
            {
                visit(next)
            }
        }
        if !program.isAnchored { visit(program.start) }
        if hasMatched { return .match }
        if found.isEmpty { return .noMatch }
        let isNewline = neighbour == .lastNewline
        return .state(
            RegexState(
                places: found.sorted(),
                previous: !program.looksBehind ? .other : isNewline ? .newline : neighbour
            )
        )
    }

    private mutating func beginRound() {
        hasMatched = false
        found.removeAll(keepingCapacity: true)
        if round == .max {
            visits = Array(repeating: 0, count: visits.count)
            round = 0
        }
        round += 1
    }

    /// Finds the sets and assertions that can be reached from a place without a character.
    ///
    /// Given the neighbours of the place, assertions that hold are passed, and others left out.
    private mutating func visit(
        _ place: Int,
        between previous: RegexNeighbour? = nil,
        _ next: RegexNeighbour = .other
    ) {
        stack.append(place)
        while let place = stack.popLast() {
            steps += 1
            guard visits[place] != round else { continue }
            visits[place] = round
            switch program.instructions[place] {
            case .split(let first, let second):
                stack.append(second)
                stack.append(first)
            case .set: found.append(Int32(place))
            case .assertion(let assertion, let target):
                guard let previous else {
                    found.append(Int32(place))
                    continue
                }
                if assertion.holds(after: previous, before: next) { stack.append(target) }
            case .match: hasMatched = true
            }
        }
    }
}

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
package struct LinearRegexMatcher: Sendable {
    /// The pattern.
    package let regex: LinearRegex

    var automaton: RegexAutomaton

    /// Creates a matcher that remembers nothing yet.
    ///
    /// - parameters:
    ///   - regex: The pattern.
    ///   - memory: The most bytes that it may remember.
    package init(_ regex: LinearRegex, memory: Int = 1 << 20) {
        self.regex = regex
        automaton = RegexAutomaton(regex.program, memory: memory)
    }

    /// Whether a match lies anywhere in a text.
    ///
    /// - parameter text: The text.
    package mutating func matches(_ text: String) -> Bool { matches(text.utf8.span) }

    /// Whether a match lies anywhere in a text.
    ///
    /// - parameter utf8: The bytes of the text. A byte that is not UTF-8 counts as U+FFFD.
    package mutating func matches(_ utf8: Span<UInt8>) -> Bool {
        guard let place = regex.program.prefilter.firstPlace(in: utf8) else { return false }
        return automaton.matches(utf8, from: place)
    }
}
