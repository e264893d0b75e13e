import AuditIndex
import AuditTestSupport
import Basics
import Testing

@testable import Alerting

/// Alerts whose events others have are not notified.
@Suite struct CoverageTests {
    private func item(
        _ id: Int64,
        _ level: Severity,
        _ events: [Int],
        notified: Bool = false,
        alone: Bool = false
    ) -> Coverage.Item {
        var alert = AlertRecord(key: "k\(id)", rule: id, subject: 1, first: id, last: id)
        alert.id = id
        alert.level = level.rawValue
        if notified { alert.notified = .init(at: 0, level: alert.level, entities: [], last: 0) }
        return Coverage.Item(
            alert: alert,
            events: Set(
                events.map {
                    .event(EventKey(time: Int64($0), identifier: .text("e\($0)"), content: 0))
                }
            ),
            standsAlone: alone
        )
    }

    private func covered(_ items: [Coverage.Item]) -> [Int64: Int64] {
        Coverage(items).coveredBy
    }

    @Test func theGraverOnesHaveTheEvents() {
        #expect(covered([item(1, .low, [1]), item(2, .high, [1, 2])]) == [1: 2])
        // Never the other way round, however few the graver one has.
        #expect(covered([item(1, .high, [1]), item(2, .low, [1, 2])]) == [:])
    }

    @Test func amongEqualsTheLargerCovers() {
        #expect(covered([item(1, .medium, [1]), item(2, .medium, [1, 2])]) == [1: 2])
        #expect(covered([item(1, .medium, [1, 3]), item(2, .medium, [1, 2])]) == [:])
        // Of alerts with the same events the first is notified.
        #expect(covered([item(2, .medium, [1]), item(1, .medium, [1])]) == [2: 1])
    }

    @Test func severalCoverTogether() {
        let items = [
            item(1, .critical, [1]), item(2, .high, [2, 3, 4]), item(3, .medium, [1, 2, 3]),
        ]
        // The one with most of its events is named.
        #expect(covered(items) == [3: 2])
    }

    @Test func oneThatIsCoveredCoversNothingItself() {
        let items = [item(1, .high, [1, 2]), item(2, .medium, [1, 2]), item(3, .low, [2])]
        #expect(covered(items) == [2: 1, 3: 1])
    }

    @Test func notifiedAlertsAreNeverCovered() {
        #expect(covered([item(1, .low, [1], notified: true), item(2, .high, [1, 2])]) == [:])
        // It covers others all the same.
        #expect(covered([item(1, .low, [1, 2], notified: true), item(2, .low, [2])]) == [2: 1])
    }

    @Test func absencesAreNeverCovered() {
        #expect(covered([item(1, .low, [1], alone: true), item(2, .high, [1])]) == [:])
    }

    @Test func withoutEventsNothingIsCovered() {
        #expect(covered([item(1, .low, []), item(2, .high, [1])]) == [:])
        #expect(covered([]) == [:])
    }

    @Test(arguments: 1...20)
    func theOrderOfAlertsDoesNotMatter(seed: Int) {
        var random = SeededRandom(seed: seed)
        let items = (1...30).map { id in
            item(
                Int64(id),
                Severity.allCases.randomElement(using: &random) ?? .low,
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    Int.random(in: 0...12, using: &random)
                },
                notified: Int.random(in: 0...5, using: &random) == 0,
                alone: Int.random(in: 0...9, using: &random) == 0
            )
        }
        let coverage = covered(items)
        #expect(covered(items.shuffled(using: &random)) == coverage)
        // All events belong to alerts that are notified.
        let notified = items.filter { coverage[$0.alert.id] == nil }
        #expect(Set(notified.flatMap(\.events)) == Set(items.flatMap(\.events)))
        // Alerts that cover others are notified themselves.
        #expect(Set(coverage.values).isSubset(of: notified.map(\.alert.id)))
    }
}
