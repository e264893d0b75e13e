/// One walk over a log: documents, the arrays in them, and the records in those.
///
/// It is what ``LogReader`` is made of; being a struct, its state costs no check at each access.
struct LogScan: ~Copyable {
    private static let maximumWrappers = 8

    private let table = EventFieldTable.shared
    private let parser = RecordParser()
    private var window: LogWindow
    private var slots = EventSlots()
    private var report = LogReport()
    /// Whether a fault has been passed, so that the brackets around what follows are missing.
    private var isSalvaging = false

    init(recordLimit: Int) {
        window = LogWindow(recordLimit: recordLimit)
    }

    mutating func read(
        _ source: ByteSource,
        _ limits: LogLimits,
        _ handler: LogReader.Handler
    ) -> LogReport {
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

extension LogScan {
    private mutating func readDocuments(_ handler: LogReader.Handler) throws(ReadingEnd) {
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

    private mutating func readDocument(_ handler: LogReader.Handler) throws(ReadingEnd) {
        switch window.nextByte {
        case UInt8(ascii: "{"): try readObject(handler)
        case UInt8(ascii: "["):
            window.consume(1)
            try readElements(handler)
        default: throw window.damage(.notJSON(.expectedValue))
        }
    }

    /// Goes on at the next line that begins a value, or gives the log up.
    private mutating func salvage(
        _ end: ReadingEnd,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        guard case .damaged(let damage) = end, case .notJSON(let reason) = damage.reason else {
            throw end
        }
        let start = window.offset
        // Where only a comma or bracket is missing, the next record or log stands here.
        if reason == .expectedSeparator, damage.offset == start, window.startsDocument {
            isSalvaging = true
            return
        }
        // A nest of many lines goes as a whole: else each of its lines would be walked again.
        if reason == .tooDeep { window.consume(Int(damage.offset - start)) }
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
    private mutating func readObject(_ handler: LogReader.Handler, depth: Int = 0)
        throws(ReadingEnd)
    {
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
    private mutating func scanMembers(goingOn: Bool) throws(ReadingEnd) -> JSONScanner.MembersEnd {
        try window.scan(&slots) { (scanner, slots, start) throws(JSONFault) in
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
    private mutating func takeDocument(_ length: Int, _ handler: LogReader.Handler)
        throws(ReadingEnd)
    {
        if slots[.digestEndTime] != nil, slots[.digestS3Object] != nil, slots[.eventTime] == nil {
            report.digests += 1
            window.consume(length)
            return
        }
        try takeScanned(length, .object, handler)
    }

    /// Reads the elements of an array, each of them a record, and the `]` behind them.
    private mutating func readElements(_ handler: LogReader.Handler) throws(ReadingEnd) {
        guard try window.skipWhitespace() else { throw window.damage(.notJSON(.incomplete)) }
        if window.nextByte == UInt8(ascii: "]") { return window.consume(1) }
        while true {
            let kind = JSONKind(firstByte: window.nextByte)
            let length = try window.scan(&slots) { (scanner, slots, start) throws(JSONFault) in
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

extension LogScan {
    /// Hands on the value of `length` bytes at the window's position, whose fields are in `slots`.
    private mutating func takeScanned(
        _ length: Int,
        _ kind: JSONKind,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        guard length <= window.recordLimit else {
            throw window.damage(.recordBeyond(window.recordLimit))
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

    private mutating func take(
        _ record: LogRecord,
        _ location: RecordLocation,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        report.records += 1
        guard handler(record, location) else { throw .stopped }
    }
}
