/// Turns a parsed pattern into a program.
struct RegexCompiler {
    private var instructions: [RegexProgram.Instruction] = [.match]
    private var sets: [ScalarSet] = []
    private var numbers: [ScalarSet: Int] = [:]
    private var assertions: Set<RegexAssertion> = []

    static func compile(_ root: RegexNode) throws(RegexFault) -> RegexProgram {
        guard root.size <= LinearRegex.maximumInstructions else {
            throw RegexFault(.beyondLimit(LinearRegex.maximumInstructions, "instructions"), at: 0)
        }
        var compiler = RegexCompiler()
        let start = compiler.emit(root, next: 0)
        let ranges = compiler.sets.reduce(0) { $0 + $1.ranges.count }
        guard ranges <= LinearRegex.maximumRanges else {
            throw RegexFault(.beyondLimit(LinearRegex.maximumRanges, "character ranges"), at: 0)
        }
        let looksBehind: Set<RegexAssertion> = [
            .textStart, .lineStart, .wordBoundary, .noWordBoundary,
        ]
        return RegexProgram(
            instructions: compiler.instructions,
            start: start,
            alphabet: RegexAlphabet(compiler.sets, hasAssertions: !compiler.assertions.isEmpty),
            isAnchored: root.isAnchored,
            looksBehind: !compiler.assertions.isDisjoint(with: looksBehind),
            prefilter: RegexPrefilter(root, isAnchored: root.isAnchored)
        )
    }

    /// Emits a node, last part first, and returns where it begins.
    private mutating func emit(_ node: RegexNode, next: Int) -> Int {
        switch node {
        case .empty: return next
        case .set(let set): return append(.set(number(of: set), next: next))
        case .assertion(let assertion):
            assertions.insert(assertion)
            return append(.assertion(assertion, next: next))
        case .sequence(let nodes):
            return nodes.reversed().reduce(next) { emit($1, next: $0) }
        case .alternatives(let branches):
            let places = branches.map { emit($0, next: next) }
            return places.dropLast().reversed().reduce(places[places.count - 1]) {
                append(.split($1, $0))
            }
        case .repetition(let repetition): return emit(repetition, next: next)
        }
    }

    private mutating func emit(_ repetition: RegexRepetition, next: Int) -> Int {
        var place = next
        var copies = repetition.minimum
        if let maximum = repetition.maximum {
            for _ in repetition.minimum..<maximum {
                place = append(.split(emit(repetition.node, next: place), next))
            }
        } else {
            let loop = append(.split(next, next))
            let body = emit(repetition.node, next: loop)
            instructions[loop] = .split(body, next)
            place = repetition.minimum == 0 ? loop : body
            copies -= 1
        }
        for _ in 0..<max(copies, 0) { place = emit(repetition.node, next: place) }
        return place
    }

    private mutating func append(_ instruction: RegexProgram.Instruction) -> Int {
        instructions.append(instruction)
        return instructions.count - 1
    }

    private mutating func number(of set: ScalarSet) -> Int {
        if let number = numbers[set] { return number }
        numbers[set] = sets.count
        sets.append(set)
        return sets.count - 1
    }
}

extension RegexNode {
    /// Whether each match begins at the start of the text.
    fileprivate var isAnchored: Bool {
        switch self {
        case .empty, .set: false
        case .assertion(let assertion): assertion == .textStart
        case .sequence(let nodes): nodes.first?.isAnchored ?? false
        case .alternatives(let branches): branches.allSatisfy(\.isAnchored)
        case .repetition(let repetition): repetition.minimum > 0 && repetition.node.isAnchored
        }
    }
}

/// A pattern as an automaton: what may come next at each place in it.
struct RegexProgram: Sendable {
    enum Instruction: Sendable {
        /// One scalar of the set with this number.
        case set(Int, next: Int)
        /// No character, if the assertion holds.
        case assertion(RegexAssertion, next: Int)
        case split(Int, Int)
        case match
    }

    let instructions: [Instruction]
    let start: Int
    let alphabet: RegexAlphabet
    /// Whether a match can begin at the start of the text only.
    let isAnchored: Bool
    /// Whether an assertion looks at the previous character.
    let looksBehind: Bool
    let prefilter: RegexPrefilter
}

struct RegexRepetition {
    let node: RegexNode
    let minimum: Int
    /// Nil: without end.
    let maximum: Int?
    /// The offset of the quantifier, if it is possessive.
    let possessiveOffset: Int?
    let size: Int

    init(_ node: RegexNode, minimum: Int, maximum: Int?, possessiveOffset: Int?) {
        self.node = node
        self.minimum = minimum
        self.maximum = maximum
        self.possessiveOffset = possessiveOffset
        if let maximum {
            size = node.size * maximum + maximum - minimum
        } else {
            size = node.size * max(minimum, 1) + 1
        }
    }
}
