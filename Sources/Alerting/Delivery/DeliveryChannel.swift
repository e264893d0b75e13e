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
public protocol DeliveryChannel: Sendable {
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
