import Testing

@testable import Detection

/// An hour is compared with the same hour of the days before.
@Suite struct SpikeJudgeTests {
    private func evaluate(
        deviations: Double = 6,
        learning: Int64 = 0,
        timespan: Int64 = 30 * day,
        from start: Int64? = 0,
        floor: Int = 1
    ) -> SpikeTest {
        SpikeTest(
            timespan: timespan,
            learning: learning,
            deviations: deviations,
            historyStart: start,
            isEnough: { $0 >= floor }
        )
    }

    /// The same hour of some days, one count a day; none where it is 0.
    private func hours(_ counts: [Int], from first: Int64 = 0) -> [ActivityHour] {
        counts.enumerated().filter { $1 > 0 }.map { index, count in
            let time = first + Int64(index) * day + 9 * hour
            return .of(time, to: time + 60, count: count)
        }
    }

    @Test(arguments: [
        // median 10, MAD 0: the square root of 10 counts, so that 10 + 6 × 3.16 = 28.97.
        (Array(repeating: 10, count: 10), 28, false), (Array(repeating: 10, count: 10), 29, true),
        // Days without any count as 0: median 0, MAD 0, so that it takes more than 6.
        (Array(repeating: 0, count: 10), 6, false), (Array(repeating: 0, count: 10), 7, true),
        // One busy day is no habit, for a median does not feel it.
        ([0, 0, 0, 900, 0, 0, 0], 7, true),
        // median 4.5, MAD 2.5: 4.5 + 6 × 3.7065 = 26.7.
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 26, false), ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 27, true),
        // Half of the days are busy: median 50, MAD 50, so that 50 + 6 × 74.13 = 494.8.
        ([0, 100, 0, 100, 0, 100, 0, 100], 494, false),
        ([0, 100, 0, 100, 0, 100, 0, 100], 495, true),
    ])
    func itIsFarOverTheUsual(before: [Int], count: Int, isFound: Bool) {
        // The history begins with the first of these days, whether it had any or not.
        let found = evaluate().findings(in: hours(before + [count])).filter {
            $0.time >= Int64(before.count) * day
        }
        #expect(found.isEmpty == !isFound)
    }

    @Test func theFloorIsAFloor() {
        let hours = hours(Array(repeating: 0, count: 10) + [99])
        #expect(evaluate(floor: 100).findings(in: hours).isEmpty)
        #expect(evaluate(floor: 99).findings(in: hours).count == 1)
    }

    @Test func onlyTheSameHourCounts() {
        var hours = hours(Array(repeating: 50, count: 10))
        // An hour later there is never anything.
        hours.append(.of(10 * day + 10 * hour, to: 10 * day + 10 * hour + 5, count: 50))
        let found = evaluate(learning: day).findings(in: hours)
        #expect(found.map(\.time) == [10 * day + 10 * hour + 5])
        #expect(found.first?.remark.hasSuffix("usual at this hour is 0, over 10 days") == true)
    }

    @Test func hoursBeginAndEndSharply() {
        let usual = hours(Array(repeating: 50, count: 10))
        let last = 10 * day + 10 * hour
        let before = usual + [.of(last - 1, count: 50)]
        #expect(evaluate(learning: day).findings(in: before).isEmpty)
        let after = usual + [.of(last, count: 50)]
        #expect(evaluate(learning: day).findings(in: after).count == 1)
    }

    @Test func timesBefore1970HaveHoursToo() {
        let usual = hours(Array(repeating: 50, count: 10), from: -20 * day)
        let same = usual + [.of(-10 * day + 9 * hour + 3_599, count: 60)]
        #expect(evaluate(learning: day, from: -20 * day).findings(in: same).isEmpty)
        let other = usual + [.of(-10 * day + 9 * hour - 1, count: 60)]
        #expect(evaluate(learning: day, from: -20 * day).findings(in: other).count == 1)
    }

    @Test(arguments: [(6, false), (7, true)])
    func nothingIsReportedWhileItLearns(days: Int, isFound: Bool) {
        // The hour of the first event is the beginning, and not midnight.
        let hours = hours(Array(repeating: 0, count: days) + [500])
        let found = evaluate(learning: 7 * day, from: 9 * hour).findings(in: hours)
        #expect(found.isEmpty == !isFound)
    }

    @Test func whatIsOlderThanTheTimespanIsForgotten() {
        // It was busy until five days ago.
        let hours = hours([500, 500, 500, 500, 0, 0, 0, 0, 0, 500])
        #expect(
            evaluate(timespan: 5 * day, floor: 100).findings(in: hours).last?.time == 9 * day + 9
                * hour + 60
        )
        #expect(
            evaluate(timespan: 5 * day).findings(in: hours).last?.remark.contains("over 5 days")
                == true
        )
    }

    @Test func aFirstHourHasNothingToCompareWith() {
        let found = evaluate(from: 9 * hour).findings(in: hours([500]))
        #expect(
            found.map(\.remark)
                == ["500 in the hour from 1970-01-01T09:00:00Z; nothing is known of other days"]
        )
        #expect(found.first?.events.map(\.id.description) == ["e32400", "e32460"])
        #expect(found.first?.measure == 500)
    }

    @Test func moreDeviationsAskForMore() {
        let hours = hours(Array(repeating: 100, count: 10) + [150])
        #expect(
            evaluate(deviations: 4.9).findings(in: hours).last?.time == 10 * day + 9 * hour + 60
        )
        #expect(evaluate(deviations: 5, learning: day).findings(in: hours).isEmpty)
    }
}
