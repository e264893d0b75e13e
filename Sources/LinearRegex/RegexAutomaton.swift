/// The deterministic automaton of a program, built as far as texts have needed it.
///
/// A state is a set of places in the pattern, with what precedes them. Assertions that depend on
/// the next character are decided when it is read.
struct RegexAutomaton: Sendable {
    /// What a step leads to, other than a state.
    private enum Outcome {
        static let unknown: Int32 = -1
        static let noMatch: Int32 = -2
        static let match: Int32 = -3
    }

    private let program: RegexProgram
    private let memory: Int
    private var simulation: RegexSimulation
    /// The places of each state, and what precedes it.
    private var states: [RegexState] = []
    private var numbers: [RegexState: Int32] = [:]
    /// For each state and symbol, the number of the next state, or an outcome.
    private var table: [Int32] = []
    private var usedMemory = 0
    /// How often all states were dropped since the text began.
    private var losses = 0

    init(_ program: RegexProgram, memory: Int) {
        self.program = program
        self.memory = memory
        simulation = RegexSimulation(program)
    }

    /// Places of the pattern and table entries looked at: the work done.
    private(set) var lookups = 0
    var steps: Int { lookups + simulation.steps }

    var stateCount: Int { states.count }

    /// Whether a match begins at a place of a text or after it.
    mutating func matches(_ utf8: Span<UInt8>, from place: Int) -> Bool {
        let alphabet = program.alphabet
        let width = alphabet.width
        losses = 0
        guard let first = simulation.first(after: neighbour(before: place, in: utf8)) else {
            return true
        }
        guard !first.places.isEmpty else { return false }
        var state = number(of: first)
        var index = place
        defer { lookups += index - place }
        while true {
            let symbol = alphabet.symbol(in: utf8, at: &index)
            var next = table[Int(state) * width + symbol]
            if next < 0 {
                if next == Outcome.unknown {
                    let previous = states[Int(state)]
                    next = step(from: state, symbol)
                    // The text needs more of the automaton than is worth caching.
                    if losses > 3 {
                        return simulate(from: previous, symbol, utf8, index)
                    }
                }
                if next == Outcome.match { return true }
                if next == Outcome.noMatch { return false }
            }
            state = next
        }
    }

    /// Matches the rest of a text without caching states.
    private mutating func simulate(
        from state: RegexState,
        _ symbol: Int,
        _ utf8: Span<UInt8>,
        _ index: Int
    ) -> Bool {
        var state = state
        var symbol = symbol
        var index = index
        while true {
            switch simulation.step(from: state, symbol) {
            case .match: return true
            case .noMatch: return false
            case .state(let next): state = next
            }
            symbol = program.alphabet.symbol(in: utf8, at: &index)
        }
    }

    private mutating func step(from state: Int32, _ symbol: Int) -> Int32 {
        let entry = Int(state) * program.alphabet.width + symbol
        switch simulation.step(from: states[Int(state)], symbol) {
        case .match:
            table[entry] = Outcome.match
            return Outcome.match
        case .noMatch:
            table[entry] = Outcome.noMatch
            return Outcome.noMatch
        case .state(let next):
            let lossesBefore = losses
            let number = number(of: next)
            if losses == lossesBefore { table[entry] = number }
            return number
        }
    }

    private mutating func number(of state: RegexState) -> Int32 {
        if let number = numbers[state] { return number }
        let width = program.alphabet.width
        // List and dictionary share the array of places.
        let size = width * 4 + state.places.count * 4 + 160
        if usedMemory + size > memory, !states.isEmpty {
            states.removeAll()
            numbers.removeAll()
            table.removeAll()
            usedMemory = 0
            losses += 1
        }
        let number = Int32(states.count)
        states.append(state)
        numbers[state] = number
        table += repeatElement(Outcome.unknown, count: width)
        usedMemory += size
        return number
    }

    private func neighbour(before place: Int, in utf8: Span<UInt8>) -> RegexNeighbour {
        guard program.looksBehind else { return .other }
        guard place > 0 else { return .edge }
        let byte = utf8[place - 1]
        if byte == 0x0A { return .newline }
        return byte < 0x80 && ScalarSet.words.contains(UInt32(byte)) ? .word : .other
    }
}

/// Places in a pattern at which a match may be, and what precedes them.
struct RegexState: Sendable, Hashable {
    /// Ascending; places of sets and assertions only.
    var places: [Int32]
    var previous: RegexNeighbour
}
