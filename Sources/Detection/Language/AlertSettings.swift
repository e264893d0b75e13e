import Basics
import StrictYAML

/// A rule's `alert` block: how its hits become alerts.
///
/// For example:
///
/// ```yaml
/// alert:
///   title: "{audit.actor} read secret {audit.secret.name} from {sourceIPAddress}"
///   group-by: [audit.actor, audit.secret.name]
///   period: 24h
///   renotify: 7d
/// ```
///
/// See the guide Rules.
package struct AlertSettings: Hashable, Sendable {
    /// The default fields that distinguish alerts of one rule.
    package static let usualGroup = ["recipientAccountId", "audit.actor"]

    /// The text of an alert, with fields in braces; the rule's title where there is none.
    package var title: String?
    /// The fields that distinguish alerts of the rule; a correlation uses its own.
    package var groupBy: [String]
    /// Hits at most this many seconds apart are one alert.
    package var period: Int64
    /// An ongoing alert is notified again after this many seconds; nil: only when it grows.
    package var renotify: Int64?

    package init(
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

extension RuleDocument {
    private static let alertKeys = ["title", "group-by", "period", "renotify"]

    /// Reads the `alert` block; problems go to the log.
    func alertSettings() -> AlertSettings {
        var settings = AlertSettings()
        guard let alert = self["alert"], !alert.isEmpty else { return settings }
        guard alert.isMapping else {
            alert.complain(
                "is a \(alert.kind), but should be a mapping of title, group-by, period, renotify"
            )
            return settings
        }
        for entry in alert.entries("title, group-by, period and renotify") {
            switch entry.name {
            case "title": settings.title = entry.value.scalarText
            case "group-by":
                settings.groupBy = entry.value.list("fields").compactMap(\.scalarText)
            case "period": settings.period = timespan(entry.value) ?? settings.period
            case "renotify": settings.renotify = timespan(entry.value)
            default:
                let hint = NearestName.hint(entry.name, among: Self.alertKeys)
                entry.value.complain("unknown key \(entry.name.quoted) in alert\(hint)")
            }
        }
        return settings
    }

    /// A length of time in seconds; nil after a problem has been added to the log.
    func timespan(_ value: YAMLValue) -> Int64? {
        do {
            return try Timespan(value.scalarText ?? value.kind).seconds
        } catch {
            value.complain(error.message)
            return nil
        }
    }
}
