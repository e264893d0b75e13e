import Basics
import SecurityArchitecture
import Testing

@Suite struct TimeWindowTests {
    @Test(
        arguments: [
            // Berlin is an hour ahead of UTC in winter, two in summer.
            ("Mon-Thu 08:00-16:00 Europe/Berlin", "2026-03-02T06:59:59Z", false),
            ("Mon-Thu 08:00-16:00 Europe/Berlin", "2026-03-02T07:00:00Z", true),
            ("Mon-Thu 08:00-16:00 Europe/Berlin", "2026-03-02T14:59:59Z", true),
            ("Mon-Thu 08:00-16:00 Europe/Berlin", "2026-03-02T15:00:00Z", false),
            ("Mon-Thu 08:00-16:00 Europe/Berlin", "2026-07-06T06:00:00Z", true),
            ("Mon-Thu 08:00-16:00 Europe/Berlin", "2026-07-06T05:59:00Z", false),
            ("Mon-Thu 08:00-16:00 Europe/Berlin", "2026-03-06T09:00:00Z", false),
            // The day is the zone's, not UTC's.
            ("Mon 00:00-02:00 Europe/Berlin", "2026-03-01T23:30:00Z", true),
            ("Sun 19:00-24:00 America/New_York", "2026-03-02T01:00:00Z", true),
            ("Mon 19:00-24:00 America/New_York", "2026-03-02T01:00:00Z", false),
            // Over midnight, and over the end of the week.
            ("Fri 22:00-06:00", "2026-03-06T21:59:00Z", false),
            ("Fri 22:00-06:00", "2026-03-06T22:00:00Z", true),
            ("Fri 22:00-06:00", "2026-03-07T05:59:00Z", true),
            ("Fri 22:00-06:00", "2026-03-07T06:00:00Z", false),
            ("Fri 22:00-06:00", "2026-03-06T05:00:00Z", false),
            ("Sun 22:00-06:00", "2026-03-09T05:59:00Z", true),
            ("Sun 22:00-06:00", "2026-03-08T05:59:00Z", false),
            ("Sat-Mon 10:00-11:00", "2026-03-08T10:30:00Z", true),
            ("Sat-Mon 10:00-11:00", "2026-03-10T10:30:00Z", false),
            ("Mon,Wed 10:00-11:00", "2026-03-04T10:30:00Z", true),
            ("Mon,Wed 10:00-11:00", "2026-03-03T10:30:00Z", false),
            ("weekend 0-24", "2026-03-07T00:00:00Z", true),
            ("weekdays 0-24", "2026-03-07T00:00:00Z", false),
            ("08:00-16:00", "2026-03-07T09:00:00Z", true),
            ("daily 16:00-00:00", "2026-03-07T23:59:00Z", true),
            ("daily 16:00-00:00", "2026-03-07T00:00:00Z", false),
            // Berlin, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
            ("Sun 02:00-03:00 Europe/Berlin", "2026-03-29T00:59:59Z", false),
            ("Sun 02:00-03:00 Europe/Berlin", "2026-03-29T01:00:00Z", false),
            ("Sun 01:00-02:00 Europe/Berlin", "2026-03-29T00:59:59Z", true),
            ("Sun 03:00-04:00 Europe/Berlin", "2026-03-29T01:00:00Z", true),
            ("Sun 02:00-03:00 Europe/Berlin", "2026-03-22T01:30:00Z", true),
            // Berlin, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC; 02:30 comes twice.
            ("Sun 02:00-03:00 Europe/Berlin", "2026-10-24T23:59:59Z", false),
            ("Sun 02:00-03:00 Europe/Berlin", "2026-10-25T00:30:00Z", true),
            ("Sun 02:00-03:00 Europe/Berlin", "2026-10-25T01:30:00Z", true),
            ("Sun 02:00-03:00 Europe/Berlin", "2026-10-25T02:00:00Z", false),
            // New York, 8 March 2026: the gap is at 07:00 UTC.
            ("Sun 02:00-03:00 America/New_York", "2026-03-08T06:59:59Z", false),
            ("Sun 02:00-03:00 America/New_York", "2026-03-08T07:00:00Z", false),
            ("Sun 03:00-04:00 America/New_York", "2026-03-08T07:00:00Z", true),
            // New York, 1 November 2026: 01:30 comes twice, at 05:30 and 06:30 UTC.
            ("Sun 01:00-02:00 America/New_York", "2026-11-01T05:30:00Z", true),
            ("Sun 01:00-02:00 America/New_York", "2026-11-01T06:30:00Z", true),
            ("Sun 01:00-02:00 America/New_York", "2026-11-01T07:00:00Z", false),
            // A window around the night of the change.
            ("Sat 22:00-06:00 Europe/Berlin", "2026-03-29T03:59:00Z", true),
            ("Sat 22:00-06:00 Europe/Berlin", "2026-03-29T04:00:00Z", false),
            ("Sat 22:00-06:00 Europe/Berlin", "2026-10-25T04:59:00Z", true),
            ("Sat 22:00-06:00 Europe/Berlin", "2026-10-25T05:00:00Z", false),
        ]
    )
    func windowContains(text: String, moment: String, isInside: Bool) throws {
        let window = try TimeWindow(text)
        #expect(window.contains(time(moment)) == isInside)
    }

    @Test(
        arguments: [
            ("Mon-Thu 08:00-16:00 Europe/Berlin", "Mon–Thu 08:00–16:00 Europe/Berlin"),
            ("monday - thursday 8-16", "Mon–Thu 08:00–16:00 UTC"),
            ("Mon, Wed, Fri 08:00–16:00 UTC", "Mon,Wed,Fri 08:00–16:00 UTC"),
            ("22:00-06:00", "daily 22:00–06:00 UTC"),
            ("Sat-Mon 0-24", "Sat–Mon 00:00–24:00 UTC"),
        ]
    )
    func windowIsWrittenInItsUsualForm(text: String, form: String) throws {
        #expect(try TimeWindow(text).description == form)
    }

    @Test(arguments: [
        "", "Mon", "8-8", "Mon-Thu", "24:00-08:00", "8:5-9", "Mon 8-16 UTC UTC", "Mo 8-16",
    ])
    func noWindow(text: String) {
        #expect(throws: TextFault.self) { try TimeWindow(text) }
    }
}

@Suite struct ClockZoneTests {
    @Test(
        arguments: [
            ("Europe/Berlin", 120, false, "2026-06-01T00:00:00Z"),
            // 02:30 does not exist: the moment of the change.
            ("Europe/Berlin", 150, false, "2026-03-29T01:00:00Z"),
            // 02:30 exists twice.
            ("Europe/Berlin", 150, false, "2026-10-25T00:30:00Z"),
            ("Europe/Berlin", 150, true, "2026-10-25T01:30:00Z"),
            ("America/New_York", 150, false, "2026-03-08T07:00:00Z"),
            ("America/New_York", 90, true, "2026-11-01T06:30:00Z"),
        ]
    )
    func clockTimeIsFound(zone: String, minute: Int, last: Bool, moment: String) throws {
        let zone = try ClockZone(zone)
        let date = zone.clock(at: time(moment)).date
        #expect(zone.time(date, minute: minute, last: last).description == moment)
    }

    @Test(arguments: ["Mars/Olympus", "PST", "europe/berlin", "+01:00", ""])
    func noZone(name: String) {
        #expect(throws: TextFault.self) { try ClockZone(name) }
    }
}

@Suite struct FreezeTests {
    @Test(
        arguments: [
            ("2026-12-19T22:59:59Z", false), ("2026-12-19T23:00:00Z", true),
            ("2027-01-02T22:59:59Z", true), ("2027-01-02T23:00:00Z", false),
        ]
    )
    func datesAreWholeDaysOfTheZone(moment: String, isFrozen: Bool) throws {
        let zone = try ClockZone("Europe/Berlin")
        let freeze = try Freeze(from: "2026-12-20", to: "2027-01-02", zone: zone)
        #expect(freeze.contains(time(moment)) == isFrozen)
    }

    @Test func timesOfDayAndUTCAreRead() throws {
        let zone = try ClockZone("America/New_York")
        let freeze = try Freeze(from: "2026-11-25 18:00", to: "2026-11-30T12:00:00Z", zone: zone)
        #expect(freeze.start.description == "2026-11-25T23:00:00Z")
        #expect(freeze.end.description == "2026-11-30T12:00:00Z")
    }

    @Test func aFreezeLastsThroughTheHourThatComesTwice() throws {
        let zone = try ClockZone("Europe/Berlin")
        let freeze = try Freeze(from: "2026-10-25 02:30", to: "2026-10-25 02:45", zone: zone)
        #expect(freeze.start.description == "2026-10-25T00:30:00Z")
        #expect(freeze.end.description == "2026-10-25T01:45:00Z")
    }

    @Test func shortFormHasAReason() throws {
        let read = try architecture(
            """
            time-zone: Europe/Berlin
            deployment-roles:
              d: {freezes: ["2026-12-20 to 2027-01-02: holidays", 2026-05-01]}
            """
        )
        let freezes = read.deploymentRoles[0].freezes
        #expect(freezes.map(\.reason) == ["holidays", ""])
        #expect(freezes[1].start.description == "2026-04-30T22:00:00Z")
        #expect(freezes[1].end.description == "2026-05-01T22:00:00Z")
    }
}

@Suite struct TimeSpanTests {
    @Test(
        arguments: [("30d", 2_592_000), ("1h30m", 5_400), ("2w", 1_209_600), ("45s", 45)]
            as [(String, Int64)]
    )
    func spanIsRead(text: String, seconds: Int64) throws {
        #expect(try TimeSpan(text).seconds == seconds)
    }

    @Test(arguments: ["", "30", "d", "30x", "0d", "1m1h", "-1d", "9999999d", "40000d", "1h1h"])
    func noSpan(text: String) {
        #expect(throws: TextFault.self) { try TimeSpan(text) }
    }
}
