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
public final class LogReader {
    /// Receives each record with its place; returns whether to go on.
    public typealias Handler = (LogRecord, RecordLocation) -> Bool

    private static let maximumWrappers = 8

    private let limits: LogLimits
    private let table = EventFieldTable.shared
    private let parser = RecordParser()
    private var window: LogWindow
    private var slots = EventSlots()
    private var report = LogReport()
    /// Whether a fault has been passed, so that the brackets around what follows are missing.
    private var isSalvaging = false

    /// Makes a reader.
    ///
    /// - parameter limits: What one file may ask for.
    public init(limits: LogLimits = LogLimits()) {
        self.limits = limits
        window = LogWindow(recordLimit: limits.recordBytes)
    }

    /// Reads an open file from its current position to its end.
    ///
    /// - parameters:
    ///   - descriptor: An open file descriptor; the caller closes it.
    ///   - handler: Receives each record with its place; returns whether to go on.
    public func read(descriptor: Int32, _ handler: Handler) -> LogReport {
        read(.descriptor(descriptor), handler)
    }

    /// Reads a log that lies in memory.
    ///
    /// - parameters:
    ///   - bytes: The log, gzip or plain.
    ///   - handler: Receives each record with its place; returns whether to go on.
    public func read(bytes: [UInt8], _ handler: Handler) -> LogReport {
        read(.memory(bytes, 0), handler)
    }

    private func read(_ source: ByteSource, _ handler: Handler) -> LogReport {
        report = LogReport()
        isSalvaging = false
        do throws(ReadingEnd) {
            try window.open(source, limits: limits)
            try readDocuments(handler)
        } catch {
            if case .damaged(let damage) = error { report.damage = damage }
        }
        report.inflatedBytes = window.inflatedBytes
        return report
    }
}

// MARK: - Documents

extension LogReader {
    private func readDocuments(_ handler: Handler) throws(ReadingEnd) {
        guard try window.skipWhitespace() else {
            throw .damaged(LogDamage(reason: .empty, offset: 0))
        }
        // A file whose very first byte begins no object or array is no log at all.
        guard window.startsDocument else { throw window.damage(.notALog) }
        repeat {
            do throws(ReadingEnd) {
                try readDocument(handler)
            } catch {
                try salvage(error, handler)
            }
        } while try window.skipWhitespace(andBrackets: isSalvaging)
    }

    private func readDocument(_ handler: Handler) throws(ReadingEnd) {
        switch window.nextByte {
        case UInt8(ascii: "{"): try readObject(handler)
        case UInt8(ascii: "["):
            window.consume(1)
            try readElements(handler)
        default: throw window.damage(.notJSON(.expectedValue))
        }
    }

    /// Goes on at the next line that begins a value, or gives the log up.
    private func salvage(_ end: ReadingEnd, _ handler: Handler) throws(ReadingEnd) {
        guard case .damaged(let damage) = end, case .notJSON(let reason) = damage.reason else {
            throw end
        }
        let start = window.offset
        // Where only a comma or bracket is missing, the next record or log stands here.
        if reason == .expectedSeparator, damage.offset == start, window.startsDocument {
            isSalvaging = true
            return
        }
        guard try window.skipToNextDocument() else { throw end }
        isSalvaging = true
        let fault = JSONFault(offset: Int(max(damage.offset - start, 0)), reason: reason)
        try take(
            .rejected(.notJSON(fault)),
            RecordLocation(offset: start, length: Int(window.offset - start)),
            handler
        )
    }

    /// Reads an object that is one record, or that holds many.
    private func readObject(_ handler: Handler, depth: Int = 0) throws(ReadingEnd) {
        guard depth < Self.maximumWrappers else { throw window.damage(.notJSON(.tooDeep)) }
        var holdsRecords = false
        while true {
            let step = try scanMembers(goingOn: holdsRecords)
            switch step {
            case .closed(let length):
                guard holdsRecords else { return try takeDocument(length, handler) }
                window.consume(length)
                return
            case .recordArray(let length):
                window.consume(length)
                try readElements(handler)
            case .wrapper(let length):
                window.consume(length)
                try readObject(handler, depth: depth + 1)
            }
            holdsRecords = true
        }
    }

    /// Walks an object from its `{`, or from behind an array of records in it.
    private func scanMembers(goingOn: Bool) throws(ReadingEnd) -> JSONScanner.MembersEnd {
        try window.scan { (scanner, start) throws(JSONFault) in
            scanner.beginRecord()
            slots.removeAll()
            var position = scanner.skipWhitespace(goingOn ? start : start + 1)
            if scanner.byte(position) == UInt8(ascii: "}") { return .closed(position + 1 - start) }
            if goingOn {
                guard scanner.byte(position) == UInt8(ascii: ",") else {
                    throw scanner.unexpected(position, .expectedSeparator)
                }
                position = scanner.skipWhitespace(position + 1)
            }
            return try scanner.scanDocument(
                members: position,
                origin: start,
                into: &slots,
                table: table
            )
        }
    }

    /// Takes an object of `length` bytes that holds no other: a digest, or one record.
    private func takeDocument(_ length: Int, _ handler: Handler) throws(ReadingEnd) {
        if slots[.digestEndTime] != nil, slots[.digestS3Object] != nil, slots[.eventTime] == nil {
            report.digests += 1
            window.consume(length)
            return
        }
        try takeScanned(length, .object, handler)
    }

    /// Reads the elements of an array, each of them a record, and the `]` behind them.
    private func readElements(_ handler: Handler) throws(ReadingEnd) {
        guard try window.skipWhitespace() else { throw window.damage(.notJSON(.incomplete)) }
        if window.nextByte == UInt8(ascii: "]") { return window.consume(1) }
        while true {
            let kind = JSONKind(firstByte: window.nextByte)
            let length = try window.scan { (scanner, start) throws(JSONFault) in
                guard kind == .object else {
                    scanner.beginRecord()
                    return try scanner.skipValue(start) - start
                }
                return try scanner.scanRecord(start, into: &slots, table: table) - start
            }
            try takeScanned(length, kind, handler)
            guard try window.skipWhitespace() else { throw window.damage(.notJSON(.incomplete)) }
            let separator = window.nextByte
            guard separator == UInt8(ascii: ",") || separator == UInt8(ascii: "]") else {
                throw window.damage(.notJSON(.expectedSeparator))
            }
            window.consume(1)
            if separator == UInt8(ascii: "]") { return }
            guard try window.skipWhitespace() else { throw window.damage(.notJSON(.incomplete)) }
        }
    }
}

// MARK: - Records

extension LogReader {
    /// Hands on the value of `length` bytes at the window's position, whose fields are in `slots`.
    private func takeScanned(
        _ length: Int,
        _ kind: JSONKind,
        _ handler: Handler
    ) throws(ReadingEnd) {
        guard length <= limits.recordBytes else {
            throw window.damage(.recordBeyond(limits.recordBytes))
        }
        let location = RecordLocation(offset: window.offset, length: length)
        let record = record(length, kind)
        window.consume(length)
        guard let record else { return }
        try take(record, location, handler)
    }

    private func record(_ length: Int, _ kind: JSONKind) -> LogRecord? {
        let bytes = window.bytes
        let scan = RecordScan(
            range: window.position..<window.position + length,
            defect: window.defect,
            isSpelledFreely: window.isSpelledFreely,
            kind: kind
        )
        if kind == .object, isControlMessage(bytes, scan.range.lowerBound) { return nil }
        do throws(RecordFault) {
            return .event(try parser.event(in: bytes, scan, slots))
        } catch {
            return .rejected(error)
        }
    }

    /// CloudWatch Logs checks a subscription now and then with a message that is no log.
    private func isControlMessage(_ bytes: JSONBytes, _ start: Int) -> Bool {
        guard let slot = slots[.logMessage], slots[.eventTime] == nil else { return false }
        return bytes.storage[start + slot.lowerBound..<start + slot.upperBound]
            .starts(with: "\"CWL CONTROL MESSAGE:".utf8)
    }

    private func take(
        _ record: LogRecord,
        _ location: RecordLocation,
        _ handler: Handler
    ) throws(ReadingEnd) {
        report.records += 1
        guard handler(record, location) else { throw .stopped }
    }
}
