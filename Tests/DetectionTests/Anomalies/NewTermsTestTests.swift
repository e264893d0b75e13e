import Testing

@testable import Detection

/// What was not seen before is reported once, and again when it has been forgotten.
@Suite struct NewTermsJudgeTests {
    private func findings(
        _ times: [Int64],
        timespan: Int64 = 30 * day,
        learning: Int64 = 0,
        from start: Int64? = 0
    ) -> [AnomalyFinding] {
        let evaluate = NewTermsTest(timespan: timespan, learning: learning, historyStart: start)
        return evaluate.findings(in: times.map { .of($0) })
    }

    @Test(
        arguments: [
            ([], []),
            ([100 * day], [100 * day]),
            ([100 * day, 101 * day, 102 * day], [100 * day]),
            // It is remembered to the very end of the timespan, and no second longer.
            ([100 * day, 130 * day], [100 * day]),
            ([100 * day, 130 * day + 1], [100 * day, 130 * day + 1]),
            // Each time that it is seen makes it known as long again.
            ([100 * day, 125 * day, 150 * day, 175 * day], [100 * day]),
        ] as [([Int64], [Int64])]
    )
    func itIsKnownForATimespan(times: [Int64], found: [Int64]) {
        #expect(findings(times).map(\.time) == found)
    }

    @Test func theLastTimeInAnHourCounts() {
        let evaluate = NewTermsTest(timespan: 10 * day, learning: 0, historyStart: 0)
        let hours: [ActivityHour] = [.of(50 * day, to: 50 * day + 3_000), .of(60 * day + 3_000)]
        #expect(evaluate.findings(in: hours).map(\.time) == [50 * day])
        #expect(evaluate.findings(in: [.of(50 * day), .of(60 * day + 3_000)]).count == 2)
    }

    @Test(
        arguments: [
            (7 * day - 1, []), (7 * day, [7 * day]), (7 * day + 1, [7 * day + 1]),
        ] as [(Int64, [Int64])]
    )
    func nothingIsReportedWhileItLearns(time: Int64, found: [Int64]) {
        #expect(findings([time], learning: 7 * day).map(\.time) == found)
    }

    @Test func whatWasSeenWhileItLearnedIsKnown() {
        #expect(findings([3 * day, 9 * day], learning: 7 * day).isEmpty)
        // Forgotten since, it is new though learning had seen it.
        let found = findings([3 * day, 14 * day], timespan: 10 * day, learning: 7 * day)
        #expect(found.map(\.time) == [14 * day])
    }

    @Test func withoutAHistoryNothingIsHeldBack() {
        #expect(findings([5], learning: 7 * day, from: nil).map(\.time) == [5])
        // An event before the known beginning does not count as an old one.
        #expect(findings([-5], learning: 1, from: 0).isEmpty)
        #expect(findings([-5], learning: 0, from: 0).map(\.time) == [-5])
    }

    @Test func theRemarkSaysHowFarItLookedBack() {
        #expect(findings([40 * day]).first?.remark == "for the first time in 30 days")
        #expect(findings([30 * day]).first?.remark == "for the first time in 30 days")
        #expect(
            findings([30 * day - 1]).first?.remark
                == "for the first time, in a history of only 29 days"
        )
        #expect(
            findings([5 * hour]).first?.remark
                == "for the first time, in a history of only 5 hours"
        )
        #expect(
            findings([40 * day, 80 * day]).last?.remark
                == "for the first time since 1970-02-10T00:00:00Z"
        )
        #expect(findings([5], from: nil).first?.remark == "for the first time in 30 days")
    }

    @Test func itPointsAtTheFirstEvent() throws {
        let found = try #require(findings([40 * day]).first)
        #expect(found.events.map(\.id.description) == ["e\(40 * day)"])
        #expect(found.start == found.time)
        #expect(found.measure == 1)
    }
}
