import AuditIndex
import Basics

/// What to trace where a role, a user or an address was named instead of a session.
struct TraceHint {
    /// Keys that are listed.
    private static let shown = 20

    let index: AuditDatabase
    let console: Console

    /// Says what was probably meant.
    ///
    /// - parameter who: What the index knows no key, session or event of.
    func say(_ who: String) throws {
        if IPAddress(who) != nil, let block = try? CIDRBlock(who) {
            return try say(
                "\(who) is an address",
                .init(.matches(.text(.address), [.network(block)])),
                more: "audit search --ip \(who) --reverse"
            )
        }
        guard let glob = try? Glob(who, caseInsensitive: true) else { return sayNothing(who) }
        let pattern = TextPattern.glob(glob)
        let options: [(EventFilter.Condition.Subject, String, String)] = [
            (.role, "role", "--role"), (.text(.principal), "caller", "--principal"),
        ]
        for (subject, noun, option) in options
        where try index.knownTexts(subject).contains(where: pattern.matches) {
            return try say(
                "\(who) is a \(noun), not a session",
                .init(.matches(subject, [pattern])),
                more: "audit search \(option) \(who) --reverse"
            )
        }
        let names =
            try index.knownTexts(.text(.session)) + index.knownTexts(.role)
            + index.knownTexts(.text(.principal)) + index.knownTexts(.text(.accessKey))
        sayNothing(who, meant: EmptyAnswer.nearest(who, among: names))
    }

    /// Names the keys that were used, the most used first.
    private func say(
        _ what: String,
        _ condition: EventFilter.Condition,
        more: String
    ) throws {
        let keys = try index.top(.text(.accessKey), EventFilter(conditions: [condition]))
            .compactMap { key, count in key.map { ($0, count) } }
        guard !keys.isEmpty else {
            return console.complain("\(what); no key of it was used. Its calls: \(more)")
        }
        console.complain("\(what). Trace one of the keys it used:")
        for (key, count) in keys.prefix(Self.shown) {
            console.say("  audit trace \(key)   \(Count(count, "call"))")
        }
        let rest = keys.count - min(keys.count, Self.shown)
        console.say((rest > 0 ? "and \(Count(rest, "other key")). " : "") + "All calls: \(more)")
    }

    private func sayNothing(_ who: String, meant: String? = nil) {
        console.complain(
            "no access key, session or event \(who) in the index"
                + (meant.map { "; did you mean \($0.quoted)?" } ?? "")
        )
    }
}
