/// What came of sending a message over a channel.
///
/// Reasons are one line of visible text. They hold no token, and of an address that is a secret
/// only its host.
public enum DeliveryOutcome: Hashable, Sendable {
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
    case refused(reason: String)
}
