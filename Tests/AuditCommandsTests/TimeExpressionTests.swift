import Basics
import Testing

@testable import AuditCommands

struct TimeExpressionTests {
    /// The second 2026-03-07T01:40:05Z.
    private static let now: Int64 = 1_772_847_605

    private static let clock = Clock(now: now)

    /// The second 2026-03-07T00:00:00Z.
    private static let midnight: Int64 = 1_772_841_600

    @Test(
        arguments: [
            ("90s", 90), ("30m", 1_800), ("24h", 86_400), ("7d", 604_800), ("2w", 1_209_600),
            ("7d ago", 604_800), ("7 days ago", 604_800), ("1 hour", 3_600), ("5min", 300),
            ("-7d", 604_800),
            ("7D", 604_800), ("0s", 0), ("007d", 604_800), ("now", 0), ("NOW", 0),
            ("2 hours ago", 7_200), ("an hour ago", 3_600), ("a week", 604_800),
            ("1mo", 28 * 86_400), ("1 month ago", 28 * 86_400), ("2 months", 59 * 86_400),
            ("1y", 365 * 86_400), ("a year ago", 365 * 86_400), ("3y", 1_096 * 86_400),
            ("0mo", 0),
        ] as [(String, Int64)]
    )
    func `So long ago is a second`(text: String, age: Int64) throws {
        let time = try TimeExpression(text, Self.clock)
        #expect(time.lowerBound == Self.now - age)
        #expect(time.exclusiveUpperBound == Self.now - age + 1)
    }

    @Test(
        arguments: [
            ("today", midnight, 86_400), ("yesterday", midnight - 86_400, 86_400),
            ("2026", 1_767_225_600, 365 * 86_400),
            ("2024", 1_704_067_200, 366 * 86_400), ("2026-03-07", midnight, 86_400),
            ("2026-03", 1_772_323_200, 31 * 86_400),
            ("2024-02", 1_706_745_600, 29 * 86_400), ("2026-02", 1_769_904_000, 28 * 86_400),
            ("2024-02-29", 1_709_164_800, 86_400), ("2000-02-29", 951_782_400, 86_400),
            ("2026-03-07T01:40", 1_772_847_600, 60), ("2026-03-07 01:40", 1_772_847_600, 60),
            ("2026-03-07T01:40Z", 1_772_847_600, 60), ("2026-03-07T01:40:05", now, 1),
            ("2026-03-07 01:40:05", now, 1), ("2026-03-07t01:40:05z", now, 1),
            ("2026-03-07T01:40:05.999Z", now, 1), ("2026-03-07T01:40:05,5", now, 1),
            ("2026-03-07T02:40:05+01:00", now, 1), ("2026-03-07T02:40:05+0100", now, 1),
            ("2026-03-07T02:40:05+01", now, 1), ("2026-03-06T20:10:05-05:30", now, 1),
            ("2026-03-07 02:40:05 +0100", now, 1), ("2026-03-07 01:40:05 UTC", now, 1),
            ("2026-03-07T02:40+01:00", 1_772_847_600, 60), ("1970-01-01", 0, 86_400),
            ("9999-12-31", 253_402_214_400, 86_400), ("9999-12", 253_399_622_400, 31 * 86_400),
        ] as [(String, Int64, Int64)]
    )
    func `A time means all of what it names`(text: String, start: Int64, length: Int64) throws {
        let time = try TimeExpression(text, Self.clock)
        #expect(time.lowerBound == start)
        #expect(time.exclusiveUpperBound == start + length)
    }

    @Test(arguments: [
        ("2026-02-30", "2026-02 are 01 to 28"), ("2026-02-29", "2026-02 are 01 to 28"),
        ("2100-02-29", "01 to 28"), ("2024-02-30", "01 to 29"), ("2026-04-31", "01 to 30"),
        ("2026-03-00", "01 to 31"), ("2026-13-01", "months are"), ("2026-00", "months are"),
        ("2026-03-07T24:00", "hours are"), ("2026-03-07T01:60", "minutes are"),
        ("2026-03-07T01:40:60", "seconds are"), ("2026-03-07T01:40:05+24:00", "offsets are"),
        ("2026-03-07T01:40:05+01:60", "offsets are"), ("1969-12-31", "1970 to 9999"),
        ("0000-01-01", "1970 to 9999"), ("1970-01-01T00:00+01:00", "1970 to 9999"),
        ("9999-12-31T23:59-01:00", "1970 to 9999"), ("5q", "units are"), ("60y", "before 1970"),
        ("9223372036854775807mo", "before 1970"),
        ("7", "7d days"), ("30", "30h is hours"), ("1969", "1970 to 9999"),
        ("3 fortnights", "units are"),
        ("1M", "m is minutes"), ("99999w", "before 1970"), ("9223372036854775807w", "before 1970"),
        ("99999999999999999999999s", "before 1970"),
    ])
    func `Almost valid times are rejected with the reason`(text: String, reason: String) throws {
        let error = try #require(throws: TimeExpressionError.self) {
            try TimeExpression(text, Self.clock)
        }
        #expect(error.description.contains(reason))
        #expect(error.description.contains("'\(text)' is not a time"))
    }

    @Test(arguments: [
        "", " ", "yesteday", "tomorrow", "7", "d", "-", "ago", "7d ", " 7d", "7dago", "7  days",
        "1h30m",
        "--7d", "+7d", "٧d", "7.5h", "1e3s", "2026-", "2026-3", "2026-3-7", "2026-03-7",
        "2026-03-", "2026-03-07T", "2026-03-07T01", "2026-03-07T01:4", "2026-03-07T01:40:",
        "2026-03-07T01:40:5", "2026-03-07T01:40:05.", "2026-03-07T01:40.5", "2026-03-07T01:40:05ZZ",
        "2026-03-07T01:40:05+1", "2026-03-07T01:40:05+1:00", "2026-03-07T01:40:05+01:",
        "2026-03-07Z",
        "2026-03-07T01:40:05+01:000", "2026-03-07  01:40", "2026-03-07 01:40 ", "2026-03Z",
        "2026/03/07", "07.03.2026", "20260307", "2026-03-07\n", "2026-03-07\u{0}", "10000-01-01",
        "1772847605", "null", "\u{1b}[2J",
    ])
    func `Invalid times are rejected, with three valid forms`(text: String) throws {
        let error = try #require(throws: TimeExpressionError.self) {
            try TimeExpression(text, Self.clock)
        }
        #expect(error.description.contains("7d, 2026-03-07 or 2026-03-07T01:40:05Z"))
        #expect(error.description.unicodeScalars.allSatisfy { !$0.isUnsafeToShow })
    }

    @Test(arguments: ["7d", "2026-03-07", "2026-03-07T01:40:05Z"])
    func `The forms that the error recommends are times`(text: String) throws {
        #expect(throws: Never.self) { try TimeExpression(text, Self.clock) }
    }

    @Test
    func `An odd clock is an error, not a crash`() {
        #expect(throws: TimeExpressionError.self) { try TimeExpression("1s", Clock(now: 0)) }
        #expect(throws: TimeExpressionError.self) { try TimeExpression("1s", Clock(now: -5)) }
        #expect(throws: TimeExpressionError.self) { try TimeExpression("now", Clock(now: -1)) }
        #expect(throws: TimeExpressionError.self) { try TimeExpression("today", Clock(now: -1)) }
        #expect(throws: TimeExpressionError.self) {
            try TimeExpression("yesterday", Clock(now: 10))
        }
    }
}
