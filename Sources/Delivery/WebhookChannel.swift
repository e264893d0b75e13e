import Basics
import HTTP

/// Posts notices as JSON to the team's own service.
///
/// The body is ``AlertNotice/json()``. With a secret, body and time are signed, so that the
/// receiver can reject forgeries and replays; see the guide Alerts and delivery. All attempts at a
/// message have the same `Idempotency-Key`.
package struct WebhookChannel: DeliveryChannel {
    package let name: String
    let endpoint: Endpoint
    let secret: HiddenText?
    let transport: HTTPTransport
    let clock: WallClock

    package init(
        name: String = "webhook",
        endpoint: Endpoint,
        secret: HiddenText?,
        transport: HTTPTransport = HTTPTransport(),
        clock: WallClock = .system
    ) {
        self.name = name
        self.endpoint = endpoint
        self.secret = secret
        self.transport = transport
        self.clock = clock
    }

    package func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        let body: [UInt8]
        do {
            body = try notice.json()
        } catch {
            return .rejected(reason: "the message cannot be encoded as JSON")
        }
        let time = String(clock.now)
        var headers = [
            ("X-Audit-Timestamp", time),
            ("Idempotency-Key", "\(notice.id)-\(SHA256.hex(body).prefix(32))"),
        ]
        if let secret {
            headers.append(("X-Audit-Signature", Self.signature(body, time: time, secret: secret)))
        }
        do {
            let answer = try transport.post(body, to: endpoint, headers: headers)
            let secrets = [secret?.revealed].compactMap(\.self)
            return answer.outcome(from: endpoint, hiding: secrets, now: clock.now)
        } catch {
            return .retry(reason: "\(endpoint): \(error.reason)", after: nil)
        }
    }

    /// `sha256=` and the HMAC of time, dot and body.
    static func signature(_ body: [UInt8], time: String, secret: HiddenText) -> String {
        let code = HMAC.sha256(Array("\(time).".utf8) + body, key: Array(secret.revealed.utf8))
        return "sha256=" + SHA256.digits(code)
    }
}
