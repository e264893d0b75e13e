import Alerting
import AuditIndex
import Basics
import Delivery
import Ingestion

/// Sends a test to each channel: `audit alert --test-delivery`.
struct DeliveryTest {
    let settings: DeliverySettings

    func run(_ console: Console) throws -> ExitStatus {
        let notice = AlertNotice(
            id: console.now,
            key: "audit-test-delivery",
            kind: .test,
            title: "audit can deliver to this channel",
            level: .informational,
            rule: "none: this is a test",
            reason: "This is a test by audit alert --test-delivery.",
            first: console.now,
            last: console.now,
            count: 1
        )
        var hasFailed = false
        for entry in settings.channels where entry.name != PrintChannel.channelName {
            switch entry.channel.deliver(notice, thread: nil) {
            case .delivered: console.say("\(entry.name): test delivered")
            case .retry(let reason, _), .rejected(let reason):
                console.complain("\(entry.name): \(reason)")
                hasFailed = true
            }
        }
        guard settings.channels.count > 1 else {
            throw CommandFailure(
                message: "no channel to test: give a settings file with --delivery or "
                    + "$AUDIT_DELIVERY, or set AUDIT_SLACK_WEBHOOK, AUDIT_SLACK_TOKEN and "
                    + "AUDIT_SLACK_CHANNEL, AUDIT_PAGERDUTY_KEY, AUDIT_WEBHOOK_URL, "
                    + "AUDIT_MAIL_TO and AUDIT_MAIL_FROM, AUDIT_SYSLOG, or AUDIT_SNS_TOPIC",
                status: .usage
            )
        }
        return hasFailed ? .failure : .success
    }
}

/// Prints the alerts of a span of time, notified or not, and sends nothing.
struct Replay {
    let span: Range<Int64>
    let minimum: Severity
    let includesStaged: Bool

    func print(
        _ index: AuditDatabase,
        _ rules: EventRules,
        _ channel: PrintChannel,
        failOn: Severity
    ) throws -> ExitStatus {
        var filter = AlertFilter()
        filter.since = span.lowerBound
        filter.until = span.upperBound
        filter.states = Set(AlertState.allCases).subtracting([.withdrawn])
        filter.includesStaged = includesStaged
        var isFound = false
        var headlines: [AlertHeadline] = []
        try index.forEachHeadline(filter) { alert in
            let level = Severity(rawValue: alert.level) ?? .informational
            if level >= minimum, alert.coveredBy == nil { headlines.append(alert) }
        }
        if channel.format == .text, headlines.count > AlertSummary.blockLimit {
            let summary = AlertSummary(headlines, others: 0, layout: channel.layout)
            try channel.output.write(summary.block)
            return headlines.contains { Severity(rawValue: $0.level) ?? .low >= failOn }
                ? .nothingFound : .success
        }
        for headline in headlines {
            let level = Severity(rawValue: headline.level) ?? .informational
            guard let alert = try index.readAlerts({ try $0.alert(headline.id) }) else { continue }
            let notice = try index.notice(alert, .opened, rules)
            try channel.print(notice)
            isFound = isFound || level >= failOn
        }
        return isFound ? .nothingFound : .success
    }
}
