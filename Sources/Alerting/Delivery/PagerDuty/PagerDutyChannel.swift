import Foundation

/// Sends notices to PagerDuty, where messages with one key are one incident.
///
/// ``AlertNotice/Kind/resolved`` resolves the incident, everything else triggers it, or adds to it
/// while it is open. A test is triggered and resolved at once, so that nothing of it stays.
///
/// Related documentation: <https://developer.pagerduty.com/docs/events-api-v2-overview>
public struct PagerDutyChannel: DeliveryChannel {
    /// Where events go; accounts in the EU have `https://events.eu.pagerduty.com`.
    public static let api = "https://events.pagerduty.com"

    /// The channel's name.
    public let name: String
    let routingKey: HiddenText
    let endpoint: Endpoint
    let transport: HTTPTransport
    let clock: WallClock

    /// Makes a channel.
    ///
    /// - parameters:
    ///   - name: The channel's name.
    ///   - routingKey: The integration key of the service, 32 characters.
    ///   - api: Where events go: ``api``, that of the EU, or a proxy.
    ///   - transport: What sends.
    ///   - clock: What a `Retry-After` is counted from.
    public init(
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

    /// Sends a notice.
    public func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        guard notice.kind != .resolved else { return send(notice, .resolve) }
        let outcome = send(notice, .trigger)
        guard notice.kind == .test, case .delivered = outcome else { return outcome }
        return send(notice, .resolve)
    }

    private func send(_ notice: AlertNotice, _ action: PagerDutyEvent.Action) -> DeliveryOutcome {
        var event = PagerDutyEvent(notice, action, routingKey: routingKey)
        // Each part has its limit, and all together stay far below this one, unless every
        // character is of the widest; then the events can be looked up.
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
