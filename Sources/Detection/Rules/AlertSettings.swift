/// How the hits of a rule become alerts: what the rule's `alert` block says.
///
/// For example:
///
/// ```yaml
/// alert:
///   title: "{audit.principal.name} read secret {audit.secret.name} from {sourceIPAddress}"
///   group-by: [audit.principal.name, audit.secret.name]
///   period: 24h
///   renotify: 7d
/// ```
///
/// See <doc:WritingRules>.
public struct AlertSettings: Hashable, Sendable {
    /// The fields that tell alerts of one rule apart, unless the rule has its own.
    public static let usualGroup = ["recipientAccountId", "audit.principal.name"]

    /// The text of an alert, with fields in braces; the rule's title where there is none.
    public var title: String?
    /// The fields that tell alerts of the rule apart; of a correlation its own are used.
    public var groupBy: [String]
    /// Hits that are no further apart than this many seconds are one alert.
    public var period: Int64
    /// An alert that goes on is told again after this many seconds; nil: only when it grows.
    public var renotify: Int64?

    /// Makes settings.
    public init(
        title: String? = nil,
        groupBy: [String] = usualGroup,
        period: Int64 = 86_400,
        renotify: Int64? = nil
    ) {
        self.title = title
        self.groupBy = groupBy
        self.period = period
        self.renotify = renotify
    }
}
