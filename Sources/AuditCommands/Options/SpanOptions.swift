import ArgumentParser

/// Selects a span of time.
struct SpanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            From this time on: 24h, 7d, 1mo, 1y, '2 hours ago', yesterday, 2026-03-07, \
            2026-03-07T01:40.
            """,
            valueName: "time"
        ),
        transform: TimeOption.parse
    )
    var since: TimeOption?

    @Option(
        help: ArgumentHelp(
            "Up to this time; a date includes the whole day.",
            valueName: "time"
        ),
        transform: TimeOption.parse
    )
    var until: TimeOption?

    /// The seconds since 1970; nil without either option.
    ///
    /// - throws: ``CommandFailure`` for times before 1970, or with nothing between them.
    func span(_ clock: Clock) throws -> Range<Int64>? {
        try Self.span(since, until, "--until", clock)
    }

    /// The seconds from one time to another.
    ///
    /// - parameter flag: The option of the end, for the error.
    static func span(
        _ since: TimeOption?,
        _ until: TimeOption?,
        _ flag: String,
        _ clock: Clock
    ) throws -> Range<Int64>? {
        guard since != nil || until != nil else { return nil }
        let start = try since?.time(of: "--since", clock).lowerBound ?? .min
        let end = try until?.time(of: flag, clock).exclusiveUpperBound ?? .max
        guard start < end else {
            throw CommandFailure(
                message: "--since \(since?.text ?? "") is not before \(flag) \(until?.text ?? "")",
                status: .usage
            )
        }
        return start..<end
    }
}
