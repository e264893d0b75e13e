import Basics
import Testing

@testable import AuditCommands

struct ClockZoneTests {
    /// The second 2026-03-07T01:40:05Z.
    private static let time = EventTime(seconds: 1_772_847_605)

    @Test(arguments: [
        ("UTC", "UTC", "2026-03-07 01:40:05", "2026-03-07T01:40:05Z"),
        ("z", "UTC", "2026-03-07 01:40:05", "2026-03-07T01:40:05Z"),
        ("+02:00", "+02:00", "2026-03-07 03:40:05", "2026-03-07T03:40:05+02:00"),
        ("-0530", "-05:30", "2026-03-06 20:10:05", "2026-03-06T20:10:05-05:30"),
        ("+2", "+02:00", "2026-03-07 03:40:05", "2026-03-07T03:40:05+02:00"),
        ("+0", "UTC", "2026-03-07 01:40:05", "2026-03-07T01:40:05Z"),
        ("europe/berlin", "Europe/Berlin", "2026-03-07 02:40:05", "2026-03-07T02:40:05+01:00"),
        ("Asia/Kathmandu", "Asia/Kathmandu", "2026-03-07 07:25:05", "2026-03-07T07:25:05+05:45"),
        ("US/Pacific", "US/Pacific", "2026-03-06 17:40:05", "2026-03-06T17:40:05-08:00"),
    ])
    func `A time is shown as the zone's clocks do`(
        text: String,
        name: String,
        brief: String,
        full: String
    ) throws {
        let zone = try ClockZone(text, environment: [:])
        #expect(zone.name == name)
        #expect(zone.brief(Self.time) == brief)
        #expect(zone.full(Self.time) == full)
    }

    @Test(arguments: [
        ("Europe/Berln", "'Europe/Berlin'"), ("Berlin", "'Europe/Berlin'"),
        ("BST", "use UTC, local"), ("+25:00", "-14:00 to +14:00"), ("+1:2:3", "-14:00"),
        ("+02:60", "-14:00"), ("-", "-14:00"), ("", "use UTC"), ("../../etc/passwd", "use UTC"),
        ("Mars/Olympus", "use UTC"), ("\u{1b}[2J", "use UTC"),
    ])
    func `What is no zone says what one is`(text: String, hint: String) {
        let error = #expect(throws: InvalidValue.self) {
            try ClockZone(text, environment: [:])
        }
        #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
    }

    @Test
    func `The local zone is that of TZ`() throws {
        #expect(try ClockZone("local", environment: ["TZ": "Asia/Tokyo"]).name == "Asia/Tokyo")
        #expect(try ClockZone("LOCAL", environment: ["TZ": ":Asia/Tokyo"]).name == "Asia/Tokyo")
        #expect(try ClockZone("local", environment: ["TZ": "UTC"]) == .utc)
    }

    /// Seconds since 1970 of what `--since` and `--until` mean in Berlin at 2026-03-07T23:30Z,
    /// which is the next day there.
    @Test(
        arguments: [
            ("today", 1_772_924_400, 86_400), ("yesterday", 1_772_838_000, 86_400),
            ("2026-03-07", 1_772_838_000, 86_400), ("2026-03-07T01:40", 1_772_844_000, 60),
            ("2026-03-07T01:40Z", 1_772_847_600, 60), ("24h", 1_772_839_800, 1),
            // A day of 23 hours and one of 25.
            ("2026-03-29", 1_774_738_800, 82_800), ("2026-10-25", 1_792_879_200, 90_000),
            // An hour that does not exist, and one that comes twice: all of it is meant.
            ("2026-03-29T02:30", 1_774_747_800, 60), ("2026-10-25T02:30", 1_792_888_200, 3_660),
            ("2026-03", 1_772_319_600, 31 * 86_400 - 3_600),
        ] as [(String, Int64, Int64)]
    )
    func `Times are read in the zone`(text: String, start: Int64, length: Int64) throws {
        let zone = try ClockZone("Europe/Berlin", environment: [:])
        let time = try TimeExpression(text, Clock(now: 1_772_926_200, zone: zone))
        #expect(time.lowerBound == start)
        #expect(time.exclusiveUpperBound == start + length)
    }

    @Test
    func `A table shows the zone and programs get UTC`() throws {
        let sink = OutputSink.inMemory()
        var layout = TableLayout(width: 80, color: false)
        layout.zone = try ClockZone("Europe/Berlin", environment: [:])
        let columns = [OutputColumn("eventTime", title: "TIME (UTC)", shrink: .never)]
        for format in OutputFormat.allCases where format != .html {
            var writer = format.rowWriter(columns: columns, sink: sink, layout: layout)
            try writer.write([.time(Self.time.seconds)])
            try writer.finish()
        }
        #expect(
            sink.text == """
                TIME (Europe/Berlin)
                2026-03-07 02:40:05
                [
                {"eventTime":"2026-03-07T01:40:05Z"}
                ]
                {"eventTime":"2026-03-07T01:40:05Z"}
                eventTime
                2026-03-07T01:40:05Z
                eventTime
                2026-03-07T01:40:05Z
                | TIME (Europe/Berlin) |
                | --- |
                | 2026-03-07 02:40:05 |

                """
        )
    }
}
