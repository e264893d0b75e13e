import Basics
import Foundation
import HTTP

/// A way to tell people: sends one message and says what came of it.
///
/// For example:
///
/// ```swift
/// switch channel.deliver(notice, thread: nil) {
/// case .delivered(let thread): outbox.settle(notice.id, thread: thread)
/// case .retry(let reason, let after): outbox.postpone(notice.id, reason, after)
/// case .refused(let reason): outbox.giveUp(notice.id, reason)
/// }
/// ```
///
/// Messages come at least once: whoever calls keeps them until they are delivered, and a message
/// whose answer was lost is sent again.
package protocol DeliveryChannel: Sendable {
    /// The channel's name, which tells it from the others: `slack`, `pagerduty`.
    var name: String { get }

    /// Sends a message, and waits until it is known what came of it, or for the channel's deadline.
    ///
    /// - parameters:
    ///   - notice: The message.
    ///   - thread: What an earlier message with the same key was delivered as, so that this one
    ///     can stand beneath it.
    func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome
}

/// What came of sending a message over a channel.
///
/// Reasons are one line of visible text. They hold no token, and of an address that is a secret
/// only its host.
package enum DeliveryOutcome: Hashable, Sendable {
    /// It has arrived.
    ///
    /// - parameter thread: What later messages with the same key can be put beneath; nil where the
    ///   channel knows no threads.
    case delivered(thread: String?)
    /// It may arrive when it is sent again.
    ///
    /// - parameters:
    ///   - reason: Why it has not arrived, or may not have.
    ///   - after: The seconds that the other side asked to wait.
    case retry(reason: String, after: Int64?)
    /// It will never arrive, as it is or with these settings.
    ///
    /// - parameter reason: Why.
    case rejected(reason: String)
}

/// Why the system did not do what it was asked for.
struct SystemFault: Error {
    let reason: String
    /// The `errno` of the call that failed; 0 where none did.
    let code: Int32

    init(_ reason: String, code: Int32 = 0) {
        self.reason = reason
        self.code = code
    }

    /// A failed call, by `errno`.
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
    /// The channel's name.
    package let name: String
    private let write: @Sendable (String) throws -> Void

    /// Makes a channel.
    ///
    /// - parameters:
    ///   - name: The channel's name.
    ///   - write: Writes a text; standard output unless it is given.
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
    /// Posts a message as JSON, and says by the answer's status what came of it.
    ///
    /// - parameters:
    ///   - message: The message.
    ///   - endpoint: Where to.
    ///   - secrets: What must not be repeated of the answer, beside the address.
    ///   - now: The time when the answer is there.
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
    /// What came of a message that was answered so.
    ///
    /// - parameters:
    ///   - endpoint: Who answered.
    ///   - secrets: What must not be repeated of the answer.
    ///   - now: The time, for a `Retry-After` that is a date.
    ///   - thread: What the message was delivered as.
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

    /// The beginning of the body as it may stand in a reason, after a colon.
    private func said(hiding secrets: [String]) -> String {
        let text = String(decoding: body.prefix(2_000), as: UTF8.self)
        let clean = HiddenText.removing(secrets, from: text)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return clean.isEmpty ? "" : ": " + ShownText.line(clean, limit: 200)
    }
}
