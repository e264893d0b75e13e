import Basics
import Foundation
import HTTP

/// Sends notices to PagerDuty, where messages with one key are one incident.
///
/// ``AlertNotice/Kind/resolved`` resolves the incident, everything else triggers it, or adds to it
/// while it is open. A test is triggered and resolved at once, so that nothing remains.
///
/// Related documentation: <https://developer.pagerduty.com/docs/events-api-v2-overview>
package struct PagerDutyChannel: DeliveryChannel {
    /// Where events go; accounts in the EU have `https://events.eu.pagerduty.com`.
    package static let api = "https://events.pagerduty.com"

    package let name: String
    let routingKey: HiddenText
    let endpoint: Endpoint
    let transport: HTTPTransport
    let clock: WallClock

    package init(
        name: String = "pagerduty",
        routingKey: HiddenText,
        api: Endpoint,
        transport: HTTPTransport = HTTPTransport(),
        clock: WallClock = .system
    ) {
        self.name = name
        self.routingKey = routingKey
        endpoint = api.appending("v2/enqueue")
        self.transport = transport
        self.clock = clock
    }

    package func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        guard notice.kind != .resolved else { return send(notice, .resolve) }
        let outcome = send(notice, .trigger)
        guard notice.kind == .test, case .delivered = outcome else { return outcome }
        return send(notice, .resolve)
    }

    private func send(_ notice: AlertNotice, _ action: PagerDutyEvent.Action) -> DeliveryOutcome {
        var event = PagerDutyEvent(notice, action, routingKey: routingKey)
        // Each part has its limit, and together they stay far below this one unless every character
        // is among the widest. Then events are left out; they can be looked up.
        while !event.payload.details.evidence.isEmpty,
            let bytes = try? NoticeJSON.encode(event).count, bytes > PagerDutyEvent.sizeLimit
        {
            event.payload.details.evidence.removeLast()
        }
        return transport.deliver(
            event,
            to: endpoint,
            hiding: [routingKey.revealed],
            now: { clock.now }
        )
    }
}

/// A notice as an event of PagerDuty's Events API, version 2.
///
/// Related documentation: <https://developer.pagerduty.com/docs/send-alert-event>
struct PagerDutyEvent: Encodable {
    /// The most bytes of an event.
    static let sizeLimit = 512_000

    enum Action: String, Encodable {
        case trigger, resolve
    }

    let routingKey: String
    let action: Action
    let dedupKey: String
    var payload: Payload
    let links: [Link]

    private enum CodingKeys: String, CodingKey {
        case payload, links, client
        case routingKey = "routing_key"
        case action = "event_action"
        case dedupKey = "dedup_key"
    }

    struct Link: Encodable {
        var href: String
        var text: String
    }

    struct Payload: Encodable {
        var summary: String
        var source: String
        var severity: String
        var timestamp: String
        var `class`: String
        var group: String?
        var details: Details

        private enum CodingKeys: String, CodingKey {
            case summary, source, severity, timestamp, `class`, group
            case details = "custom_details"
        }
    }

    struct Details: Encodable {
        var kind: String
        var reason: String
        var basis: [String]
        var rule: String
        var techniques: [String]
        var count: Int
        var period: String
        var facts: [String: String]
        var evidence: [String]
        var response: [String]
    }

    init(_ notice: AlertNotice, _ action: Action, routingKey: HiddenText) {
        let shown = NoticeText(notice: notice)
        self.routingKey = routingKey.revealed
        self.action = action
        dedupKey = ShownText.line(notice.key, limit: 255)
        // Values with the same name share its line.
        let facts = notice.facts.prefix(NoticeText.factLimit).map {
            (ShownText.line($0.name, limit: 60), ShownText.line($0.value, limit: 500))
        }
        payload = Payload(
            summary: ShownText.line(
                notice.title.isEmpty ? notice.rule : notice.title,
                limit: 1_024
            ),
            source: Self.source(of: notice),
            severity: Self.severity(of: notice),
            timestamp: EventTime(seconds: notice.last).description,
            class: ShownText.line(notice.rule, limit: 200),
            group: notice.control.map { ShownText.line($0, limit: 100) },
            details: Details(
                kind: notice.kind.rawValue,
                reason: ShownText.line(notice.reason, limit: 2_000),
                basis: [notice.basis.kind.rawValue]
                    + notice.basis.lines.prefix(20).map { ShownText.line($0, limit: 500) },
                rule: [notice.rule, notice.ruleID ?? ""].filter { !$0.isEmpty }
                    .map { ShownText.line($0, limit: 200) }.joined(separator: ", "),
                techniques: notice.techniques.prefix(10).map {
                    ShownText.line($0.title, limit: 100)
                },
                count: notice.count,
                period: shown.period,
                facts: Dictionary(facts) { "\($0), \($1)" },
                evidence: shown.evidenceLines(limit: 50),
                response: ShownText.lines(notice.response, count: 40, limit: 500)
            )
        )
        links = notice.references.prefix(10).filter(SlackText.isLink).map {
            Link(href: $0, text: $0)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(routingKey, forKey: .routingKey)
        try values.encode(action, forKey: .action)
        try values.encode(dedupKey, forKey: .dedupKey)
        try values.encode(payload, forKey: .payload)
        try values.encode(links, forKey: .links)
        try values.encode("audit", forKey: .client)
    }

    /// The account, where there is one.
    private static func source(of notice: AlertNotice) -> String {
        let account = notice.facts.first { $0.name.lowercased() == "account" }?.value ?? ""
        return account.isEmpty ? "audit" : ShownText.line(account, limit: 200)
    }

    private static func severity(of notice: AlertNotice) -> String {
        switch notice.level {
        case _ where notice.kind == .test: "info"
        case .critical: "critical"
        case .high: "error"
        case .medium: "warning"
        case .low, .informational: "info"
        }
    }
}
