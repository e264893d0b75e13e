/// Reads the records of CloudTrail logs, one log after another, through one window.
///
/// For example:
///
/// ```swift
/// let reader = LogReader()
/// let report = reader.read(descriptor: descriptor) { record, location in
///     if case .event(let event) = record { print(event.text(.eventName) ?? "-") }
///     return true
/// }
/// ```
///
/// Every form that CloudTrail logs come in is read, gzip or plain, and several in one file:
/// `{"Records":[…]}`, a bare array, one event, one of these a line, EventBridge's envelope, the
/// output of `lookup-events`, and CloudWatch Logs subscriptions. Pretty or compact is the same.
///
/// A record that is not JSON, but whose end is in no doubt, is rejected alone. Where the end is
/// in doubt the reader goes on at the next line that begins a value; without one, the log is
/// damaged from there on.
///
/// - complexity: O(n) in inflated bytes. Memory is one window of 256 KiB, or the largest record.
/// - note: A reader belongs to one thread at a time.
package final class LogReader {
    /// Receives each record with its place; returns whether to go on.
    package typealias Handler = (LogRecord, RecordLocation) -> Bool

    private let limits: LogLimits
    private var scan: LogScan

    /// Makes a reader.
    ///
    /// - parameter limits: What one file may ask for.
    package init(limits: LogLimits = LogLimits()) {
        self.limits = limits
        scan = LogScan(recordLimit: limits.recordBytes)
    }

    /// Reads an open file from its current position to its end.
    ///
    /// - parameters:
    ///   - descriptor: An open file descriptor; the caller closes it.
    ///   - handler: Receives each record with its place; returns whether to go on.
    package func read(descriptor: Int32, _ handler: Handler) -> LogReport {
        scan.read(.descriptor(descriptor), limits, handler)
    }

    /// Reads a log that lies in memory.
    ///
    /// - parameters:
    ///   - bytes: The log, gzip or plain.
    ///   - handler: Receives each record with its place; returns whether to go on.
    package func read(bytes: [UInt8], _ handler: Handler) -> LogReport {
        scan.read(.memory(bytes, 0), limits, handler)
    }
}

/// What reading one log came to.
package struct LogReport: Hashable, Sendable {
    /// The records found, events and rejected ones.
    package var records = 0
    /// The digest documents found; a digest is proof about logs and holds no record.
    package var digests = 0
    /// The inflated bytes read.
    package var inflatedBytes: Int64 = 0
    /// Why the log could not be read to its end, if it could not.
    package var damage: LogDamage?

    /// Makes a report of a log in which nothing was found.
    package init() {}

    /// Whether the log is a digest file.
    package var isDigest: Bool { digests > 0 && records == 0 && damage == nil }
}

/// Why the reading of a log ended before the log did.
enum ReadingEnd: Error {
    /// The log is damaged.
    case damaged(LogDamage)
    /// The caller has seen enough.
    case stopped
}
