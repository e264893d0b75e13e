import AuditIndex
import Detection

/// Whether people are to be told of an alert now, and what.
///
/// An alert is told when it is new, when it has grown – it became more serious, or somebody or
/// something new takes part – and again after the rule's `renotify` while it goes on. Of one that
/// somebody has acknowledged only growth is told; of one that is muted or being tried, nothing.
/// That one is over is told once: when it was withdrawn, or closed since it was last told.
///
/// For example:
///
/// ```swift
/// let policy = TellingPolicy(minimum: .medium, includesStaged: false, now: now)
/// policy.kind(alert, renotify: 86_400)   // .opened
/// ```
public struct TellingPolicy: Sendable {
    /// The level from which on people are told.
    public var minimum: RuleLevel
    /// Whether those of rules that are being tried are told, too.
    public var includesStaged: Bool
    /// The time, in seconds since 1970.
    public var now: Int64

    /// Makes a policy.
    public init(minimum: RuleLevel, includesStaged: Bool, now: Int64) {
        self.minimum = minimum
        self.includesStaged = includesStaged
        self.now = now
    }

    /// What is to be told of an alert; nil for nothing.
    ///
    /// - parameters:
    ///   - alert: The alert.
    ///   - renotify: The seconds after which one that goes on is told again; nil for never.
    public func kind(_ alert: AlertRecord, renotify: Int64?) -> AlertNotice.Kind? {
        if isOver(alert) { return alert.told == nil ? nil : .resolved }
        let level = RuleLevel(rawValue: alert.level) ?? .informational
        guard level >= minimum, includesStaged || !alert.isStaged else { return nil }
        switch alert.state {
        case .muted where (alert.decision?.until ?? .max) > now: return nil
        case .closed: return nil
        default: break
        }
        guard let told = alert.told else { return .opened }
        let toldLevel = RuleLevel(rawValue: told.level) ?? .informational
        if level > toldLevel || !Set(alert.entities).isSubset(of: told.entities) { return .grew }
        if alert.state != .acknowledged, let renotify, now - told.at >= renotify,
            alert.last > told.last
        {
            return .reminder
        }
        return nil
    }

    /// Whether an alert is over, and that has not been told.
    private func isOver(_ alert: AlertRecord) -> Bool {
        switch alert.state {
        case .withdrawn: true
        case .closed: alert.told?.at ?? .min <= alert.decision?.at ?? .max
        default: false
        }
    }
}
