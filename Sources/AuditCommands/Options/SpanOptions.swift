import ArgumentParser
import Foundation

/// Selects a span of time.
struct SpanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "From this time on (UTC): 7d, 24h, today, 2026-03-07, 2026-03-07T01:40.",
            valueName: "time"
        )
    )
    var since: String?

    @Option(
        help: ArgumentHelp(
            "Up to this time (UTC); a date includes the whole day.",
            valueName: "time"
        )
    )
    var until: String?

    func validate() throws {
        do {
            _ = try span(now: Int64(Date().timeIntervalSince1970))
        } catch is CommandFailure {
            // Which of two times comes first may hang on the present.
        }
    }

    /// The seconds since 1970; nil where nothing is asked for.
    ///
    /// - throws: A `ValidationError` for what is no time; ``CommandFailure`` for times that leave
    ///   nothing between them.
    func span(now: Int64) throws -> Range<Int64>? {
        guard since != nil || until != nil else { return nil }
        let start =
            try since.map { try TimeExpression($0, of: "--since", now: now).lowerBound } ?? .min
        let end =
            try until.map { try TimeExpression($0, of: "--until", now: now).exclusiveUpperBound }
            ?? .max
        guard start < end else {
            throw CommandFailure(
                message: "--since \(since ?? "") is not before --until \(until ?? "")",
                status: .usage
            )
        }
        return start..<end
    }
}
