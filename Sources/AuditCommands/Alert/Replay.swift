import Alerting
import AuditIndex
import Detection
import Ingestion

/// Prints the alerts of a span of time, whether they were told or not, and tells nobody.
struct Replay {
    let span: Range<Int64>
    let minimum: RuleLevel
    let includesStaged: Bool

    func print(
        _ index: AuditDatabase,
        _ rules: EventRules,
        _ channel: PrintChannel,
        failOn: RuleLevel
    ) throws -> ExitStatus {
        var filter = AlertFilter()
        filter.since = span.lowerBound
        filter.until = span.upperBound
        filter.states = Set(AlertState.allCases).subtracting([.withdrawn])
        filter.includesStaged = includesStaged
        var isFound = false
        for listing in try index.alerts(filter) {
            let level = RuleLevel(rawValue: listing.alert.level) ?? .informational
            guard level >= minimum, listing.alert.coveredBy == nil else { continue }
            let notice = try index.notice(listing.alert, .opened, rules)
            guard case .delivered = channel.deliver(notice, thread: nil) else {
                throw OutputError.brokenPipe
            }
            isFound = isFound || level >= failOn
        }
        return isFound ? .nothingFound : .success
    }
}
