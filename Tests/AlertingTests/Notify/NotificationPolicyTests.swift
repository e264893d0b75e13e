import AuditIndex
import Basics
import Testing

@testable import Alerting
@testable import Delivery

/// When people are notified of an alert, and of what.
@Suite struct TellingPolicyTests {
    static let now: Int64 = 1_000_000

    private func alert(_ state: AlertState = .open, level: Severity = .high) -> AlertRecord {
        var alert = AlertRecord(key: "k", rule: 1, subject: 1, first: 100, last: 200)
        alert.state = state
        alert.level = level.rawValue
        alert.entities = ["principal a", "principal b", "address x"]
        return alert
    }

    /// An alert that was notified in its current state.
    private func notified(
        _ state: AlertState = .open,
        level: Severity = .high,
        at: Int64 = now - 100
    ) -> AlertRecord {
        var alert = alert(state, level: level)
        alert.notified = .init(
            at: at,
            level: alert.level,
            entities: alert.entities,
            last: alert.last
        )
        return alert
    }

    private func kind(
        _ alert: AlertRecord,
        minimum: Severity = .medium,
        staged: Bool = false,
        renotify: Int64? = nil
    ) -> AlertNotice.Kind? {
        NotificationPolicy(minimum: minimum, includesStaged: staged, now: Self.now)
            .kind(alert, renotify: renotify)
    }

    @Test(
        arguments: [
            (.open, .opened, nil), (.acknowledged, .opened, nil), (.muted, nil, nil),
            (.closed, nil, .resolved), (.withdrawn, nil, .resolved),
        ] as [(AlertState, AlertNotice.Kind?, AlertNotice.Kind?)]
    )
    func statesSayWhatIsNewAndWhatIsNot(
        state: AlertState,
        untold: AlertNotice.Kind?,
        notified known: AlertNotice.Kind?
    ) {
        #expect(kind(alert(state)) == untold)
        #expect(kind(notified(state)) == known)
    }

    @Test(
        arguments: [
            (.open, .grew), (.acknowledged, .grew), (.muted, nil), (.closed, .resolved),
            (.withdrawn, .resolved),
        ] as [(AlertState, AlertNotice.Kind?)]
    )
    func growthIsNotified(state: AlertState, kind expected: AlertNotice.Kind?) {
        var graver = notified(state)
        graver.level = Severity.critical.rawValue
        #expect(kind(graver) == expected)
        var larger = notified(state)
        larger.entities.append("principal c")
        #expect(kind(larger) == expected)
    }

    @Test(
        arguments: [
            ("principal c", .grew), ("secret prod/db", .grew), ("address 192.0.2.9", nil),
        ] as [(String, AlertNotice.Kind?)]
    )
    func onlyANewPrincipalOrSecretIsGrowth(entity: String, kind expected: AlertNotice.Kind?) {
        var larger = notified()
        larger.entities.append(entity)
        #expect(kind(larger) == expected)
    }

    @Test func aFloodDoesNotGrow() {
        // So many that not all are remembered: another one may have been there before.
        var flood = notified()
        let many = (0..<AlertEntity.limit).map { AlertEntity.principal.named("p\($0)") }
        flood.notified?.entities = many
        flood.entities = many.dropLast() + ["principal another"]
        #expect(kind(flood) == nil)
        flood.entities += ["secret prod/db"]
        #expect(kind(flood) == .grew)
    }

    @Test func lessIsNoGrowth() {
        var alert = notified()
        alert.level = Severity.medium.rawValue
        #expect(kind(alert) == nil)
        alert.entities = ["principal b"]
        #expect(kind(alert) == nil)
        // Nor are more hits by the same.
        alert.count = 100
        alert.last = 999_999
        #expect(kind(alert) == nil)
    }

    @Test(arguments: Severity.allCases, Severity.allCases)
    func onlySeriousOnesAreNotified(level: Severity, minimum: Severity) {
        let isNotified = level >= minimum
        #expect((kind(alert(level: level), minimum: minimum) == .opened) == isNotified)
        var larger = notified(level: level)
        larger.entities.append("principal c")
        #expect((kind(larger, minimum: minimum) == .grew) == isNotified)
        // Whoever was notified of it is notified that it is over.
        #expect(kind(notified(.withdrawn, level: level), minimum: minimum) == .resolved)
    }

    @Test func stagedRulesAreNotNotified() {
        var alert = alert()
        alert.isStaged = true
        #expect(kind(alert) == nil)
        #expect(kind(alert, staged: true) == .opened)
    }

    @Test func aClosedAlertIsNotifiedOnce() {
        var alert = notified(.closed)
        alert.decision = .init(at: Self.now - 100)
        #expect(kind(alert) == .resolved)
        alert.notified?.at = Self.now
        #expect(kind(alert) == nil)
        alert.entities.append("principal c")
        #expect(kind(alert) == nil)
    }

    @Test func aMuteEnds() {
        var alert = alert(.muted)
        alert.decision = .init(until: Self.now + 1, at: 0)
        #expect(kind(alert) == nil)
        alert.decision?.until = Self.now
        #expect(kind(alert) == .opened)
        var larger = notified(.muted)
        larger.decision = .init(until: Self.now - 1, at: 0)
        #expect(kind(larger) == nil)
        larger.entities.append("principal c")
        #expect(kind(larger) == .grew)
    }

    @Test(
        arguments: [
            (.open, 100, 300, .reminder), (.open, 101, 300, nil), (.open, 100, 200, nil),
            (.open, nil, 300, nil), (.acknowledged, 100, 300, nil), (.muted, 100, 300, nil),
            (.closed, 100, 300, .resolved), (.withdrawn, 100, 300, .resolved),
        ] as [(AlertState, Int64?, Int64, AlertNotice.Kind?)]
    )
    func ongoingAlertsAreNotifiedAgainAfterAWhile(
        state: AlertState,
        renotify: Int64?,
        last: Int64,
        kind expected: AlertNotice.Kind?
    ) {
        var alert = notified(state)
        alert.last = last
        #expect(kind(alert, renotify: renotify) == expected)
    }
}
