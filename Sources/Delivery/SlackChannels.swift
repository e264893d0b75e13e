import Basics
import Foundation
import HTTP

/// Sends notices to Slack as a bot, those of one alert in one thread.
///
/// The bot needs the scope `chat:write` and must be in the channel. A reminder is shown in the
/// channel too, for those who have not looked into the thread.
///
/// Related documentation: <https://docs.slack.dev/reference/methods/chat.postMessage>
package struct SlackBotChannel: DeliveryChannel {
    /// The URL of Slack's API.
    package static let api = "https://slack.com/api"

    package let name: String
    let token: HiddenText
    let channel: String
    let endpoint: Endpoint
    let transport: HTTPTransport
    let clock: WallClock

    package init(
        name: String = "slack-bot",
        token: HiddenText,
        channel: String,
        api: Endpoint,
        transport: HTTPTransport = HTTPTransport(),
        clock: WallClock = .system
    ) {
        self.name = name
        self.token = token
        self.channel = channel
        endpoint = api.appending("chat.postMessage")
        self.transport = transport
        self.clock = clock
    }

    /// Posts a notice as a reply to the first one of its alert, where that is known.
    package func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        var message = SlackMessage(notice)
        message.channel = channel
        message.threadTimestamp = thread
        if thread != nil, notice.kind == .reminder { message.isBroadcast = true }
        do {
            let answer = try transport.post(
                try NoticeJSON.encode(message),
                to: endpoint,
                headers: [("Authorization", "Bearer \(token.revealed)")]
            )
            guard answer.isSuccess else {
                return answer.outcome(from: endpoint, hiding: [token.revealed], now: clock.now)
            }
            return outcome(answer, notice, thread)
        } catch let failure as HTTPFailure {
            return .retry(reason: "\(endpoint): \(failure.reason)", after: nil)
        } catch {
            return .rejected(reason: "the message cannot be encoded as JSON")
        }
    }

    private struct Reply: Decodable {
        var ok: Bool
        var ts: String?
        var error: String?
    }

    /// Slack's temporary errors; another attempt does not help with the others.
    private static let passing: Set<String> = [
        "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable",
        "request_timeout", "team_added_to_org", "message_limit_exceeded",
    ]

    /// Slack answers 200 to failed calls, too.
    private func outcome(
        _ answer: HTTPAnswer,
        _ notice: AlertNotice,
        _ thread: String?
    ) -> DeliveryOutcome {
        guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(answer.body)) else {
            return .retry(
                reason: "\(endpoint) sent a response that is not Slack's JSON",
                after: nil
            )
        }
        if reply.ok { return .delivered(thread: thread ?? reply.ts) }
        let error = reply.error ?? "unknown"
        // The thread's first message is gone; the notice matters more than its place.
        if thread != nil, ["thread_not_found", "cannot_reply_to_message"].contains(error) {
            return deliver(notice, thread: nil)
        }
        let clean = HiddenText.removing([token.revealed], from: error)
        let reason = "\(endpoint) answered: \(ShownText.line(clean, limit: 100))"
        return Self.passing.contains(error)
            ? .retry(reason: reason, after: nil) : .rejected(reason: reason)
    }
}

/// Sends notices to Slack through an incoming webhook.
///
/// A webhook does not return the id of a message, so there are no threads; the key in the footer
/// shows which messages belong together.
///
/// Related documentation:
/// <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>
package struct SlackWebhookChannel: DeliveryChannel {
    package let name: String
    let endpoint: Endpoint
    let transport: HTTPTransport
    let clock: WallClock

    package init(
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

    package func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        transport.deliver(SlackMessage(notice), to: endpoint, now: { clock.now })
    }
}
