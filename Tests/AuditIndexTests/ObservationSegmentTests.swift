import Testing

@testable import AuditIndex

@Suite struct ObservationSegmentTests {
    private static let day: Int64 = 20_000

    private static func entry(
        subject: Int64,
        second: Int64,
        id: String? = nil,
        day: Int64 = day
    ) -> ObservationEntry {
        var event = EventPlace(time: day * 86_400 + second)
        if let id {
            event.text = Array(id.utf8)
        } else {
            (event.high, event.low) = (.max - UInt64(second), UInt64(subject))
        }
        return ObservationEntry(
            subject: subject,
            event: event,
            content: 0xfedc_ba98_7654_3210,
            place: 3,
            value: 70_000,
            source: 129,
            fingerprint: 1
        )
    }

    private static func decoded(_ bytes: [UInt8], day: Int64 = day) -> [ObservationEntry]? {
        var entries: [ObservationEntry] = []
        return ObservationSegment.decode(bytes, day: day) { entries.append($0) } ? entries : nil
    }

    @Test func whatIsWrittenIsReadByGroupAndTime() throws {
        let entries = [
            Self.entry(subject: 5_000_000_000, second: 86_399),
            Self.entry(subject: 7, second: 0, id: "request-1"),
            Self.entry(subject: 7, second: 127),
            Self.entry(subject: 8, second: 128, id: ""),
        ]
        let bytes = ObservationSegment.encoded(entries, day: Self.day)
        #expect(Self.decoded(bytes) == [entries[1], entries[2], entries[3], entries[0]])
    }

    @Test func daysBefore1970AreDays() throws {
        #expect(ObservationSegment.day(of: -1) == -1)
        #expect(ObservationSegment.day(of: -86_400) == -1)
        #expect(ObservationSegment.day(of: -86_401) == -2)
        #expect(ObservationSegment.day(of: 86_400) == 1)
        let entry = Self.entry(subject: 1, second: 86_399, day: -1)
        let bytes = ObservationSegment.encoded([entry], day: -1)
        #expect(Self.decoded(bytes, day: -1) == [entry])
    }

    @Test func aPartOfThemIsSeenToBeOne() {
        let entries = [
            Self.entry(subject: 7, second: 0, id: "request-1"), Self.entry(subject: 9, second: 1),
        ]
        let bytes = ObservationSegment.encoded(entries, day: Self.day)
        let first = ObservationSegment.encoded([entries[0]], day: Self.day).count
        for count in 1..<bytes.count where count != first {
            #expect(Self.decoded(Array(bytes.prefix(count))) == nil)
        }
        // A number without an end, and a text longer than there is.
        #expect(Self.decoded(Array(repeating: 0xff, count: 40)) == nil)
    }
}
