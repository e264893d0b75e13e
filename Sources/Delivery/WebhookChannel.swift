import Basics
import HTTP

/// Posts notices as JSON to a service of the team's own.
///
/// The body is ``AlertNotice/json()``. With a secret it is signed, together with the time, so that
/// the receiver can tell it from a forgery and from an old message that is sent again; see
/// <doc:Delivery>. Every attempt of a message has the same `Idempotency-Key`.
package struct WebhookChannel: DeliveryChannel {
    /// The channel's name.
    package let name: String
    let endpoint: Endpoint
    let secret: HiddenText?
    let transport: HTTPTransport
    let clock: WallClock

    /// Makes a channel.
    ///
    /// - parameters:
    ///   - name: The channel's name.
    ///   - endpoint: Where to post.
    ///   - secret: What messages are signed with; nil for no signature.
    ///   - transport: What sends.
    ///   - clock: What the time of the signature is taken from.
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

    /// Posts a notice.
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

    /// `sha256=` and the code of time, dot and body.
    static func signature(_ body: [UInt8], time: String, secret: HiddenText) -> String {
        let code = HMAC.sha256(Array("\(time).".utf8) + body, key: Array(secret.revealed.utf8))
        return "sha256=" + SHA256.digits(code)
    }
}
