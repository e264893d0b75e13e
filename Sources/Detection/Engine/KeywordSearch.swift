import Basics
import CloudTrail

/// Finds many keywords in one walk over a text.
///
/// It is the algorithm of Wu and Manber: a table tells from two bytes how far the next keyword
/// is away at least, so that most of the text is not looked at. See Wu and Manber, *A fast
/// algorithm for multi-pattern searching*, 1994.
///
/// - complexity: O(n / m) as a rule in the lengths of the text and the shortest keyword; O(n · k)
///   at worst, with k the bytes of all keywords.
struct KeywordSearch: Sendable {
    /// Shorter keywords would shorten all steps.
    private static let shortest = 4

    /// The keyword of each test, or -1 for tests that are answered one by one.
    let slots: [Int32]
    /// The number of keywords.
    var count: Int { keywords.count }

    private let keywords: [[UInt8]]
    /// The bytes of a keyword that the steps are reckoned by.
    private let window: Int
    private let steps: [UInt8]
    /// The keywords whose window ends in two bytes of one hash, one list after another.
    private let bucketStarts: [UInt16]
    private let buckets: [UInt16]

    init(_ tests: [ProgramTest]) {
        var slots = Array(repeating: Int32(-1), count: tests.count)
        var keywords: [[UInt8]] = []
        for (index, test) in tests.enumerated() where keywords.count < 10_000 {
            guard test.isKeyword, let bytes = Self.keyword(of: test.matcher) else { continue }
            slots[index] = Int32(keywords.count)
            keywords.append(bytes)
        }
        let window = min(keywords.map(\.count).min() ?? 0, 200)
        var steps = [UInt8](repeating: UInt8(max(window - 1, 1)), count: 4_096)
        var lists: [[UInt16]] = Array(repeating: [], count: 4_096)
        for (number, keyword) in keywords.enumerated() {
            for offset in 0..<(window - 1) {
                let hash = Self.hash(keyword[offset], keyword[offset + 1])
                steps[hash] = min(steps[hash], UInt8(window - 2 - offset))
                if offset == window - 2 { lists[hash].append(UInt16(number)) }
            }
        }
        var starts: [UInt16] = [0]
        for list in lists { starts.append(starts[starts.count - 1] + UInt16(list.count)) }
        self.slots = slots
        self.keywords = keywords
        self.window = window
        self.steps = steps
        bucketStarts = starts
        buckets = lists.flatMap { $0 }
    }

    /// The folded bytes of a keyword that can be looked for with others.
    static func keyword(of matcher: FieldTest.Matcher) -> [UInt8]? {
        guard case .text(let pattern) = matcher, !pattern.isCased,
            case .contained(let bytes) = pattern.shape, bytes.count >= shortest
        else { return nil }
        return bytes
    }

    @inline(__always)
    private static func hash(_ first: UInt8, _ second: UInt8) -> Int {
        (Int(first) << 4 ^ Int(second)) & 4_095
    }

    /// Marks the keywords that a folded text contains.
    ///
    /// - parameter found: A mark for each keyword.
    /// - returns: Whether there are any.
    func search(_ text: Span<UInt8>, marking found: inout [UInt32], with mark: UInt32) -> Bool {
        guard window > 1 else { return false }
        var hasFound = false
        let steps = steps.span
        var position = window - 2
        let end = text.count - 1
        while position < end {
            let hash = Self.hash(text[position], text[position + 1])
            let step = Int(steps[hash])
            if step > 0 {
                position += step
                continue
            }
            for index in Int(bucketStarts[hash])..<Int(bucketStarts[hash + 1]) {
                let keyword = Int(buckets[index])
                let start = position - (window - 2)
                if found[keyword] != mark, keywords[keyword].count <= text.count - start,
                    TextPattern.isEqual(keywords[keyword], text, at: start)
                {
                    found[keyword] = mark
                    hasFound = true
                }
            }
            position += 1
        }
        return hasFound
    }
}

extension FieldTest.Matcher {
    /// Whether a candidate satisfies the matcher, for all matchers that look at one value alone.
    func accepts(_ kind: JSONKind, _ text: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .number(let wanted):
            return Self.number(kind, text)?.compared(to: wanted) == 0
        case .comparison(let comparison, let bound):
            return Self.number(kind, text).map { comparison.holds($0, bound) } ?? false
        case .boolean(let wanted):
            guard kind == .boolean || kind == .string else { return false }
            let word = wanted ? "true" : "false"
            return text.count == word.utf8.count
                && zip(text, word.utf8).allSatisfy { $0 == $1 || $0 == $1 & 0xdf }
        case .network(let block):
            guard kind == .string, let address = IPAddress(utf8: text.span) else { return false }
            return block.contains(address)
        case .timePart(let part, let comparison, let bound):
            guard kind == .string, let value = part.value(in: text) else { return false }
            return comparison.holds(.integer(value), bound)
        case .exists, .null, .text, .regex, .reference: return false
        }
    }

    /// Booleans are no numbers; texts are where JSON would have them so.
    private static func number(_ kind: JSONKind, _ text: ArraySlice<UInt8>) -> RuleNumber? {
        kind == .number || kind == .string ? RuleNumber(json: text) : nil
    }
}
