/// A message on its way to people: a line of the outbox.
public struct OutboxEntry: Sendable, Hashable {
    /// What has become of a message.
    public enum State: String, CaseIterable, Sendable, Hashable {
        /// It is to be sent.
        case waiting
        /// It has arrived.
        case delivered
        /// It was given up.
        case failed
    }

    /// Its number.
    public var id: Int64 = 0
    /// The alert that it is about; nil for a test.
    public var alert: Int64?
    /// What messages about one alert have in common.
    public var key: String
    /// What has happened to the alert.
    public var kind: String
    /// The channel.
    public var channel: String
    /// The message, as JSON.
    public var notice: String
    /// What has become of it.
    public var state = State.waiting
    /// How often it was sent.
    public var attempts = 0
    /// When it was written, in seconds since 1970.
    public var created: Int64
    /// When it is to be sent next.
    public var nextAttempt: Int64
    /// What later messages under the key can be put beneath.
    public var thread: String?
    /// Why it has not arrived.
    public var reason: String?

    /// Makes an entry that is to be sent at once.
    public init(
        alert: Int64?,
        key: String,
        kind: String,
        channel: String,
        notice: String,
        created: Int64
    ) {
        self.alert = alert
        self.key = key
        self.kind = kind
        self.channel = channel
        self.notice = notice
        self.created = created
        nextAttempt = created
    }
}
