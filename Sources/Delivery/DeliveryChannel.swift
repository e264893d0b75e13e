import Basics
import Foundation
import HTTP

/// A way to notify people: sends one message and returns its outcome.
///
/// For example:
///
/// ```swift
/// switch channel.deliver(notice, thread: nil) {
/// case .delivered(let thread): outbox.markDelivered(notice.id, thread: thread)
/// case .retry(let reason, let after): outbox.postpone(notice.id, reason, after)
/// case .rejected(let reason): outbox.giveUp(notice.id, reason)
/// }
/// ```
///
/// Delivery is at least once: the caller keeps messages until they are delivered, and a message
/// whose response was lost is sent again.
package protocol DeliveryChannel: Sendable {
    /// Unique among the channels: `slack`, `pagerduty`.
    var name: String { get }

    /// Sends a message, and waits for its outcome or the channel's deadline.
    ///
    /// - parameters:
    ///   - notice: The message.
    ///   - thread: The thread of an earlier message with the same key, to which this one is a
    ///     reply.
    func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome
}

/// The outcome of sending a message over a channel.
///
/// Reasons are one line of visible text. They contain no token, and only the host of a secret URL.
package enum DeliveryOutcome: Hashable, Sendable {
    /// - parameter thread: The thread for later messages with the same key; nil where the channel
    ///   has none.
    case delivered(thread: String?)
    /// Another attempt may succeed.
    ///
    /// - parameters:
    ///   - reason: Why it has, or may have, failed.
    ///   - after: The seconds that the other side asked to wait.
    case retry(reason: String, after: Int64?)
    /// Another attempt will fail too, with this message or these settings.
    case rejected(reason: String)
}

/// A failed system call.
struct SystemFault: Error {
    let reason: String
    /// The `errno`; 0 where it is not one.
    let code: Int32

    init(_ reason: String, code: Int32 = 0) {
        self.reason = reason
        self.code = code
    }

    static func system(_ code: Int32 = errno) -> SystemFault {
        SystemFault(String(cString: strerror(code)), code: code)
    }

    static let late = SystemFault("timed out")
}

/// Writes notices as plain text, for a log or a terminal.
///
/// For example:
///
/// ```swift
/// StandardOutputChannel().deliver(notice, thread: nil)
/// ```
package struct StandardOutputChannel: DeliveryChannel {
    package let name: String
    private let write: @Sendable (String) throws -> Void

    package init(
        name: String = "standard-output",
        write: (@Sendable (String) throws -> Void)? = nil
    ) {
        self.name = name
        self.write = write ?? { try FileHandle.standardOutput.write(contentsOf: Data($0.utf8)) }
    }

    /// Writes a notice and an empty line.
    package func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        do {
            try write(NoticeText(notice: notice).block + "\n")
            return .delivered(thread: nil)
        } catch {
            return .retry(reason: "cannot write to standard output", after: nil)
        }
    }
}

extension HTTPTransport {
    /// Posts a message as JSON; the status of the response decides the outcome.
    ///
    /// - parameters:
    ///   - secrets: What the reason must not repeat from the response, besides the URL.
    ///   - now: The time of the response.
    func deliver(
        _ message: some Encodable,
        to endpoint: Endpoint,
        hiding secrets: [String] = [],
        now: () -> Int64
    ) -> DeliveryOutcome {
        do {
            let answer = try post(try NoticeJSON.encode(message), to: endpoint)
            return answer.outcome(from: endpoint, hiding: secrets, now: now())
        } catch let failure as HTTPFailure {
            return .retry(reason: "\(endpoint): \(failure.reason)", after: nil)
        } catch {
            return .rejected(reason: "the message cannot be encoded as JSON")
        }
    }
}

extension HTTPAnswer {
    /// The outcome of a message by its response.
    ///
    /// - parameters:
    ///   - secrets: What the reason must not repeat from the response.
    ///   - now: The time, for a `Retry-After` that is a date.
    ///   - thread: The thread of the message.
    func outcome(
        from endpoint: Endpoint,
        hiding secrets: [String],
        now: Int64,
        thread: String? = nil
    ) -> DeliveryOutcome {
        let reason = "\(endpoint) answered \(status)\(said(hiding: endpoint.secrets + secrets))"
        switch status {
        case 200..<300: return .delivered(thread: thread)
        case 300..<400:
            return .rejected(
                reason: "\(endpoint) answered \(status), a redirect, which is not followed; "
                    + "set the final URL"
            )
        case 408, 425, 429, 500...:
            let after = retryAfter.flatMap { RetryAfter.seconds($0, now: now) }
            return .retry(reason: reason, after: after)
        default: return .rejected(reason: reason)
        }
    }

    /// The beginning of the body for a reason, after a colon.
    private func said(hiding secrets: [String]) -> String {
        let text = String(decoding: body.prefix(2_000), as: UTF8.self)
        let clean = HiddenText.removing(secrets, from: text)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return clean.isEmpty ? "" : ": " + ShownText.line(clean, limit: 200)
    }
}
