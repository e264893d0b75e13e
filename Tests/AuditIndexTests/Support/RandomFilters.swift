import AuditIndex
import AuditTestSupport
import Basics

/// Makes filters of all kinds that suit the events of an index.
struct RandomFilters {
    let events: [IndexedEvent]
    var random: SeededRandom

    private static let kinds = TextKind.allCases.filter { $0 != .action }
    private static let subjects: [EventFilter.Condition.Subject] =
        kinds.map { .text($0) } + [.service, .name, .role]
    private static let flags: [EventFlags] = [
        .failed, .denied, [.failed, .denied], .readOnly, .mfa, .withoutID, [],
        [.failed, .readOnly],
    ]

    init(_ events: [IndexedEvent], seed: Int) {
        self.events = events
        random = SeededRandom(seed: seed)
    }

    mutating func next() throws -> EventFilter {
        var filter = EventFilter()
        if chance(3) { filter.since = time() }
        if chance(3) { filter.until = time() }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            filter.conditions.append(.init(try test(), isExcluded: chance(4)))
        }
        return filter
    }

    mutating func subject() -> EventFilter.Condition.Subject { pick(Self.subjects) ?? .name }

    mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func chance(_ oneIn: Int) -> Bool {
        Int.random(in: 0..<oneIn, using: &random) == 0
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.randomElement(using: &random)
    }

    /// A time at, before or after an event, an hour's or a day's border, or far away.
    private mutating func time() -> Int64 {
        let time = pick(events)?.time.seconds ?? 0
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return time / 86_400 * 86_400
        case 1: return time / 3_600 * 3_600
        case 2: return time + 1
        case 3: return pick([.min, .max, 0, -1]) ?? 0
        default: return time
        }
    }

    private mutating func test() throws -> EventFilter.Condition.Test {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .flags(pick(Self.flags) ?? [])
        case 1: return .contains(part(text(subject())))
        case 2: return .contains(part(pick(events)?.identifier.description ?? "x"))
        case 3:
            let block = pick(["10.0.0.0/8", "0.0.0.0/0", "203.0.113.0/24", "::/0", "10.1.0.0/29"])
            return .matches(.text(.address), [.network(try CIDRBlock(block ?? "10.0.0.0/8"))])
        default:
            let subject = subject()
            var patterns: [TextPattern] = []
            for _ in 0...Int.random(in: 0...2, using: &random) {
                patterns.append(try pattern(text(subject)))
            }
            return .matches(subject, patterns)
        }
    }

    private mutating func text(_ subject: EventFilter.Condition.Subject) -> String {
        for _ in 0..<5 {
            if let event = pick(events), let text = NaiveFilter.texts(subject, event).first {
                return text
            }
        }
        return "nothing"
    }

    private mutating func pattern(_ text: String) throws -> TextPattern {
        let escaped = text.replacing("\\", with: "\\\\").replacing("*", with: "\\*")
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return .exactly(text)
        case 1: return .glob(try Glob("*"))
        case 2: return .glob(try Glob("*\(escaped.suffix(5).filter { $0 != "\\" })"))
        case 3: return .glob(try Glob(escaped.uppercased(), caseInsensitive: true))
        default: return .glob(try Glob(escaped))
        }
    }

    private mutating func part(_ text: String) -> String {
        let characters = Array(text)
        let start = Int.random(in: 0..<max(characters.count, 1), using: &random)
        let end = min(start + Int.random(in: 1...8, using: &random), characters.count)
        let part = start < end ? String(characters[start..<end]) : "x"
        return chance(2) ? part.uppercased() : part
    }
}
