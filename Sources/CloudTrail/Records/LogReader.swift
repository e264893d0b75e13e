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
/// output of `lookup-events`, CloudWatch Logs subscriptions, exports and queries, messages of SQS,
/// SNS, Firehose and Kinesis, query results of CloudTrail Lake, and tar and ZIP archives of all
/// these. Pretty or compact is the same. The first bytes tell what a file is, never its name.
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
    /// - parameters:
    ///   - limits: What one file may ask for.
    ///   - inflatesWhole: Whether libdeflate may be used where the machine has it. Only the time
    ///     depends on it.
    package convenience init(limits: LogLimits = LogLimits(), inflatesWhole: Bool = true) {
        self.init(limits: limits, layers: 0, inflatesWhole: inflatesWhole)
    }

    /// - parameter layers: The layers around what it is to read.
    init(limits: LogLimits, layers: Int, inflatesWhole: Bool) {
        self.limits = limits
        scan = LogScan(
            recordLimit: limits.recordBytes,
            layers: layers,
            inflatesWhole: inflatesWhole
        )
    }

    /// Reads an open file from its current position to its end.
    ///
    /// - parameters:
    ///   - descriptor: An open file descriptor; the caller closes it.
    ///   - named: What its name says it is, asked where its content says nothing.
    ///   - handler: Receives each record with its place; returns whether to go on.
    package func read(
        descriptor: Int32,
        named: () -> OtherLog? = { nil },
        _ handler: Handler
    ) -> LogReport {
        scan.read(.descriptor(descriptor), limits, named: named, handler)
    }

    /// Reads what comes from elsewhere, such as over a network, to its end.
    ///
    /// - parameters:
    ///   - layer: Gives the bytes of the log, gzip or plain.
    ///   - named: What its name says it is, asked where its content says nothing.
    ///   - handler: Receives each record with its place; returns whether to go on.
    package func read(
        _ layer: any InputLayer,
        named: () -> OtherLog? = { nil },
        _ handler: Handler
    ) -> LogReport {
        scan.read(.layer(layer), limits, named: named, handler)
    }

    /// Reads a log that is in memory.
    ///
    /// - parameters:
    ///   - bytes: The log, gzip or plain.
    ///   - handler: Receives each record with its place; returns whether to go on.
    package func read(bytes: [UInt8], _ handler: Handler) -> LogReport {
        scan.read(.memory(bytes, 0), limits, named: { nil }, handler)
    }

    /// Reads a log that another one carries.
    func read(carried bytes: [UInt8], limits: LogLimits, _ handler: Handler) -> LogReport {
        scan.read(.memory(bytes, 0), limits, named: { nil }, handler)
    }
}

/// What reading one log came to.
package struct LogReport: Hashable, Sendable {
    /// The records found, events and rejected ones.
    package var records = 0
    /// The digest documents found; a digest is proof about logs and holds no record.
    package var digests = 0
    /// The documents that may hold records, and hold none.
    package var containers = 0
    /// What was found that is not of CloudTrail, and how often.
    package var others: [OtherLog: Int] = [:]
    /// The inflated bytes read.
    package var inflatedBytes: Int64 = 0
    /// Why the log could not be read to its end, if it could not.
    package var damage: LogDamage?

    /// Makes a report of a log in which nothing was found.
    package init() {}

    /// Whether the log is a digest file.
    package var isDigest: Bool { digests > 0 && records == 0 && damage == nil }

    /// What the log is, if it has nothing of CloudTrail in it.
    package var other: OtherLog? {
        guard records == 0, digests == 0, containers == 0, damage == nil else { return nil }
        return others.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
    }
}

/// Why the reading of a log ended before the log did.
enum ReadingEnd: Error {
    /// The log is damaged.
    case damaged(LogDamage)
    /// The log is not one of CloudTrail.
    case other(OtherLog)
    /// The caller has seen enough.
    case stopped
}
