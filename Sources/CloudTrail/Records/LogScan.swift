/// One walk over a log: documents, the arrays in them, and the records in those.
///
/// It is what ``LogReader`` is made of; being a struct, its state costs no check at each access.
struct LogScan: ~Copyable {
    private static let maximumWrappers = 8
    /// Layers of compression, archives and carriers that are opened; more is no log but an attack.
    private static let maximumLayers = 6

    private let table = EventFieldTable.shared
    let parser = RecordParser()
    var window: LogWindow
    private var slots = EventSlots()
    var report = LogReport()
    /// Whether a fault has been passed, so that the brackets around what follows are missing.
    private var isSalvaging = false
    /// Whether to look for the end of what is too deep; once in vain is enough.
    var looksAhead = true
    /// The layers around the whole of what is read.
    private let layers: Int
    private var limits = LogLimits()
    /// The bytes of the logs that were read before the one in the window, in the same file.
    private var bytesBefore: Int64 = 0
    /// What carried logs were inflated to.
    private var carriedBytes: Int64 = 0
    /// Reads what records carry; made when the first of them does.
    private var carriedReader: LogReader?

    private let inflatesWhole: Bool

    init(recordLimit: Int, layers: Int, inflatesWhole: Bool) {
        window = LogWindow(recordLimit: recordLimit, inflatesWhole: inflatesWhole)
        self.layers = layers
        self.inflatesWhole = inflatesWhole
    }

    /// - parameter named: What the name of the file tells, asked where its content tells nothing.
    mutating func read(
        _ source: ByteSource,
        _ limits: LogLimits,
        named: () -> OtherLog?,
        _ handler: LogReader.Handler
    ) -> LogReport {
        report = LogReport()
        (isSalvaging, looksAhead) = (false, true)
        self.limits = limits
        (bytesBefore, carriedBytes) = (0, 0)
        do throws(ReadingEnd) {
            try window.open(source, limits: limits)
            try readLog(layers, named, handler)
        } catch {
            switch error {
            case .damaged(let damage): report.damage = damage
            case .other(let kind): report.others[kind, default: 0] += 1
            case .stopped: break
            }
        }
        // Nothing reads the file any more: its owner may close it.
        report.inflatedBytes = bytesBefore + window.close()
        return report
    }

    /// Reads the log in the window, out of the layers around it.
    private mutating func readLog(
        _ layers: Int,
        _ named: () -> OtherLog?,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        // Most logs begin so, and need not be looked at for more.
        guard !window.startsDocument || window.startsUTF16 else {
            return try readDocuments(named, handler)
        }
        let format = InputFormat(window.begin(InputFormat.length))
        guard format != .text else { return try readDocuments(named, handler) }
        guard layers < Self.maximumLayers else {
            throw window.damage(.nestedBeyond(Self.maximumLayers))
        }
        switch format {
        case .text: break
        case .gzip:
            try window.open(.layer(window.takeInput()), limits: limits, offset: bytesBefore)
            try readLog(layers + 1, named, handler)
        case .utf16(let isBigEndian):
            let text = UTF16Layer(window.takeInput(), isBigEndian: isBigEndian)
            try window.open(.layer(text), limits: limits, offset: bytesBefore)
            try readLog(layers + 1, named, handler)
        case .tar: try readArchive(TarArchive(window.takeInput()), layers + 1, handler)
        case .zip:
            let archive = ZipArchive(window.takeInput(), limit: limits.inflatedBytes)
            try readArchive(archive, layers + 1, handler)
        case .foreign: throw .other(.file)
        case .unsupported(let name, let advice):
            if let kind = named() { throw .other(kind) }
            throw window.damage(.unsupported(name, advice: advice))
        }
    }

    /// Reads the files of an archive; one that is damaged does not stop the others.
    private mutating func readArchive(
        _ archive: any LogArchive,
        _ layers: Int,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        var first: LogDamage?
        var damaged = 0
        while true {
            var name: String
            do throws(LogDamage) {
                guard let next = try archive.next() else { break }
                name = String(next.prefix(256))
            } catch {
                // What was wrong with an entry before is reported first, and may be the cause.
                throw .damaged(first ?? error)
            }
            if name.hasSuffix("/") { continue }
            do throws(ReadingEnd) {
                var limits = limits
                limits.inflatedBytes -= bytesBefore
                try window.open(.layer(archive), limits: limits, offset: bytesBefore)
                try readLog(layers, { OtherLog(path: name) }, handler)
            } catch {
                switch error {
                case .stopped: throw error
                case .other(let kind): report.others[kind, default: 0] += 1
                case .damaged(var damage):
                    if let kind = OtherLog(entry: name, damage) {
                        report.others[kind, default: 0] += 1
                        break
                    }
                    damaged += 1
                    guard first == nil else { break }
                    damage.entry = damage.entry.map { "\(name), \($0)" } ?? name
                    first = damage
                }
            }
            bytesBefore += window.close()
            isSalvaging = false
        }
        guard var damage = first else {
            if report.others.isEmpty, report.records == 0, report.containers == 0 {
                report.others[.file, default: 0] += 1
            }
            return
        }
        damage.otherEntries += damaged - 1
        throw .damaged(damage)
    }
}

// MARK: - Documents

extension LogScan {
    private mutating func readDocuments(
        _ named: () -> OtherLog?,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        guard try window.skipWhitespace() else {
            if let kind = named() { throw .other(kind) }
            throw .damaged(LogDamage(reason: .empty, offset: 0))
        }
        // A file whose very first byte begins no object or array is lines of text, or no log.
        guard window.startsDocument else { return try readText(named, handler) }
        try checkBeginning(named)
        repeat {
            do throws(ReadingEnd) {
                try readDocument(handler)
            } catch {
                try salvage(error, handler)
            }
            try checkOthers()
        } while try window.skipWhitespace(andBrackets: isSalvaging)
    }

    /// Ends the reading of a log whose first object is none of CloudTrail's: a snapshot of AWS
    /// Config is one object of many megabytes.
    private mutating func checkBeginning(_ named: () -> OtherLog?) throws(ReadingEnd) {
        guard window.nextByte == UInt8(ascii: "{"),
            !window.pending.starts(with: "{\"Records\"".utf8)
        else { return }
        let keys = window.bytes.withScanner { scanner in scanner.keys(window.position) }
        if let kind = OtherLog(keys: keys), kind == .config { throw .other(kind) }
        guard keys.isDisjoint(with: Self.knownKeys), let kind = named() else { return }
        throw .other(kind)
    }

    /// Keys of which each object that may hold records has one.
    private static let knownKeys: Set<String> = Set(
        EventField.allCases.map(\.rawValue) + EventField.carriers
            + ["eventJson", "eventjson", "@message", "Body", "body", "Message", "awslogs", "Data"]
    )

    /// Ends the reading of a log that has had nothing but other logs' lines for a while.
    func checkOthers() throws(ReadingEnd) {
        guard !report.others.isEmpty, window.offset > 64 << 10, let kind = report.other else {
            return
        }
        throw .other(kind)
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
        guard depth < Self.maximumWrappers else {
            return try passOver(window.damage(.notJSON(.tooDeep)), open: 0, handler)
        }
        var holdsRecords = false
        while true {
            let step: JSONScanner.MembersEnd
            do throws(ReadingEnd) {
                step = try scanMembers(goingOn: holdsRecords)
            } catch {
                return try passOver(error, open: holdsRecords ? 1 : 0, handler)
            }
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
        // What has no record to tell of says so with a null.
        if slots[.eventTime] == nil, slots[.detail] == nil,
            isNull(.records) || isNull(.lookupEvents) || isNull(.carrier)
        {
            report.containers += 1
            window.consume(length)
            return
        }
        try takeScanned(length, .object, handler)
    }

    private func isNull(_ field: EventField) -> Bool {
        guard let slot = slots[field] else { return false }
        return window.bytes.storage[window.position + slot.lowerBound] == UInt8(ascii: "n")
    }

    /// Reads the elements of an array, each of them a record, and the `]` behind them.
    private mutating func readElements(_ handler: LogReader.Handler) throws(ReadingEnd) {
        guard try window.skipWhitespace() else { throw window.damage(.notJSON(.incomplete)) }
        if window.nextByte == UInt8(ascii: "]") {
            report.containers += 1
            return window.consume(1)
        }
        while true {
            let kind = JSONKind(firstByte: window.nextByte)
            do throws(ReadingEnd) {
                let length = try scanElement(kind)
                try takeScanned(length, kind, handler)
            } catch {
                try passOver(error, open: 0, handler)
            }
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
    /// Walks an element of an array; returns its length.
    @inline(__always)
    private mutating func scanElement(_ kind: JSONKind) throws(ReadingEnd) -> Int {
        try window.scan(&slots) { (scanner, slots, start) throws(JSONFault) in
            guard kind == .object else {
                scanner.beginRecord()
                return try scanner.skipValue(start) - start
            }
            return try scanner.scanRecord(start, into: &slots, table: table) - start
        }
    }

    /// Hands on the value of `length` bytes at the window's position, whose fields are in `slots`.
    private mutating func takeScanned(
        _ length: Int,
        _ kind: JSONKind,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        let location = RecordLocation(offset: window.offset, length: length)
        guard length <= window.recordLimit else {
            window.consume(length)
            return try take(.rejected(.longerThan(window.recordLimit)), location, handler)
        }
        let bytes = window.bytes
        let scan = RecordScan(
            range: window.position..<window.position + length,
            defect: window.defect,
            isSpelledFreely: window.isSpelledFreely,
            kind: kind
        )
        if kind == .object, isControlMessage(bytes, scan.range.lowerBound) {
            report.containers += 1
            return window.consume(length)
        }
        let record: LogRecord
        var carried: CarriedLog?
        do throws(RecordFault) {
            record = .event(try parser.event(in: bytes, scan, slots))
            if isNotice(bytes, scan.range.lowerBound) { carried = .other(.objectNotice) }
        } catch {
            record = .rejected(error)
            let value = JSONValue(bytes: bytes, range: scan.range)
            switch error {
            case .missingTime: carried = CarriedLog(value)
            case .notAnObject(.array): carried = CarriedLog(row: value)
            default: break
            }
        }
        window.consume(length)
        guard let carried else { return try take(record, location, handler) }
        try take(carried, location, handler)
    }

    /// Hands on what a record carries.
    mutating func take(
        _ carried: CarriedLog,
        _ location: RecordLocation,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        switch carried {
        case .other(let kind): report.others[kind, default: 0] += 1
        case .fault(let fault): try take(.rejected(fault), location, handler)
        case .log(let bytes): try takeLog(bytes, location, handler)
        }
    }

    private mutating func takeLog(
        _ bytes: [UInt8],
        _ location: RecordLocation,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        guard layers < Self.maximumLayers else {
            let damage = LogDamage(reason: .nestedBeyond(Self.maximumLayers), offset: 0)
            return try take(.rejected(.damagedCarrier(damage)), location, handler)
        }
        let reader =
            carriedReader
            ?? LogReader(
                limits: limits,
                layers: layers + 1,
                inflatesWhole: inflatesWhole
            )
        carriedReader = reader
        var limits = limits
        limits.inflatedBytes = max(limits.inflatedBytes - carriedBytes, 0)
        var place = location
        var isStopped = false
        let inner = reader.read(carried: bytes, limits: limits) { record, _ in
            isStopped = !handler(record, place)
            if place.length > 1 {
                place.offset += 1
                place.length -= 1
            }
            return !isStopped
        }
        carriedBytes += inner.inflatedBytes
        report.records += inner.records
        report.containers += inner.containers
        report.digests += inner.digests
        report.others.merge(inner.others, uniquingKeysWith: +)
        guard !isStopped else { throw .stopped }
        if let damage = inner.damage {
            try take(.rejected(.damagedCarrier(damage)), place, handler)
        }
    }

    /// Whether a record is S3's notice of an object: it has a time and a source as events have.
    private func isNotice(_ bytes: JSONBytes, _ start: Int) -> Bool {
        guard let slot = slots[.eventSource], slot.count > 5 else { return false }
        let source = start + slot.lowerBound
        return bytes.storage[source + 1] == UInt8(ascii: "a")
            && bytes.storage[source..<source + 5].elementsEqual("\"aws:".utf8)
    }

    /// CloudWatch Logs checks a subscription now and then with a message that is no log.
    private func isControlMessage(_ bytes: JSONBytes, _ start: Int) -> Bool {
        guard let slot = slots[.logMessage], slots[.eventTime] == nil else { return false }
        return bytes.storage[start + slot.lowerBound..<start + slot.upperBound]
            .starts(with: "\"CWL CONTROL MESSAGE:".utf8)
    }

    mutating func take(
        _ record: LogRecord,
        _ location: RecordLocation,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        report.records += 1
        guard handler(record, location) else { throw .stopped }
    }
}
