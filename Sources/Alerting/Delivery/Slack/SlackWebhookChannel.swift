/// Sends notices to Slack through an incoming webhook.
///
/// A webhook does not say what a message was delivered as, so messages stand one after the other;
/// the key in each one's footer tells which belong together.
///
/// Related documentation:
/// <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>
public struct SlackWebhookChannel: DeliveryChannel {
    /// The channel's name.
    public let name: String
    let endpoint: Endpoint
    let transport: HTTPTransport
    let clock: WallClock

    /// Makes a channel.
    ///
    /// - parameters:
    ///   - name: The channel's name.
    ///   - endpoint: The webhook's address, which is a secret.
    ///   - transport: What sends.
    ///   - clock: What a `Retry-After` is counted from.
    public init(
        name: String = "slack",
        endpoint: Endpoint,
        transport: HTTPTransport = HTTPTransport(),
        clock: WallClock = .system
    ) {
        self.name = name
        self.endpoint = endpoint
        self.transport = transport
        self.clock = clock
    }

    /// Posts a notice.
    public func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        transport.deliver(SlackMessage(notice), to: endpoint, now: { clock.now })
    }
}
