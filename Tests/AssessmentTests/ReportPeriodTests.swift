import Basics
import Testing

@testable import Assessment

/// Which days a report is of.
struct ReportPeriodTests {
    private static func seconds(_ text: String) throws -> Int64 {
        try #require(EventTime(text)).seconds
    }

    private static func period(
        _ first: String,
        _ last: String,
        now: String,
        asked: Range<Int64>? = nil,
        asOf: Int64? = nil
    ) throws -> ReportPeriod {
        ReportPeriod(
            asked: asked,
            first: EventTime(seconds: try seconds(first)),
            last: EventTime(seconds: try seconds(last)),
            asOf: asOf,
            now: try seconds(now)
        )
    }

    @Test
    func `Without a wish it is the last thirty days of the index`() throws {
        let period = try Self.period(
            "2026-01-01T05:00:00Z",
            "2026-03-08T21:00:00Z",
            now: "2026-03-08T22:00:00Z"
        )
        #expect(EventTime(seconds: period.span.lowerBound).description == "2026-02-07T00:00:00Z")
        #expect(EventTime(seconds: period.span.upperBound).description == "2026-03-09T00:00:00Z")
        #expect(period.choice == "the last 30 days of the index")
        #expect(EventTime(seconds: period.asOf).description == "2026-03-08T22:00:00Z")
    }

    @Test
    func `An old index is evaluated as of its end, and the choice says how old it is`() throws {
        let period = try Self.period(
            "2026-03-02T05:00:00Z",
            "2026-03-08T21:00:00Z",
            now: "2026-03-18T22:00:00Z"
        )
        #expect(period.days.count == 7)
        #expect(period.choice == "the whole index, which ends 10 days ago")
        #expect(EventTime(seconds: period.asOf).description == "2026-03-09T00:00:00Z")
    }

    @Test
    func `Days that are asked for count whole`() throws {
        let asked = try Self.seconds("2026-03-03T10:00:00Z")..<Self.seconds("2026-03-04T00:00:01Z")
        let period = try Self.period(
            "2026-03-02T05:00:00Z",
            "2026-03-08T21:00:00Z",
            now: "2026-03-08T22:00:00Z",
            asked: asked,
            asOf: 5
        )
        #expect(period.days.count == 2)
        #expect(period.asOf == 5)
        let open = try Self.period(
            "2026-03-02T05:00:00Z",
            "2026-03-08T21:00:00Z",
            now: "2026-03-08T22:00:00Z",
            asked: .min..<(.max)
        )
        #expect(open.days.count == 7)
    }

    @Test(arguments: ["1970-01-05T00:00:00Z", "2026-03-02T00:30:00Z", "2026-03-09T00:59:59Z"])
    func `Monday begins the week`(time: String) throws {
        #expect(ReportBuilder.hourOfWeek(try Self.seconds(time)) == 0)
    }
}
