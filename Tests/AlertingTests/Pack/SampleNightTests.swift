import Alerting
import AuditIndex
import AuditTestSupport
import Basics
import CloudTrail
import Ingestion
import Testing

@testable import Delivery

/// The notifications about the sample week, in which somebody breaks in.
@Suite struct SampleNightTests {
    @Test func itIsNotifiedInAFewNotices() throws {
        let rules = try RulePack.rules()
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            try index.take(try SampleWeek.files(), rules)
            let channel = FakeChannel()
            let notifier = AlertNotifier(
                index: index,
                rules: rules,
                policy: NotificationPolicy(
                    minimum: .medium,
                    includesStaged: false,
                    now: SampleWeek.end
                ),
                channels: [DeliverySettings.Entry(channel)]
            )
            let notified = try notifier.notify()
            let outbox = Outbox(index: index, channels: [DeliverySettings.Entry(channel)])
            #expect(try outbox.send(now: SampleWeek.end).delivered == notified.alerts.count)

            let notices = channel.notices
            let list = notices.map {
                "\(EventTime(seconds: $0.first)) \($0.level.rawValue) \($0.title)"
            }
            #expect((5...15).contains(notices.count), "\(list)")
            #expect(list.first?.hasPrefix("2026-03-07T01:4") == true, "\(list)")
            #expect(notices.contains { $0.level == .critical }, "\(list)")
            #expect(notices.map(\.first) == notices.map(\.first).sorted(), "\(list)")
            #expect(Set(notices.map(\.key)).count == notices.count, "\(list)")
            #expect(notices.allSatisfy { $0.kind == .opened && !$0.response.isEmpty })
            #expect(notices.allSatisfy { !$0.evidence.isEmpty && !$0.title.contains("{") })
            let steps = try steps(index)
            for step in [
                "GetSecretValue", "AssumeRole", "AuthorizeSecurityGroupIngress", "StopLogging",
                "CreateAccessKey",
            ] { #expect(steps.contains(step)) }
            // Nothing is notified twice, though it is evaluated again.
            try index.take(try SampleWeek.files(), rules)
            #expect(try notifier.notify().alerts == [])
            #expect(try outbox.send(now: SampleWeek.end + 86_400) == Outbox.Report())
        }
    }

    /// Every ten minutes, as cron runs the job: few messages, and each of them news.
    @Test func everyTenMinutesItStaysQuiet() throws {
        let rules = try RulePack.rules()
        var runs: [String: [String]] = [:]
        for file in try SampleWeek.files() {
            // As in 510000000001_CloudTrail_eu-west-1_20260307T0145Z_….json.gz
            let name = file.split(separator: "/").last ?? ""
            let time =
                name.split(separator: "_").first { $0.hasSuffix("Z") && $0.count == 14 } ?? ""
            let isNight = ("20260306T2300Z"..."20260307T0900Z").contains(String(time))
            let slot = isNight ? String(time.prefix(12)) : time < "20260307" ? "0" : "9"
            runs[slot, default: []].append(file)
        }
        #expect(runs.count > 30)
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let channel = FakeChannel()
            let channels = [DeliverySettings.Entry(channel)]
            var options = IngestOptions()
            options.rules = rules
            for slot in runs.keys.sorted() {
                _ = try Ingest(index: index, options: options).run(runs[slot] ?? [])
                let now = try index.presentTime(.max / 2)
                try AlertEvaluator(index: index, rules: rules, asOf: now).run()
                _ = try AlertNotifier(
                    index: index,
                    rules: rules,
                    policy: NotificationPolicy(minimum: .medium, includesStaged: false, now: now),
                    channels: channels
                ).notify()
                _ = try Outbox(index: index, channels: channels).send(now: .max / 2)
            }
            let notices = channel.notices
            let list = notices.map { "\($0.kind) \($0.level) \($0.title): \($0.reason)" }
            #expect(notices.count <= 15, "\(list)")
            #expect(notices.allSatisfy { !$0.title.contains("AROA") }, "\(list)")
            let grown = notices.filter { $0.kind == .grew }
            #expect(!grown.isEmpty && grown.count <= 2, "\(list)")
            #expect(grown.allSatisfy { $0.reason.hasPrefix("New: ") }, "\(list)")
            // That secrets were stolen is said at once, not when somebody else takes part.
            #expect(grown.first?.reason.contains("secret prod/orders/mongodb") == true, "\(list)")
        }
    }

    /// The calls that are evidence of alerts of medium or more.
    private func steps(_ index: AuditDatabase) throws -> Set<String> {
        let serious = try index.alerts(AlertFilter()).map(\.alert)
            .filter { Severity(rawValue: $0.level) ?? .low >= .medium }
        let records = try index.readAlerts { store in
            try serious.flatMap { try store.evidence($0.id).compactMap(\.raw) }
        }
        return Set(records.compactMap { (try? Event(parsing: $0.utf8))?.text(.eventName) })
    }
}
