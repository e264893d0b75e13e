import AuditIndex
import Basics
import Delivery

/// Whether people are to be notified of an alert now, and of what.
///
/// They are notified when an alert is new, when it has grown – it became more serious, or has a new
/// principal or secret – and again after the rule's `renotify` while it goes on. Of an
/// acknowledged alert they are notified only if it grows; of a muted or experimental one never.
/// They are notified once that an alert is over: when it was withdrawn, or closed since the last
/// notice.
///
/// For example:
///
/// ```swift
/// let policy = NotificationPolicy(minimum: .medium, includesStaged: false, now: now)
/// policy.kind(alert, renotify: 86_400)   // .opened
/// ```
package struct NotificationPolicy: Sendable {
    /// The lowest level of which people are notified.
    package var minimum: Severity
    /// Whether people are notified of experimental rules' alerts, too.
    package var includesStaged: Bool
    /// The time, in seconds since 1970.
    package var now: Int64

    package init(minimum: Severity, includesStaged: Bool, now: Int64) {
        self.minimum = minimum
        self.includesStaged = includesStaged
        self.now = now
    }

    /// What people are to be notified of; nil for nothing.
    ///
    /// - parameters:
    ///   - alert: The alert.
    ///   - renotify: The seconds after which an alert that goes on is repeated; nil for never.
    package func kind(_ alert: AlertRecord, renotify: Int64?) -> AlertNotice.Kind? {
        if isOver(alert) { return alert.notified == nil ? nil : .resolved }
        let level = Severity(rawValue: alert.level) ?? .informational
        guard level >= minimum, includesStaged || !alert.isStaged else { return nil }
        switch alert.state {
        case .muted where (alert.decision?.until ?? .max) > now: return nil
        case .closed: return nil
        default: break
        }
        guard let notified = alert.notified else { return .opened }
        let notifiedLevel = Severity(rawValue: notified.level) ?? .informational
        if level > notifiedLevel || !Self.newcomers(alert).isEmpty { return .grew }
        if alert.state != .acknowledged, let renotify, now - notified.at >= renotify,
            alert.last > notified.last
        {
            return .reminder
        }
        return nil
    }

    /// The principals and secrets that an alert has and had not when people were last notified.
    ///
    /// Another address of a known principal is not worth waking anybody again.
    static func newcomers(_ alert: AlertRecord) -> Set<String> {
        let known = alert.notified?.entities ?? []
        return [AlertEntity.principal, .secret].reduce(into: []) { new, kind in
            let names = kind.names(in: known)
            // Of a flood only some are remembered, and then others prove nothing.
            guard names.count < AlertEntity.limit else { return }
            new.formUnion(
                Set(kind.names(in: alert.entities)).subtracting(names).map(kind.named)
            )
        }
    }

    /// Whether an alert is over, and nobody was notified of that.
    private func isOver(_ alert: AlertRecord) -> Bool {
        switch alert.state {
        case .withdrawn: true
        case .closed: alert.notified?.at ?? .min <= alert.decision?.at ?? .max
        default: false
        }
    }
}

/// Finds alerts that add nothing: all of their events are those of alerts as serious or more.
///
/// One call of an attacker breaks several of hundreds of rules. People are notified of the few
/// alerts that between them have all the events, and find the others there.
///
/// For example:
///
/// ```swift
/// let coverage = Coverage(alerts, evidence: { try store.evidenceCalls($0.id) })
/// coverage.coveredBy[42]   // 32, or nil where 42 is not covered
/// ```
struct Coverage {
    /// An alert with its evidence.
    struct Item {
        var alert: AlertRecord
        /// Its calls: two records of one are one.
        var events: Set<CallID>
        /// Whether its callers are known by more than an id, as in the record of a call that the
        /// caller's own account has.
        var namesCallers = true
        /// Whether its events do not say it all, as of something that has not happened.
        var standsAlone: Bool
    }

    /// The alert that has most of the events of each covered one.
    private(set) var coveredBy: [Int64: Int64] = [:]

    /// Finds what is covered.
    ///
    /// What people were notified of is never covered.
    ///
    /// - complexity: O(n log n) in the alerts, and O(n) in their events.
    init(_ items: CoverageItems) {
        var owners: [[Int64]] = Array(repeating: [], count: items.callCount)
        for item in items.entries.sorted(by: CoverageItems.comesFirst) {
            let calls = items.calls[item.calls]
            let isCovered = !calls.isEmpty && calls.allSatisfy { !owners[Int($0)].isEmpty }
            if !item.isNotified, !item.standsAlone, isCovered {
                coveredBy[item.id] = Self.most(of: calls, owners)
                continue
            }
            for call in calls { owners[Int(call)].append(item.id) }
        }
    }

    /// Finds what is covered among some alerts.
    init(_ items: [Item]) {
        var all = CoverageItems()
        for item in items { all.add(item) }
        self.init(all)
    }

    private static func most(of calls: ArraySlice<Int32>, _ owners: [[Int64]]) -> Int64? {
        var counts: [Int64: Int] = [:]
        for call in calls {
            for owner in owners[Int(call)] { counts[owner, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}

/// Alerts among which is to be found what is covered: some sixty bytes of each, for in a flood
/// there are many.
struct CoverageItems {
    fileprivate struct Entry {
        let id: Int64
        let level: Severity
        let first: Int64
        /// The beginning of its key, which sorts like that.
        let key: (UInt64, UInt64)
        let isNotified: Bool
        let namesCallers: Bool
        let standsAlone: Bool
        /// Its calls, among those of all.
        let calls: Range<Int>
    }

    fileprivate private(set) var entries: [Entry] = []
    fileprivate private(set) var calls: [Int32] = []
    private var numbers: [CallID: Int32] = [:]

    fileprivate var callCount: Int { numbers.count }

    /// Adds an alert.
    mutating func add(_ item: Coverage.Item) {
        let start = calls.count
        for event in item.events {
            let number = numbers[event] ?? Int32(numbers.count)
            numbers[event] = number
            calls.append(number)
        }
        let key = Array(item.alert.key.utf8.prefix(16))
        func word(_ start: Int) -> UInt64 {
            (start..<start + 8).reduce(0) { $0 << 8 | UInt64($1 < key.count ? key[$1] : 0) }
        }
        entries.append(
            Entry(
                id: item.alert.id,
                level: Severity(item.alert.level),
                first: item.alert.first,
                key: (word(0), word(8)),
                isNotified: item.alert.notified != nil,
                namesCallers: item.namesCallers,
                standsAlone: item.standsAlone,
                calls: start..<calls.count
            )
        )
    }

    /// The numbers of the alerts.
    var ids: Set<Int64> { Set(entries.map(\.id)) }

    /// The more serious come first, then those with more events.
    fileprivate static func comesFirst(_ left: Entry, _ right: Entry) -> Bool {
        if left.level != right.level { return left.level > right.level }
        if left.calls.count != right.calls.count { return left.calls.count > right.calls.count }
        if left.namesCallers != right.namesCallers { return left.namesCallers }
        if left.first != right.first { return left.first < right.first }
        return left.key == right.key ? left.id < right.id : left.key < right.key
    }
}

extension Severity {
    /// The level of an alert as the index has it.
    init(_ text: String) { self = Severity(rawValue: text) ?? .informational }
}
