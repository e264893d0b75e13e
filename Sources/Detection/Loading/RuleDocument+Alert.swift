import SecurityArchitecture

extension RuleDocument {
    private static let alertKeys = ["title", "group-by", "period", "renotify"]

    /// What the `alert` block says; problems go to the log.
    func alertSettings() -> AlertSettings {
        var settings = AlertSettings()
        guard let alert = self["alert"], !alert.isEmpty else { return settings }
        guard alert.isMapping else {
            alert.complain("is a \(alert.kind), but should be title, group-by, period, renotify")
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
                entry.value.complain("unknown key \(entry.name.quoted) of alert\(hint)")
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
