import Alerting
import AuditIndex
import AuditTestSupport
import Foundation
import Testing

/// How alerts get their evidence and texts.
struct CompositionTests {
    private static let rule = """
        title: Look
        id: 11111111-0000-4000-8000-000000000001
        level: high
        logsource: {product: aws, service: cloudtrail}
        detection: {s: {eventName: Look}, condition: s}
        alert: {group-by: [audit.principal.name], title: "Look by {audit.principal.name}"}
        """

    /// Events of many users in several logs, two of each user.
    private static func take(into small: SmallIndex, users: Int = 300) throws {
        for half in 0..<2 {
            let events = (0..<users).map { user in
                SmallIndex.event("Look", at: Int64(user + half * 1_000), by: "user\(user)")
            }
            try small.folder.write(
                #"{"Records":[\#(events.joined(separator: ","))]}"#,
                to: "logs/\(half).json"
            )
        }
        try small.take([SmallIndex.event("Other", at: 1)])
    }

    @Test func `Every alert has its evidence and its title, whichever file it is in`() throws {
        try SmallIndex.with(Self.rule) { small in
            try Self.take(into: small)
            let alerts = try small.alerts()
            #expect(alerts.count == 300)
            for alert in alerts {
                let evidence = try small.index.readAlerts { try $0.evidence(alert.id) }
                #expect(evidence.count == 2)
                let user = alert.title.replacing("Look by ", with: "")
                for item in evidence {
                    #expect(item.raw?.contains("user/\(user)\"") == true, "\(alert.title)")
                }
            }
        }
    }

    @Test func `What a killed run has left to compose is composed by the next`() throws {
        try SmallIndex.with(Self.rule) { small in
            try Self.take(into: small)
            let before = try small.alerts()
            // As a run leaves them that was killed once alerts were evaluated.
            try small.index.evaluate { store in
                for var alert in before {
                    for key in try store.evidenceKeys(alert.id) {
                        try store.remove(key, from: alert.id)
                    }
                    (alert.title, alert.reason, alert.facts) = ("Look", "", [])
                    try store.markUncomposed(store.save(alert))
                }
            }
            try small.take([])
            #expect(try small.alerts() == before)
            for alert in before {
                #expect(try small.index.readAlerts { try $0.evidence(alert.id).count } == 2)
            }
        }
    }

    @Test func `A decision that is made before an alert is composed stays`() throws {
        try SmallIndex.with(Self.rule) { small in
            try Self.take(into: small, users: 3)
            try small.decide(.acknowledged)
            let alerts = try small.alerts()
            try small.index.evaluate { store in
                for alert in alerts { try store.markUncomposed(alert.id) }
            }
            try small.take([])
            #expect(try small.alerts().allSatisfy { $0.state == .acknowledged })
        }
    }

    @Test func `A log that is gone is said in the evidence, and the others are read`() throws {
        try SmallIndex.with(Self.rule) { small in
            try Self.take(into: small, users: 5)
            let alerts = try small.alerts()
            try FileManager.default.removeItem(atPath: small.folder.path("logs/1.json"))
            try small.index.evaluate { store in
                for alert in alerts {
                    for key in try store.evidenceKeys(alert.id) {
                        try store.remove(key, from: alert.id)
                    }
                    try store.markUncomposed(alert.id)
                }
            }
            try AlertEvaluator(index: small.index, rules: small.rules, asOf: SmallIndex.midnight)
                .run()
            for alert in alerts {
                let evidence = try small.index.readAlerts { try $0.evidence(alert.id) }
                #expect(evidence.map { $0.raw != nil } == [true, false])
                #expect(evidence.last?.whyMissing?.contains("logs/1.json: ") == true)
            }
        }
    }
}
