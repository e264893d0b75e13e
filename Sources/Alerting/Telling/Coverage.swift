import AuditIndex
import Detection

/// Finds alerts that say nothing which others have not said: all of their events are those of
/// alerts as serious or more.
///
/// One call of a thief breaks several rules, and hundreds of rules look. People are told of the
/// few alerts that between them have all the events, and find the others there.
///
/// For example:
///
/// ```swift
/// let coverage = Coverage(alerts, evidence: { try store.evidenceKeys($0.id) })
/// coverage.coveredBy[42]   // 32, or nil where 42 is to be told
/// ```
struct Coverage {
    /// An alert with what it rests on.
    struct Item {
        var alert: AlertRecord
        var events: Set<EventKey>
        /// Whether its events do not say it all, as of something that has not happened.
        var standsAlone: Bool
    }

    /// The alert that has most of the events of each covered one.
    private(set) var coveredBy: [Int64: Int64] = [:]

    /// Finds what is covered.
    ///
    /// What people have been told of is never covered.
    ///
    /// - complexity: O(n log n) in the alerts, and O(n) in their events.
    init(_ items: [Item]) {
        var owners: [EventKey: [Int64]] = [:]
        for item in items.sorted(by: Self.comesFirst) {
            let isTold = item.alert.told != nil
            let isCovered =
                !item.events.isEmpty && item.events.allSatisfy { owners[$0] != nil }
            if !isTold, !item.standsAlone, isCovered {
                coveredBy[item.alert.id] = Self.most(of: item.events, owners)
                continue
            }
            for event in item.events { owners[event, default: []].append(item.alert.id) }
        }
    }

    /// The more serious come first, then those with more events.
    private static func comesFirst(_ left: Item, _ right: Item) -> Bool {
        let levels = (RuleLevel(left.alert.level), RuleLevel(right.alert.level))
        if levels.0 != levels.1 { return levels.0 > levels.1 }
        if left.events.count != right.events.count { return left.events.count > right.events.count }
        return (left.alert.first, left.alert.key) < (right.alert.first, right.alert.key)
    }

    private static func most(of events: Set<EventKey>, _ owners: [EventKey: [Int64]]) -> Int64? {
        var counts: [Int64: Int] = [:]
        for event in events {
            for owner in owners[event] ?? [] { counts[owner, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}

extension RuleLevel {
    /// The level of an alert as the index has it.
    init(_ text: String) { self = RuleLevel(rawValue: text) ?? .informational }
}
