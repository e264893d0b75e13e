import ArgumentParser

/// Selects a span of time.
struct SpanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "From this time on (UTC): 7d, 24h, today, 2026-03-07, 2026-03-07T01:40.",
            valueName: "time"
        ),
        transform: TimeOption.parse
    )
    var since: TimeOption?

    @Option(
        help: ArgumentHelp(
            "Up to this time (UTC); a date includes the whole day.",
            valueName: "time"
        ),
        transform: TimeOption.parse
    )
    var until: TimeOption?

    /// The seconds since 1970; nil without either option.
    ///
    /// - throws: ``CommandFailure`` for times before 1970, or with nothing between them.
    func span(now: Int64) throws -> Range<Int64>? {
        try Self.span(since, until, "--until", now: now)
    }

    /// The seconds from one time to another.
    ///
    /// - parameter flag: The option of the end, for the error.
    static func span(
        _ since: TimeOption?,
        _ until: TimeOption?,
        _ flag: String,
        now: Int64
    ) throws -> Range<Int64>? {
        guard since != nil || until != nil else { return nil }
        let start = try since?.time(of: "--since", now: now).lowerBound ?? .min
        let end = try until?.time(of: flag, now: now).exclusiveUpperBound ?? .max
        guard start < end else {
            throw CommandFailure(
                message: "--since \(since?.text ?? "") is not before \(flag) \(until?.text ?? "")",
                status: .usage
            )
        }
        return start..<end
    }
}
