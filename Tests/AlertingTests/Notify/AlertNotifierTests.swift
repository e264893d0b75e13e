import Alerting
import AuditIndex
import Basics
import Foundation
import Testing

@testable import Delivery

/// The notifications over the life of an alert.
@Suite struct AlertTellerTests {
    private static let rules = """
        title: Bucket emptied
        id: 11111111-0000-4000-8000-000000000001
        level: high
        logsource: {product: aws, service: cloudtrail}
        detection: {s: {eventName: A}, condition: s}
        alert: {group-by: [recipientAccountId], period: 1h, renotify: 2h}
        ---
        title: Anything by that name
        id: 11111111-0000-4000-8000-000000000002
        level: medium
        logsource: {product: aws, service: cloudtrail}
        detection: {s: {eventName: [A, B]}, condition: s}
        alert: {group-by: [recipientAccountId], period: 1h}
        """

    /// The first of the rules alone.
    private static let rule = rules.components(separatedBy: "---\n")[0]

    private func event(_ second: Int64, by user: String = "ann", _ name: String = "A") -> String {
        SmallIndex.event(name, at: second, by: user)
    }

    @Test func itIsNotifiedOnceAndWhenItGrows() throws {
        try SmallIndex.with(Self.rule) { small in
            try small.take([event(0)])
            #expect(try small.notify() == [.opened])
            #expect(try small.notify() == [])
            // More of the same by the same is not worth a message.
            try small.take([event(60)])
            #expect(try small.notify() == [])
            // Nor from another address.
            try small.take([SmallIndex.event("A", at: 90, from: "198.51.100.7")])
            #expect(try small.notify() == [])
            try small.take([event(120, by: "ben")])
            #expect(try small.notify() == [.grew])
            #expect(try small.notify() == [])
            #expect(try small.alerts().map(\.count) == [4])
        }
    }

    @Test func itIsNotifiedAgainWhileItGoesOn() throws {
        try SmallIndex.with(Self.rule) { small in
            try small.take([event(0)])
            #expect(try small.notify(at: 0) == [.opened])
            try small.take([event(3_600)])
            #expect(try small.notify(at: 7_199) == [])
            try small.take([event(7_200)])
            #expect(try small.notify(at: 7_200) == [.reminder])
            #expect(try small.notify(at: 20_000) == [])
        }
    }

    @Test func belowTheMinimumNothingIsNotified() throws {
        try SmallIndex.with(Self.rule) { small in
            try small.take([event(0)])
            #expect(try small.notify(minimum: .critical) == [])
            #expect(try small.alerts().map(\.notified) == [nil])
        }
    }

    @Test func eachChannelHasItsLevel() throws {
        try SmallIndex.with(Self.rule) { small in
            let loud = FakeChannel("loud")
            let quiet = FakeChannel("quiet")
            let entries = [
                DeliverySettings.Entry(loud, minimum: .critical),
                DeliverySettings.Entry(quiet, minimum: .high),
            ]
            try small.take([event(0)])
            #expect(try small.notify(to: entries) == [.opened])
            let report = try Outbox(index: small.index, channels: entries).send(now: .max / 2)
            #expect(report.delivered == 1)
            #expect(loud.requests.isEmpty && quiet.requests.count == 1)
        }
    }

    @Test func withoutChannelsItCountsAsNotified() throws {
        try SmallIndex.with(Self.rule) { small in
            try small.take([event(0)])
            #expect(try small.notify(to: []) == [.opened])
            #expect(try small.notify() == [])
        }
    }

    @Test func mutedAlertsAreNotifiedWhenTheMuteIsOver() throws {
        try SmallIndex.with(Self.rule) { small in
            try small.take([event(0)])
            try small.decide(.muted, until: 7_200)
            #expect(try small.notify(at: 7_199) == [])
            try small.take([event(600, by: "ben")])
            #expect(try small.notify(at: 7_199) == [])
            try small.take([event(1_200, by: "cat")])
            #expect(try small.notify(at: 7_200) == [.opened])
            #expect(try small.alerts().map(\.state) == [.open])
        }
    }

    @Test func acknowledgedAlertsAreNotifiedWhenTheyGrow() throws {
        try SmallIndex.with(Self.rule) { small in
            try small.take([event(0)])
            #expect(try small.notify(at: 0) == [.opened])
            try small.decide(.acknowledged)
            try small.take([event(3_600)])
            #expect(try small.notify(at: 90_000) == [])
            try small.take([event(3_700, by: "ben")])
            #expect(try small.notify(at: 90_000) == [.grew])
            #expect(try small.alerts().map(\.state) == [.acknowledged])
        }
    }

    @Test func newHitsOpenWhatWasClosed() throws {
        try SmallIndex.with(Self.rule) { small in
            try small.take([event(0), event(600)])
            #expect(try small.notify() == [.opened])
            try small.decide(.closed)
            // Channels that keep it open hear that it is over.
            #expect(try small.notify(at: 86_401) == [.resolved])
            #expect(try small.notify(at: 86_402) == [])
            // Reading the same again is nothing new.
            try small.take([event(600)])
            #expect(try small.notify() == [])
            #expect(try small.alerts().map(\.state) == [.closed])
            // One in between that comes late is.
            try small.take([event(300)])
            #expect(try small.notify() == [.opened])
            #expect(try small.alerts().map(\.state) == [.open])
        }
    }

    @Test func hitsThatAreFarApartAreTwoAlerts() throws {
        try SmallIndex.with(Self.rule) { small in
            try small.take([event(0)])
            #expect(try small.notify() == [.opened])
            try small.decide(.closed)
            try small.take([event(3_601)])
            #expect(try small.notify(at: 86_401) == [.resolved, .opened])
            #expect(try small.alerts().map(\.state) == [.closed, .open])
        }
    }

    @Test func whatBecomesOneIsNotResolved() throws {
        try SmallIndex.with(Self.rule) { small in
            try small.take([event(0), event(7_000)])
            #expect(try small.notify() == [.opened, .opened])
            // What comes late joins them. Both have one key: to say that it is over would close
            // what goes on.
            try small.take([event(3_500)])
            #expect(try small.notify() == [])
            #expect(try small.alerts().map(\.state) == [.open, .withdrawn])
            #expect(try small.alerts().map(\.count).first == 3)
        }
    }

    @Test func whileAnotherOfItsKeyGoesOnNothingIsOver() throws {
        try SmallIndex.with(Self.rule) { small in
            try small.take([event(0), event(20_000)])
            #expect(try small.notify() == [.opened, .opened])
            let alerts = try small.alerts()
            #expect(Set(alerts.map(\.key)).count == 1)
            // A channel would close the incident that both share.
            try small.decide(.closed, only: alerts[0].id)
            #expect(try small.notify(at: 86_401) == [])
            try small.decide(.closed, only: alerts[1].id, at: 86_402)
            #expect(try small.notify(at: 86_403) == [.resolved])
        }
    }

    // MARK: - Covered alerts

    @Test func coveredAlertsAreNotNotified() throws {
        try SmallIndex.with(Self.rules) { small in
            try small.take([event(0)])
            #expect(try small.notify() == [.opened])
            _ = try Outbox(
                index: small.index,
                channels: [DeliverySettings.Entry(small.channel)]
            ).send(now: .max / 2)
            #expect(small.channel.notices.map(\.level) == [.high])
            #expect(
                small.channel.notices.first?.covered.first?.hasPrefix("Anything by that name")
                    == true
            )
        }
    }

    @Test func whatANewAlertSaysIsNotSaidOfAnotherThatHasGrown() throws {
        let rules =
            Self.rules + """

                ---
                title: By somebody else
                id: 11111111-0000-4000-8000-000000000009
                level: critical
                logsource: {product: aws, service: cloudtrail}
                detection: {s: {eventName: C, userIdentity.userName: ben}, condition: s}
                """
        try SmallIndex.with(rules) { small in
            try small.take([event(0)])
            #expect(try small.notify() == [.opened])
            try small.take([event(60, by: "ben"), event(70, by: "ben", "C")])
            #expect(try small.notify() == [.opened])
            // It counts as said.
            try small.take([event(80, by: "ben")])
            #expect(try small.notify() == [])
            try small.take([event(90, by: "cat")])
            #expect(try small.notify() == [.grew])
            _ = try Outbox(
                index: small.index,
                channels: [DeliverySettings.Entry(small.channel)]
            ).send(now: .max / 2)
            #expect(small.channel.notices.last?.reason.hasPrefix("New: cat. ") == true)
        }
    }

    @Test func theRecordsThatTwoAccountsHaveOfACallAreOneCall() throws {
        let rule = """
            title: Role assumed
            id: 11111111-0000-4000-8000-000000000010
            level: high
            logsource: {product: aws, service: cloudtrail}
            detection: {s: {eventName: AssumeRole}, condition: s}
            alert:
              title: "{audit.principal.name} assumed a role"
              group-by: [audit.principal.name]
            """
        func record(_ id: String, _ account: String, _ identity: String) -> String {
            #"{"eventVersion":"1.08","eventTime":"2026-03-07T02:21:36Z","eventID":"\#(id)","#
                + #""eventSource":"sts.amazonaws.com","eventName":"AssumeRole","#
                + #""awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.1","#
                + #""recipientAccountId":"\#(account)","sharedEventID":"both","#
                + #""userIdentity":\#(identity)}"#
        }
        // The account whose role it is knows no more of the caller than an id; it comes first.
        let theirs = record(
            "a1",
            "520000000002",
            #"{"type":"AWSAccount","accountId":"510000000001","principalId":"AROAX:s"}"#
        )
        let own = record(
            "b2",
            "510000000001",
            #"{"type":"IAMUser","userName":"ann","accountId":"510000000001","#
                + #""arn":"arn:aws:iam::510000000001:user/ann"}"#
        )
        try SmallIndex.with(rule) { small in
            try small.take([theirs, own])
            #expect(try small.notify() == [.opened])
            let alerts = try small.alerts()
            let notified = try #require(alerts.first { $0.coveredBy == nil })
            #expect(notified.title == "ann assumed a role")
            #expect(alerts.compactMap(\.coveredBy) == [notified.id])
            let evidence = try small.index.readAlerts { store in try store.evidence(notified.id) }
            let call = try #require(EvidenceCall.calls(evidence).first)
            let twin = try TwinFinder(small.index).completed(call)
            #expect(twin.line.hasSuffix("from 192.0.2.1, also recorded in 520000000002 as a1"))
        }
        // One alert about both has one call as its evidence, whatever comes first.
        let both = rule.replacing("[audit.principal.name]", with: "[sourceIPAddress]")
        try SmallIndex.with(both) { small in
            try small.take([theirs, own])
            #expect(try small.notify() == [.opened])
            _ = try Outbox(
                index: small.index,
                channels: [DeliverySettings.Entry(small.channel)]
            ).send(now: .max / 2)
            let notice = try #require(small.channel.notices.first)
            #expect(notice.evidence.map(\.eventID) == ["b2"])
            #expect(notice.evidence[0].text.hasSuffix("also recorded in 520000000002 as a1"))
            #expect(notice.count == 1)
            #expect(notice.title == "ann assumed a role")
            #expect(try small.alerts().flatMap(\.entities).count == 2)
        }
    }

    @Test func whatIsNoLongerCoveredIsNotified() throws {
        try SmallIndex.with(Self.rules) { small in
            try small.take([event(0)])
            #expect(try small.notify() == [.opened])
            try small.take([event(60, "B")])
            #expect(try small.notify() == [.opened])
            #expect(try small.alerts().map(\.coveredBy) == [nil, nil])
        }
    }

    @Test func whatAClosedOneCoveredIsNotNotifiedLater() throws {
        try SmallIndex.with(Self.rules) { small in
            try small.take([event(0)])
            #expect(try small.notify() == [.opened])
            let covered = try #require(small.alerts().first { $0.coveredBy != nil })
            try small.decide(.closed)
            try small.index.evaluate { store in _ = try store.save(covered) }
            #expect(try small.notify(at: 86_401) == [.resolved])
            // Something else at that time makes the teller look again.
            try small.index.evaluate { store in
                var other = AlertRecord(
                    key: "other",
                    rule: covered.rule,
                    subject: covered.subject,
                    first: covered.first,
                    last: covered.last
                )
                other.level = Severity.informational.rawValue
                try store.save(other)
            }
            #expect(try small.notify() == [])
        }
    }

    @Test func whatEarlierOnesCoverStaysCovered() throws {
        let rules = """
            title: One
            id: 11111111-0000-4000-8000-000000000005
            level: high
            name: one
            logsource: {product: aws, service: cloudtrail}
            detection: {s: {eventName: [A, B]}, condition: s}
            alert: {group-by: [userIdentity.userName], period: 1h}
            ---
            title: An A
            name: a
            logsource: {product: aws, service: cloudtrail}
            detection: {s: {eventName: A}, condition: s}
            ---
            title: Two
            id: 11111111-0000-4000-8000-000000000006
            level: medium
            correlation:
              type: event_count
              rules: a
              group-by: [recipientAccountId]
              timespan: 1h
              condition: {gte: 2}
            """
        try SmallIndex.with(rules) { small in
            try small.take([event(0), event(1_800, by: "ben")])
            #expect(try small.notify() == [.opened, .opened])
            // Something at the time of the last of them: what the first covers is not new.
            try small.take([event(1_800, by: "cat", "B")])
            #expect(try small.notify() == [.opened])
            #expect(try small.alerts().count { $0.coveredBy != nil } == 1)
        }
    }

    // MARK: - What turns out otherwise

    private static let absence = """
        title: Begun
        name: begun
        logsource: {product: aws, service: cloudtrail}
        detection: {s: {eventName: Begin}, condition: s}
        ---
        title: Ended
        name: ended
        logsource: {product: aws, service: cloudtrail}
        detection: {s: {eventName: End}, condition: s}
        ---
        title: Not ended
        id: 11111111-0000-4000-8000-000000000003
        level: high
        correlation:
          type: absence
          rules: begun
          expects: ended
          group-by: [recipientAccountId]
          timespan: 1h
        """

    @Test func notifiedAlertsThatNoLongerHoldAreResolved() throws {
        try SmallIndex.with(Self.absence) { small in
            try small.take([SmallIndex.event("Begin", at: 0)])
            #expect(try small.notify() == [.opened])
            // The log of its end comes late.
            try small.take([SmallIndex.event("End", at: 1_800)])
            #expect(try small.notify() == [.resolved])
            #expect(try small.notify() == [])
            #expect(try small.alerts().map(\.state) == [.withdrawn])
            _ = try Outbox(
                index: small.index,
                channels: [DeliverySettings.Entry(small.channel)]
            ).send(now: .max / 2)
            #expect(small.channel.notices.map(\.kind) == [.opened, .resolved])
            #expect(Set(small.channel.notices.map(\.key)).count == 1)
        }
    }

    @Test func whatWasNeverNotifiedIsNotResolved() throws {
        try SmallIndex.with(Self.absence) { small in
            try small.take([SmallIndex.event("Begin", at: 0)])
            try small.take([SmallIndex.event("End", at: 1_800)])
            #expect(try small.notify() == [])
        }
    }

    @Test func timeAloneRaisesIt() throws {
        try SmallIndex.with(Self.absence) { small in
            let begin = SmallIndex.midnight
            try small.take([SmallIndex.event("Begin", at: 0)], asOf: begin + 3_600)
            #expect(try small.notify() == [])
            try small.take([], asOf: begin + 3_601)
            #expect(try small.notify() == [.opened])
            try small.take([], asOf: begin + 90_000)
            #expect(try small.notify() == [])
        }
    }

    @Test func aChainFallsWithItsPart() throws {
        let chain =
            Self.absence.replacing("title: Not ended", with: "title: Not ended\nname: open-end")
                + """

                ---
                title: Deleted
                name: deleted
                logsource: {product: aws, service: cloudtrail}
                detection: {s: {eventName: Delete}, condition: s}
                ---
                title: Not ended, then deleted
                id: 11111111-0000-4000-8000-000000000004
                level: critical
                correlation:
                  type: temporal_ordered
                  rules: [open-end, deleted]
                  group-by: [recipientAccountId]
                  timespan: 1h
                """
        try SmallIndex.with(chain) { small in
            let events = [
                SmallIndex.event("Begin", at: 0), SmallIndex.event("Delete", at: 5_000),
            ]
            try small.take(events)
            let alerts = try small.alerts()
            #expect(alerts.map(\.level) == ["critical"])
            #expect(try small.notify() == [.opened])
            // Its evidence is that of its parts.
            let names = try small.index.readAlerts { store in
                try store.evidence(alerts[0].id).map(\.event.identifier.description)
            }
            #expect(names == ["Begin-0-ann-192.0.2.1", "Delete-5000-ann-192.0.2.1"])
            try small.take([SmallIndex.event("End", at: 1_800)])
            #expect(try small.notify() == [.resolved])
            #expect(try small.alerts().map(\.state) == [.withdrawn])
        }
    }
}
