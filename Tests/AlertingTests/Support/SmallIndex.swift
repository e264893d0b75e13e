import Alerting
import AuditIndex
import AuditTestSupport
import Basics
import Detection
import Foundation
import Ingestion
import SecurityArchitecture

@testable import Delivery

/// An index that a test fills with a few events, and rules of its own.
struct SmallIndex {
    /// Midnight, on the seventh of March 2026.
    static let midnight: Int64 = 1_772_841_600

    let folder: TemporaryFolder
    let index: AuditDatabase
    let rules: EventRules
    let channel = FakeChannel()

    /// Calls `body` with a new index.
    static func with(
        _ yaml: String,
        _ architecture: Architecture = .guessed,
        _ body: (SmallIndex) throws -> Void
    ) throws {
        let set = RuleLoader().load(yaml: Array(yaml.utf8), file: "rules.yml")
        let problems = set.rejected.flatMap(\.problems).map(\.description)
        guard problems.isEmpty else { throw CocoaError(.formatting, userInfo: ["": problems]) }
        try TemporaryFolder.with { folder in
            try body(
                SmallIndex(
                    folder: folder,
                    index: try AuditDatabase.openForWriting(folder.path("audit.db")),
                    rules: EventRules(
                        program: RuleProgram(set),
                        architecture: architecture,
                        paths: ["rules.yml"]
                    )
                )
            )
        }
    }

    /// An event some seconds after midnight.
    static func event(
        _ name: String,
        at second: Int64,
        by user: String = "ann",
        from address: String = "192.0.2.1",
        _ extra: String = ""
    ) -> String {
        let time = midnight + second
        let id = "\(name)-\(second)-\(user)-\(address)"
        let date = Date(timeIntervalSince1970: TimeInterval(time)).ISO8601Format()
        return #"{"eventVersion":"1.08","eventTime":"\#(date)","eventID":"\#(id)","#
            + #""eventSource":"s3.amazonaws.com","eventName":"\#(name)","awsRegion":"eu-west-1","#
            + #""sourceIPAddress":"\#(address)","recipientAccountId":"510000000001","#
            + #""userIdentity":{"type":"IAMUser","userName":"\#(user)","accountId":"510000000001","#
            + #""arn":"arn:aws:iam::510000000001:user/\#(user)"}\#(extra)}"#
    }

    /// Reads a log of some events and evaluates them.
    func take(_ events: [String], asOf: Int64 = midnight + 86_400) throws {
        if !events.isEmpty {
            let log = #"{"Records":[\#(events.joined(separator: ","))]}"#
            try folder.write(log, to: "logs/\(UUID().uuidString).json")
            var options = IngestOptions()
            options.rules = rules
            _ = try Ingest(index: index, options: options).run([folder.path("logs")])
        }
        try AlertEvaluator(index: index, rules: rules, asOf: asOf).run()
    }

    /// The notifications at a time, some seconds after midnight.
    @discardableResult
    func notify(
        at second: Int64 = 86_400,
        minimum: Severity = .low,
        to channels: [DeliverySettings.Entry]? = nil
    ) throws -> [AlertNotice.Kind] {
        try AlertNotifier(
            index: index,
            rules: rules,
            policy: NotificationPolicy(
                minimum: minimum,
                includesStaged: false,
                now: Self.midnight + second
            ),
            channels: channels ?? [DeliverySettings.Entry(channel)]
        ).notify().alerts.map(\.kind)
    }

    /// All alerts, the withdrawn ones included.
    func alerts() throws -> [AlertRecord] {
        var filter = AlertFilter()
        filter.includesStaged = true
        return try index.alerts(filter).map(\.alert)
    }

    /// Decides on all alerts or one, as people do.
    func decide(
        _ state: AlertState,
        only id: Int64? = nil,
        until second: Int64? = nil,
        at decided: Int64 = 86_400
    ) throws {
        let alerts = try alerts()
        try index.evaluate { store in
            for var alert in alerts
            where alert.state != .withdrawn && id ?? alert.id == alert.id {
                alert.state = state
                alert.decision = AlertRecord.Decision(
                    until: second.map { Self.midnight + $0 },
                    by: "ann",
                    at: Self.midnight + decided
                )
                if state == .closed { alert.isPending = true }
                try store.save(alert)
            }
        }
    }
}
