import Testing

@testable import Detection

/// What should have followed, and has not.
@Suite struct AbsenceJudgeTests {
    private func evaluate(
        _ timespan: Int64 = hour,
        expectsOthers: Bool = true,
        learning: Int64 = 0,
        asOf: Int64? = nil
    ) -> AbsenceTest {
        AbsenceTest(
            timespan: timespan,
            learning: learning,
            expectsOthers: expectsOthers,
            asOf: asOf
        )
    }

    // MARK: - An answer is expected

    @Test(
        arguments: [
            // At the end of the timespan it may still come.
            (3_600, []), (3_601, [3_600]), (nil, []),
        ] as [(Int64?, [Int64])]
    )
    func whatHasNoAnswerIsFoundAsOfATime(asOf: Int64?, found: [Int64]) {
        #expect(evaluate(asOf: asOf).findings(in: [.of(0)]).map(\.time) == found)
    }

    @Test(
        arguments: [(3_600, []), (3_601, [3_600]), (9_000, [3_600])] as [(Int64, [Int64])]
    )
    func aLateAnswerIsReported(answer: Int64, found: [Int64]) {
        let findings = evaluate(asOf: 100_000).findings(in: [.of(0), .expected(answer)])
        #expect(findings.map(\.time) == found)
        if answer == 9_000 {
            #expect(
                findings.first?.remark
                    == "nothing from 1970-01-01T00:00:00Z to 1970-01-01T02:30:00Z, "
                    + "which is more than 1 hour"
            )
        }
    }

    @Test func anAnswerBeforeIsNone() {
        let hours: [ActivityHour] = [.expected(0), .of(10)]
        #expect(evaluate(asOf: 5_000).findings(in: hours).map(\.start) == [10])
    }

    @Test func anAnswerInTheSameSecondIsOne() {
        #expect(evaluate(asOf: 50_000).findings(in: [.of(10), .expected(10)]).isEmpty)
    }

    @Test func theFirstThatBeginsCountsUntilItIsAnswered() {
        // The second beginning makes it no younger.
        let hours: [ActivityHour] = [.of(0, to: 3_000), .expected(4_000)]
        #expect(evaluate(asOf: 50_000).findings(in: hours).map(\.start) == [0])
        // Behind an answer it begins anew.
        let again: [ActivityHour] = [.of(0), .expected(60), .of(7_200)]
        #expect(evaluate(asOf: 50_000).findings(in: again).map(\.start) == [7_200])
    }

    @Test func eachGapIsAFinding() {
        let hours: [ActivityHour] = [
            .of(0), .expected(2 * hour), .of(10 * hour), .expected(13 * hour), .of(20 * hour),
        ]
        let findings = evaluate(asOf: 30 * hour).findings(in: hours)
        #expect(findings.map(\.start) == [0, 10 * hour, 20 * hour])
        #expect(findings.map(\.time) == [hour, 11 * hour, 21 * hour])
        #expect(
            findings.last?.remark
                == "nothing since 1970-01-01T20:00:00Z, which is more than 1 hour"
        )
        #expect(findings.allSatisfy { $0.measure == 3_600 && $0.events.count == 1 })
    }

    @Test func answersAloneAreNothing() {
        #expect(evaluate(asOf: day).findings(in: [.expected(5), .expected(7_200)]).isEmpty)
        #expect(evaluate(asOf: day).findings(in: []).isEmpty)
    }

    // MARK: - It must go on

    private func heartbeat(
        _ hours: [ActivityHour],
        learning: Int64 = 0,
        asOf: Int64? = nil
    ) -> [AnomalyFinding] {
        evaluate(6 * hour, expectsOthers: false, learning: learning, asOf: asOf).findings(in: hours)
    }

    @Test(
        arguments: [(6 * hour, []), (6 * hour + 1, [6 * hour]), (nil, [])] as [(Int64?, [Int64])]
    )
    func aHeartbeatThatStopsIsFound(asOf: Int64?, found: [Int64]) {
        #expect(heartbeat([.of(0)], asOf: asOf).map(\.time) == found)
    }

    @Test func gapsOfThePastAreFoundToo() {
        let hours: [ActivityHour] = [.of(0, to: 3_000), .of(6 * hour + 3_000), .of(20 * hour)]
        let findings = heartbeat(hours, asOf: 21 * hour)
        #expect(findings.map(\.start) == [6 * hour + 3_000])
    }

    @Test(
        arguments: [
            // Seen on the five days that end with the last, or not.
            (daily(0, 4), true), (daily(1, 4), false), (daily(0, 1) + daily(3, 4), false),
            // A day without any breaks it, whatever was before.
            (daily(0, 9) + daily(11, 14), false), (daily(0, 9) + daily(11, 15), true),
        ] as [([ActivityHour], Bool)]
    )
    func onlyAHabitCanStop(hours: [ActivityHour], isFound: Bool) {
        let end = hours[hours.count - 1].last.time + 7 * hour
        let findings = evaluate(25 * hour, expectsOthers: false, learning: 5 * day, asOf: end + day)
            .findings(in: hours)
        #expect(findings.contains { $0.start == end - 7 * hour } == isFound)
    }

    @Test func daysBefore1970AreDaysToo() {
        // Noon of the last day of 1969, and noon of the first of 1970.
        let findings = evaluate(25 * hour, expectsOthers: false, learning: 2 * day, asOf: 10 * day)
            .findings(in: [.of(-36 * hour), .of(-12 * hour)])
        #expect(findings.map(\.start) == [-12 * hour])
        // One hour before and one after midnight are two days.
        let midnight = evaluate(6 * hour, expectsOthers: false, learning: 2 * day, asOf: day)
            .findings(in: [.of(-hour), .of(hour)])
        #expect(midnight.map(\.start) == [hour])
    }

    // MARK: - What is declared

    @Test func withoutADeclaredTimespanNothingIsFound() throws {
        let definition = try CorrelationDefinition(
            kind: .absence,
            ruleCount: 2,
            groupBy: ["audit.secret.name"],
            timespan: 0,
            anomaly: AnomalyTerms(firstExpected: 1, declaredTimespan: .secretMaxAge)
        )
        var context = AnomalyContext()
        context.asOf = 100 * day
        #expect(definition.results(in: [.of(0)], of: ["prod/db"], context).isEmpty)
        context.declared = { _, group, _ in group == ["prod/db"] ? 30 * day : nil }
        let found = definition.results(in: [.of(0)], of: ["prod/db"], context)
        #expect(found.map(\.end.seconds) == [30 * day])
        #expect(definition.results(in: [.of(0)], of: ["dev/db"], context).isEmpty)
    }
}

/// Once a day from one day to another, both included.
private func daily(_ first: Int64, _ last: Int64) -> [ActivityHour] {
    (first...last).map { .of($0 * day + 12 * hour) }
}
