import AuditIndex
import Delivery
import Foundation

/// Sends the messages of the outbox.
///
/// For example:
///
/// ```swift
/// let report = try Outbox(index: index, channels: settings.channels).send(now: now)
/// for failure in report.failures { print(failure) }
/// ```
///
/// A message is marked as delivered when its channel has said so: one whose run is killed in
/// between is sent again, under the same key. One that does not arrive is tried again at the next
/// run after its wait, and given up in the end.
package struct Outbox {
    /// The outcome of sending.
    package struct Report: Sendable, Hashable {
        /// Messages that have arrived.
        package var delivered = 0
        /// Messages that are tried again, and why they have not arrived.
        package var postponed: [String] = []
        /// Messages that were given up, and why.
        package var failures: [String] = []
        /// Messages of channels that are no longer set up.
        package var orphans: [String] = []

        package init() {}
    }

    private let index: AuditDatabase
    private let channels: [String: any DeliveryChannel]
    private let schedule: RetrySchedule

    package init(
        index: AuditDatabase,
        channels: [DeliverySettings.Entry],
        schedule: RetrySchedule = RetrySchedule()
    ) {
        self.index = index
        self.channels = Dictionary(
            channels.map { ($0.name, $0.channel) },
            uniquingKeysWith: { first, _ in first }
        )
        self.schedule = schedule
    }

    /// Sends the messages whose time has come.
    ///
    /// - parameter now: The time, in seconds since 1970.
    package func send(now: Int64) throws -> Report {
        var report = Report()
        var stalled: Set<String> = []
        for (id, name) in try index.readAlerts({ store in try store.dueMessages(now: now) }) {
            guard let channel = channels[name] else {
                report.orphans.append(name)
                continue
            }
            // A channel that is down is not asked again for each of its messages.
            guard !stalled.contains(name) else { continue }
            let message = try index.readAlerts { store in
                try store.message(id).map {
                    ($0, try store.thread(key: $0.key, channel: $0.channel))
                }
            }
            guard let (message, thread) = message else { continue }
            var entry = message
            entry.attempts += 1
            let outcome = Self.notice(entry).map { channel.deliver($0, thread: thread) }
            if case .retry = outcome { stalled.insert(entry.channel) }
            apply(outcome ?? .rejected(reason: "it cannot be read"), to: &entry, now, &report)
            let sent = entry
            try index.evaluate { store in try store.recordOutcome(of: sent, now: now) }
        }
        return report
    }

    private func apply(
        _ outcome: DeliveryOutcome,
        to entry: inout OutboxEntry,
        _ now: Int64,
        _ report: inout Report
    ) {
        switch outcome {
        case .delivered(let thread):
            entry.state = .delivered
            entry.thread = thread
            entry.reason = nil
            report.delivered += 1
        case .retry(let reason, let after):
            entry.reason = reason
            let next = schedule.next(
                after: entry.attempts,
                first: entry.created,
                now: now,
                asked: after,
                seed: UInt64(truncatingIfNeeded: entry.id)
            )
            if let next {
                entry.nextAttempt = next
                report.postponed.append("\(entry.channel): \(reason)")
            } else {
                entry.state = .failed
                report.failures.append(
                    "\(entry.channel): \(reason); given up after \(entry.attempts) attempts"
                )
            }
        case .rejected(let reason):
            entry.state = .failed
            entry.reason = reason
            report.failures.append("\(entry.channel): \(reason)")
        }
    }

    private static func notice(_ entry: OutboxEntry) -> AlertNotice? {
        var notice = try? JSONDecoder().decode(AlertNotice.self, from: Data(entry.notice.utf8))
        notice?.id = entry.id
        return notice
    }
}
