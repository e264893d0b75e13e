/// Follows all paths through a pattern at once, character by character.
struct RegexSimulation: Sendable {
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
    private(set) var steps = 0

    init(_ program: RegexProgram) {
        self.program = program
        visits = Array(repeating: 0, count: program.instructions.count)
    }

    /// The state in which a search begins; nil when nothing is needed for a match.
    mutating func first(after neighbour: RegexNeighbour) -> RegexState? {
        beginRound()
        // An anchored pattern matches nowhere else.
        if neighbour == .edge || !program.isAnchored { visit(program.start) }
        if hasMatched { return nil }
        return RegexState(places: found.sorted(), previous: neighbour)
    }

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
    /// Follows the assertions that hold between the place's neighbours.
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
/// It builds a deterministic automaton while it matches and caches the states that texts need:
/// after a few texts each byte costs one table lookup. It is for one thread; make one per thread,
/// and keep it.
///
/// For example:
///
/// ```swift
/// var matcher = LinearRegexMatcher(try LinearRegex("Delete(Trail|Bucket)$"))
/// matcher.matches("cloudtrail:DeleteTrail")  // true
/// ```
///
/// Complexity: O(n) in the length of the text as a rule, O(n · m) with the number of instructions
/// of the pattern at worst. Memory: the given number of bytes. A text that needs more of the
/// automaton than fits is matched without the cache.
package struct LinearRegexMatcher: Sendable {
    package let regex: LinearRegex

    var automaton: RegexAutomaton

    /// - parameter memory: The most bytes of cached states.
    package init(_ regex: LinearRegex, memory: Int = 1 << 20) {
        self.regex = regex
        automaton = RegexAutomaton(regex.program, memory: memory)
    }

    /// Whether a text contains a match.
    package mutating func matches(_ text: String) -> Bool { matches(text.utf8.span) }

    /// Whether a text contains a match.
    ///
    /// - parameter utf8: The bytes of the text. A byte that is not UTF-8 counts as U+FFFD.
    package mutating func matches(_ utf8: Span<UInt8>) -> Bool {
        guard let place = regex.program.prefilter.firstPlace(in: utf8) else { return false }
        return automaton.matches(utf8, from: place)
    }
}
