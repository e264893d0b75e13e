import Testing

@testable import Delivery
@testable import HTTP

struct RetryTests {
    static let first: Int64 = 1_772_848_421

    /// The wait after an attempt.
    static func wait(
        _ attempt: Int,
        asked: Int64? = nil,
        seed: UInt64 = 1,
        elapsed: Int64 = 0
    ) -> Int64? {
        let now = first + elapsed
        return RetrySchedule().next(
            after: attempt,
            first: first,
            now: now,
            asked: asked,
            seed: seed
        )
        .map { $0 - now }
    }

    @Test(arguments: [
        (1, 15, 30), (2, 30, 60), (3, 60, 120), (7, 960, 1_920), (8, 1_800, 3_600),
        (9, 1_800, 3_600), (39, 1_800, 3_600),
    ])
    func `Waits double up to an hour, less up to a half`(attempt: Int, least: Int64, most: Int64) {
        let waits = (0..<500).compactMap { Self.wait(attempt, seed: $0) }
        #expect(waits.count == 500)
        #expect(waits.allSatisfy { (least...most).contains($0) })
        // They are spread, and do not gather at an end.
        #expect((waits.min() ?? 0) < least + (most - least) / 10 + 1)
        #expect((waits.max() ?? 0) > most - (most - least) / 10 - 1)
    }

    @Test
    func `The same seed draws the same wait`() {
        #expect(Self.wait(3, seed: 7) == Self.wait(3, seed: 7))
        #expect(Set((0..<50).map { Self.wait(5, seed: $0) }).count > 25)
    }

    @Test
    func `What the other side asked for is kept, up to six hours`() throws {
        for seed in 0..<200 as Range<UInt64> {
            #expect((600...630).contains(try #require(Self.wait(1, asked: 600, seed: seed))))
            #expect(
                (21_600...21_630).contains(
                    try #require(Self.wait(1, asked: .max, seed: seed))
                )
            )
            // It asks for no less than what is usual.
            #expect((15...30).contains(try #require(Self.wait(1, asked: 0, seed: seed))))
        }
    }

    @Test
    func `A message is given up after forty attempts or a day`() {
        #expect(Self.wait(40) == nil)
        #expect(Self.wait(12, elapsed: 82_000) != nil)
        #expect(Self.wait(12, elapsed: 86_400) == nil)
        #expect(Self.wait(2, asked: 20_000, elapsed: 70_000) == nil)
    }

    @Test(
        arguments: [
            ("0", 0), ("120", 120), (" 120 ", 120), ("Sat, 07 Mar 2026 02:00:00 GMT", 379),
            ("Saturday, 07-Mar-26 02:00:00 GMT", 379), ("Sat Mar  7 02:00:00 2026", 379),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Sunday, 06-Nov-94 08:49:37 GMT", 0),
            ("-1", nil), ("soon", nil), ("", nil), ("1e3", nil), ("99999999999999999999", nil),
            ("Sat, 31 Feb 2026 02:00:00 GMT", nil), ("Sat, 07 Mar 2026 25:00:00 GMT", nil),
            ("Sat, 07 Mar 2026 02:00 GMT", nil), ("Mar", nil), ("1:2:3", nil),
        ] as [(String, Int64?)]
    )
    func `Retry-After is seconds or a date`(header: String, seconds: Int64?) {
        #expect(RetryAfter.seconds(header, now: Self.first) == seconds)
    }
}
