import Basics

/// What the values of one field came to: the answers to all its tests, and the rules that these
/// make candidates.
///
/// Agents, identities, addresses and errors repeat from event to event, so that a value is
/// mostly known. Where the values of a field do not repeat, it rests for a while.
struct ValueCache {
    private static let limit = 8_192
    /// The lookups after which it is seen whether values repeat.
    private static let trial = 4_096
    /// The lookups for which it rests where they do not.
    private static let rest = 1 << 16
    private static let weightLimit = 1 << 20
    /// Longer values are looked at anew each time.
    static let lengthLimit = 512

    /// The field's tests.
    let tests: [Int32]
    /// Whether values are remembered at present.
    private(set) var isOn: Bool
    /// The rules that values make candidates, one value after another.
    private(set) var rules: [Int32] = []

    private let trigger: [(test: Int32, rule: Int32)]
    private let words: Int
    private var table = TextTable()
    private var answers: [UInt64] = []
    private var ends: [Int] = [0]
    /// The number of no value, once there was an event without one.
    private(set) var nothing: Int32 = -1
    private var lookups = 0
    private var misses = 0
    /// Whether remembering values can pay at all.
    private let isOfUse: Bool

    init(field: Int, _ program: RuleProgram) {
        tests = program.index.memorable[field]
        trigger = program.index.triggers.first { $0.field == field }?.rules ?? []
        words = (tests.count + 63) / 64
        isOfUse = tests.count > 2 || !trigger.isEmpty || program.tupleFields.contains(field)
        isOn = isOfUse
    }

    /// The number of a value, from 0, and whether it is new.
    @inline(__always)
    mutating func number(
        _ intern: (inout TextTable) -> Int32
    ) -> (value: Int32, isNew: Bool) {
        lookups += 1
        let known = table.count
        let number = intern(&table)
        return (number - 1, number > known)
    }

    /// Counts a value that was known without being looked up.
    mutating func noteHit() { lookups += 1 }

    /// Whether the value of an event should be looked up; counts those that are not.
    @inline(__always)
    mutating func isWanted() -> Bool {
        if isOn { return true }
        guard isOfUse else { return false }
        lookups += 1
        return lookups >= Self.rest
    }

    /// Makes room where the values have become too many; rests where they do not repeat, and tries
    /// again later.
    ///
    /// - returns: Whether the values have lost their numbers.
    mutating func tidy() -> Bool {
        let isFull = table.count >= Self.limit || table.weight > Self.weightLimit
        guard isFull || lookups >= (isOn ? Self.trial : Self.rest) else { return false }
        let wasOn = isOn
        if lookups >= Self.trial {
            isOn = isOfUse && (!wasOn || misses * 2 <= lookups)
            lookups = 0
            misses = 0
        }
        guard isFull || isOn != wasOn else { return false }
        table.removeAll()
        nothing = -1
        answers.removeAll(keepingCapacity: isOn)
        rules.removeAll(keepingCapacity: isOn)
        ends = [0]
        return true
    }

    /// Makes the newest value that of nothing, which is then known without being spelled.
    mutating func noteNothing(_ value: Int32) { nothing = value }

    /// Keeps the answers for the newest value.
    mutating func append(_ holds: [Bool]) {
        misses += 1
        let start = answers.count
        answers.append(contentsOf: repeatElement(0, count: words))
        for (index, answer) in holds.enumerated() where answer {
            answers[start + index >> 6] |= 1 << UInt64(index & 63)
        }
        for (test, rule) in trigger {
            if let index = tests.firstIndex(of: test), holds[index] { rules.append(rule) }
        }
        ends.append(rules.count)
    }

    /// The answer to the test with an index among the field's, for a value.
    @inline(__always)
    func answer(_ value: Int32, _ index: Int) -> Bool {
        answers[Int(value) * words + index >> 6] >> UInt64(index & 63) & 1 == 1
    }

    /// Which of ``rules`` a value makes candidates.
    @inline(__always)
    func triggered(_ value: Int32) -> Range<Int> { ends[Int(value)]..<ends[Int(value) + 1] }
}
