import AuditIndex

/// Brings the alerts of a rule up to date with its hits.
///
/// Hits that are no further apart than the rule's period are one alert. Which hits these are does
/// not depend on the order in which they became known; so neither do the alerts.
struct AlertUpdate {
    private static let noLongerMatches = "the events behind it no longer match the rule"

    let store: AlertStore
    let rule: AlertRule
    let created: Int64

    /// Brings the alerts up to date between two times, and marks those that have changed, which
    /// are yet to be composed.
    func update(_ span: PendingSubject) throws {
        let period = rule.header.alert.period
        let subject = try store.subject(span.subject)
        let key = rule.key(of: subject.json)
        var existing = try store.alerts(
            key: key,
            overlapping: span.first.adding(-period)...span.last.adding(period)
        )
        // A correlation's firings can be withdrawn at any time, and then all hits count again.
        var times: [Int64]
        var clusters: [ClosedRange<Int64>] = []
        switch rule.source {
        case .rule:
            times = try store.matchTimes(span)
            clusters = existing.map { $0.first...$0.last }
        case .correlation:
            var whole = span
            whole.first = min(span.first, existing.map(\.first).min() ?? span.first)
            whole.last = max(span.last, existing.map(\.last).max() ?? span.last)
            times = try store.firingTimes(whole)
        }
        clusters = Self.clusters(clusters + times.map { $0...$0 }, period: period)
        for cluster in clusters {
            let overlapping = existing.filter { cluster.overlaps($0.first...$0.last) }
            existing.removeAll { cluster.overlaps($0.first...$0.last) }
            try update(cluster, key, span, overlapping)
        }
        for record in existing
        where record.last >= span.first && record.first <= span.last {
            // None of its hits is left.
            try withdraw(record, why: Self.noLongerMatches)
        }
    }

    private func update(
        _ cluster: ClosedRange<Int64>,
        _ key: String,
        _ span: PendingSubject,
        _ overlapping: [AlertRecord]
    ) throws {
        var hits = span
        (hits.first, hits.last) = (cluster.lowerBound, cluster.upperBound)
        var alert =
            overlapping.first
            ?? AlertRecord(
                key: key,
                rule: rule.number,
                subject: span.subject,
                first: cluster.lowerBound,
                last: cluster.upperBound
            )
        let before = alert
        // The rule may have been reworded, and is another in the index.
        (alert.rule, alert.subject) = (rule.number, span.subject)
        alert.first = cluster.lowerBound
        alert.last = cluster.upperBound
        switch rule.source {
        case .rule:
            alert.count = try store.matchCount(hits)
            if alert.count == 0, before.id != 0, before.rule == rule.number {
                // The events were evaluated again, and the rule no longer matches them.
                for other in overlapping { try withdraw(other, why: Self.noLongerMatches) }
                return
            }
            var new = hits
            new.first = max(hits.first, span.first)
            new.last = min(hits.last, span.last)
            let entities = try store.entities(new, limit: AlertEntity.limit)
            alert.entities = AlertEntity.limited(overlapping.flatMap(\.entities) + entities)
        case .correlation:
            alert.count = try store.firingTimes(hits).count
        }
        let hasChanged = alert != before || alert.id == 0 || overlapping.count > 1
        // What is said of a correlation's firing may change though its hits do not.
        if !hasChanged, case .rule = rule.source { return }
        if alert.id == 0 {
            alert.created = created
            alert.title = rule.header.displayTitle
            alert.level = (rule.header.level ?? .medium).rawValue
        }
        alert.isStaged = rule.isStaged
        for var other in overlapping.dropFirst() {
            if alert.notified == nil { alert.notified = other.notified }
            // What people were notified of goes on under the same key, and is not over.
            other.notified = nil
            try withdraw(other, why: "merged into alert \(alert.id)")
        }
        reopen(&alert, before)
        if hasChanged { alert.isPending = true }
        try store.markUncomposed(try store.save(alert))
    }

    /// New hits open what was closed.
    private func reopen(_ alert: inout AlertRecord, _ before: AlertRecord) {
        guard alert.state == .closed, alert.last > before.last || alert.count > before.count else {
            return
        }
        alert.state = .open
        alert.decision = nil
        alert.notified = nil
    }

    private func withdraw(_ record: AlertRecord, why: String) throws {
        var record = record
        record.state = .withdrawn
        record.decision = AlertRecord.Decision(why: why, at: created)
        record.isPending = true
        try store.save(record)
    }

    /// Ranges of time, joined where no more than a period is between them.
    static func clusters(
        _ ranges: [ClosedRange<Int64>],
        period: Int64
    ) -> [ClosedRange<Int64>] {
        var clusters: [ClosedRange<Int64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = clusters.last, range.lowerBound <= last.upperBound.adding(period) {
                clusters[clusters.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                clusters.append(range)
            }
        }
        return clusters
    }
}
