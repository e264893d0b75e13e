import Assessment
import AuditIndex
import Basics

/// What to say where nothing was found: what was looked through, and what was probably meant.
struct EmptyAnswer {
    let index: AuditDatabase
    let console: Console

    /// Says on standard error that nothing was found, so that pipes stay clean.
    ///
    /// - parameters:
    ///   - what: Such as `No event matches`.
    ///   - span: The times that were asked for.
    func say(_ what: String, _ span: SpanOptions? = nil) throws {
        let status = try index.status(now: console.now)
        guard let first = status.first, let last = status.last else {
            return console.say("\(what): the index has no events. Read logs with 'audit ingest'.")
        }
        let zone = console.layout.zone
        console.say(
            "\(what). Looked through \(Count(status.events, "event")) from \(zone.brief(first)) "
                + "to \(zone.brief(last)) \(zone.name)."
        )
        if let since = span?.since, let start = try? since.time(console.clock).lowerBound,
            start > last.seconds
        {
            console.say("--since \(since.text) is after the last event.")
        }
        if let until = span?.until,
            let end = try? until.time(console.clock).exclusiveUpperBound, end <= first.seconds
        {
            console.say("--until \(until.text) is before the first event.")
        }
    }

    /// Says which values of an option the index has never seen, and what was probably meant.
    ///
    /// - parameters:
    ///   - option: The option and what it names, such as `--account` and `account`.
    ///   - patterns: Its values.
    ///   - known: All values in the index, asked for only if needed.
    func sayUnknown(
        _ option: (flag: String, noun: String),
        _ patterns: [OptionPattern<TextPattern>],
        among known: () throws -> [String]
    ) throws {
        let wanted = patterns.filter { !$0.isExcluded }
        guard !wanted.isEmpty else { return }
        let known = try known()
        for value in wanted where !known.contains(where: value.pattern.matches) {
            let hint = Self.nearest(value.text, among: known).map { "; did you mean \($0.quoted)?" }
            console.say(
                "\(option.flag): no \(option.noun) in the index matches \(value.text.quoted)"
                    + (hint ?? ".")
            )
        }
    }

    /// The known name that a misspelling means: of an ARN, the name in it.
    static func nearest(_ text: String, among known: [String]) -> String? {
        let names = Set(
            known.flatMap { [$0, $0.split(separator: "/").last.map(String.init) ?? $0] }
        )
        return NearestName.of(text, among: names)
    }
}

extension FilterOptions {
    /// Says which values of the options the index has never seen.
    func sayUnknown(_ answer: EmptyAnswer) throws {
        typealias Subject = EventFilter.Condition.Subject
        let options: [(String, String, [OptionPattern<TextPattern>], Subject)] = [
            ("--principal", "caller", principal, .text(.principal)),
            ("--role", "role", role, .role),
            ("--event", "call", event, .name), ("--service", "service", service, .service),
            ("--resource", "resource", resource, .text(.resource)),
            ("--account", "account", account, .text(.account)),
            ("--region", "region", region, .text(.region)),
            ("--error", "error code", error, .text(.error)),
            ("--user-agent", "user agent", userAgent, .text(.agent)),
            ("--access-key", "access key", accessKey, .text(.accessKey)),
            ("--ip", "source", ip, .text(.address)),
        ]
        for (flag, noun, patterns, subject) in options {
            try answer.sayUnknown((flag, noun), patterns) {
                try answer.index.knownTexts(subject)
            }
        }
    }
}
