import Alerting
import AuditIndex
import AuditTestSupport
import Foundation
import Testing

/// Alerts hang on what happened, and not on the order in which logs come.
@Suite struct AnyOrderTests {
    private static func whole() throws -> [String] {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            try index.take(try SampleWeek.files(), try SampleWeek.rules())
            return try index.openAlerts()
        }
    }

    @Test func everyKindRaisesAlerts() throws {
        let alerts = try Self.whole()
        for title in [
            "Undeclared reader", "Any denial", "Denials, then a secret read", "Several secrets",
            "New reader of a secret", "Busy hour", "Silent", "Overdue",
        ] {
            let count = alerts.count { $0.hasPrefix(title + " ") }
            #expect(count > 0, "\(title)")
        }
    }

    @Test(arguments: [1])
    func theSameAlertsInAnyOrder(seed: Int) throws {
        let whole = try Self.whole()
        let rules = try SampleWeek.rules()
        try TemporaryFolder.with { folder in
            var random = SeededRandom(seed: seed)
            var files = try SampleWeek.files().shuffled(using: &random)
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            while !files.isEmpty {
                let count = min(Int.random(in: 1...80, using: &random), files.count)
                try index.take(Array(files.prefix(count)), rules)
                files.removeFirst(count)
            }
            let parts = try index.openAlerts()
            #expect(Set(parts).subtracting(whole).sorted() == [])
            #expect(Set(whole).subtracting(parts).sorted() == [])
        }
    }

    @Test func nothingNewChangesNothing() throws {
        let rules = try SampleWeek.rules()
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            try index.take(try SampleWeek.files(), rules)
            let before = try index.alerts(AlertFilter()).map(\.alert)
            try index.take(try SampleWeek.files(), rules)
            #expect(try index.alerts(AlertFilter()).map(\.alert) == before)
        }
    }
}
