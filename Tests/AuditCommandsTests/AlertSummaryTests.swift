import AuditIndex
import Testing

@testable import AuditCommands

/// What a run that found much says in a few lines.
@Suite struct AlertSummaryTests {
    private func alert(
        _ id: Int64,
        _ level: String,
        _ entities: [String],
        title: String = "Title"
    ) -> AlertRecord {
        var alert = AlertRecord(key: "k", rule: 1, subject: 1, first: id * 60, last: id * 60 + 30)
        (alert.id, alert.level, alert.title, alert.entities) = (id, level, title, entities)
        return alert
    }

    private func block(_ alerts: [AlertRecord], others: Int = 0) -> [String] {
        AlertSummary(
            alerts.map(AlertHeadline.init),
            others: others,
            layout: TableLayout(width: 100, color: false)
        ).block
            .split(separator: "\n").map(String.init)
    }

    @Test func alertsThatShareAnAddressAreOneIncident() {
        let role = "principal arn:aws:iam::510000000001:role/deploy-prod"
        let alerts = [
            alert(1, "medium", ["address 45.83.64.11", role]),
            alert(2, "critical", ["address 45.83.64.11"], title: "Trail stopped"),
            alert(3, "high", ["address 45.83.64.11", "address ec2.amazonaws.com"]),
            // The same role, from elsewhere.
            alert(4, "high", ["address 192.0.2.1", role]), alert(5, "medium", [role]),
            // Services are no incident.
            alert(6, "high", ["address ec2.amazonaws.com"], title: "Alone"),
        ]
        #expect(
            block(alerts, others: 1_234) == [
                "6 alerts: 1 critical, 3 high, 2 medium",
                "CRITICAL  3 alerts about 45.83.64.11, 1970-01-01 00:01:00 to 00:03:30 UTC, lasted 2 min",
                "    Trail stopped (audit alerts show 2)",
                "HIGH  2 alerts about deploy-prod, 1970-01-01 00:04:00 to 00:05:30 UTC, lasted 1 min",
                "    Title (audit alerts show 4)", "HIGH  Alone (audit alerts show 6)",
                "    1970-01-01 00:06:00 to 00:06:30 UTC, lasted 30 s",
                "'audit alerts list' lists them, the worst first; --all lists 1,234 others, less serious or covered by these.",
            ]
        )
    }

    @Test func manyIncidentsAreCutShort() {
        let alerts = (1...40).map { alert($0, "medium", ["address 192.0.2.\($0)"]) }
        let lines = block(alerts)
        #expect(lines.count < 40)
        #expect(lines.contains("and 25 alerts about others"))
    }

    @Test func textsFromLogsAreNoEscapes() {
        let hostile = alert(1, "high", [], title: "a\u{1b}[2Jb\nHIGH  fake")
        #expect(block([hostile])[1] == #"HIGH  a\u{1b}[2Jb\nHIGH  fake (audit alerts show 1)"#)
    }
}
