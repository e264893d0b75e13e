import Testing

@testable import Basics

struct EventTimeTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2022-11-21T18:06:52Z", 1_669_054_012),
        ("2024-02-29T23:59:59Z", 1_709_251_199), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ("2021-05-20 15:53:47Z", 1_621_526_027), ("2021-05-20t15:53:47z", 1_621_526_027),
        ("2021-05-20T15:53:47", 1_621_526_027), ("2021-05-20 15:53:47", 1_621_526_027),
        ("2021-05-20T15:53:47.999Z", 1_621_526_027),
        ("2021-05-20 15:53:47.123456789", 1_621_526_027),
        ("2021-05-20T15:53:47,5Z", 1_621_526_027), ("2021-05-21T02:53:47+11:00", 1_621_526_027),
        ("2021-05-21T02:53:47+1100", 1_621_526_027),
        ("2021-05-20T12:23:47.25-03:30", 1_621_526_027),
        ("2021-05-20T15:53:47-00:00", 1_621_526_027), ("2016-12-31T23:59:60Z", 1_483_228_800),
        ("1969-12-31T23:59:59-00:01", 59),
    ])
    func `A time is read, whatever a tool on the way made of it`(text: String, seconds: Int64) {
        #expect(EventTime(text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "...", "redacted", "eventTime", "null", "1621526027", "2021-05-20", "2021-05-20T15:53Z",
        "2021-05-20T15:53:4Z", "2021-13-20T15:53:47Z", "2021-00-20T15:53:47Z",
        "2021-05-00T15:53:47Z", "2021-05-32T15:53:47Z", "2026-02-30T00:00:00Z",
        "2026-02-29T00:00:00Z", "2021-05-20T24:00:00Z", "2021-05-20T15:60:00Z",
        "2021-05-20T15:53:60Z", "2021-05-20T15:53:47ZZ", "2021-05-20T15:53:47Z ",
        " 2021-05-20T15:53:47Z", "2021-05-20T15:53:47.Z", "2021-05-20T15:53:47.",
        "2021-05-20T15:53:47+",
        "2021-05-20T15:53:47+1", "2021-05-20T15:53:47+11", "2021-05-20T15:53:47+11:0",
        "2021-05-20T15:53:47+24:00", "2021-05-20T15:53:47+11:60", "2021-05-20T15:53:47+11:000",
        "2021-05-20T15:53:47+11.00", "2021/05/20T15:53:47Z", "2021-05-20_15:53:47Z",
        "2021-05-20T15-53-47Z", "20210520T155347Z", "+021-05-20T15:53:47Z", "2021-+5-20T15:53:47Z",
        "2021-05-20T15:53:4\u{0}Z", "2021-05-20T15:53:47\u{0}", "٢٠٢١-05-20T15:53:47Z",
        "2021-05-20T15:53:47é", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "10000-01-01T00:00:00Z",
    ])
    func `Anything but a time is nil`(text: String) {
        #expect(EventTime(text) == nil)
    }

    @Test
    func `Every prefix of a time that lacks its seconds is nil`() {
        let text = "2021-05-20T15:53:47.5+11:00"
        for length in 0..<19 {
            #expect(EventTime(String(text.prefix(length))) == nil, "\(length)")
        }
    }

    @Test
    func `Bytes are read as text is`() {
        let bytes = Array("2022-11-21T18:06:52Z".utf8)
        let whole = EventTime(bytes.span)
        #expect(whole?.seconds == 1_669_054_012)
        let none = EventTime(Span<UInt8>())
        #expect(none == nil)
        // The byte after the span is no part of the time.
        let part = EventTime(bytes.span.extracting(first: 18))
        #expect(part == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (1_772_847_605, "2026-03-07T01:40:05Z"),
        (-1, "1969-12-31T23:59:59Z"), (-86_400, "1969-12-31T00:00:00Z"),
        (-86_401, "1969-12-30T23:59:59Z"), (253_402_300_800, "10000-01-01T00:00:00Z"),
    ])
    func `A time is written as CloudTrail writes it`(seconds: Int64, text: String) {
        #expect(EventTime(seconds: seconds).description == text)
    }

    @Test
    func `A written time reads back as the same time`() {
        for seconds in stride(from: Int64(0), through: 253_402_300_799, by: 2_147_483_629) {
            let time = EventTime(seconds: seconds)
            #expect(EventTime(time.description) == time)
        }
    }

    @Test(arguments: [Int64.min, Int64.max])
    func `The most extreme of times can be printed`(seconds: Int64) {
        #expect(EventTime(seconds: seconds).description.hasSuffix("Z"))
    }

    @Test
    func `Times are ordered`() {
        #expect(EventTime(seconds: -1) < EventTime(seconds: 0))
        #expect(!(EventTime(seconds: 1) < EventTime(seconds: 1)))
    }
}
