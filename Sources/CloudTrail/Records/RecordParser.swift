import Basics

/// Makes events of records that lie whole in memory, taking them out of their envelopes.
struct RecordParser {
    /// Envelopes within envelopes that are opened; more is not a log but an attack on the stack.
    private static let maximumEnvelopes = 4

    private let table = EventFieldTable.shared
    private let envelopes: Int

    init() { envelopes = 0 }

    private init(envelopes: Int) { self.envelopes = envelopes }

    /// Parses the one value in `bytes`.
    func event(in bytes: JSONBytes) throws(RecordFault) -> Event {
        var slots = EventSlots()
        let scan: RecordScan
        do throws(JSONFault) {
            scan = try bytes.withScanner { (scanner) throws(JSONFault) in
                let start = scanner.skipWhitespace(0)
                let scan =
                    scanner.byte(start) == UInt8(ascii: "{")
                    ? try record(&scanner, start, &slots) : try other(&scanner, start)
                let rest = scanner.skipWhitespace(scan.range.upperBound)
                guard rest == scanner.end else {
                    throw scanner.unexpected(rest, .expectedSeparator)
                }
                return scan
            }
        } catch {
            throw .notJSON(error)
        }
        return try event(in: bytes, scan, slots)
    }

    /// Parses the object at `start`, which has been accepted once as a part of another.
    private func event(in bytes: JSONBytes, at start: Int) throws(RecordFault) -> Event {
        var slots = EventSlots()
        let scan: RecordScan
        do throws(JSONFault) {
            scan = try bytes.withScanner { (scanner) throws(JSONFault) in
                try record(&scanner, start, &slots)
            }
        } catch {
            throw .notJSON(error)
        }
        return try event(in: bytes, scan, slots)
    }

    private func record(
        _ scanner: inout JSONScanner,
        _ start: Int,
        _ slots: inout EventSlots
    ) throws(JSONFault) -> RecordScan {
        let end = try scanner.scanRecord(start, into: &slots, table: table)
        return RecordScan(
            range: start..<end,
            defect: scanner.defect,
            isSpelledFreely: scanner.isSpelledFreely,
            kind: .object
        )
    }

    private func other(_ scanner: inout JSONScanner, _ start: Int) throws(JSONFault) -> RecordScan {
        let kind = JSONKind(firstByte: scanner.byte(start))
        let end = try scanner.skipLastValue(start)
        return RecordScan(
            range: start..<end,
            defect: scanner.defect,
            isSpelledFreely: false,
            kind: kind
        )
    }

    /// Makes an event of an object that has been scanned, or of the record within it.
    func event(
        in bytes: JSONBytes,
        _ scan: RecordScan,
        _ slots: EventSlots
    ) throws(RecordFault) -> Event {
        if let defect = scan.defect { throw .notJSON(defect) }
        guard scan.kind == .object else { throw .notAnObject(scan.kind) }
        if slots[.eventTime] == nil, let inner = try enclosed(in: bytes, scan.range, slots) {
            return inner
        }
        return Event(
            bytes: bytes,
            range: scan.range,
            slots: slots,
            isSpelledFreely: scan.isSpelledFreely,
            time: try time(in: bytes, scan.range, slots)
        )
    }

    /// The event inside an envelope: lookup-events and log subscriptions keep it as a string,
    /// EventBridge as an object.
    private func enclosed(
        in bytes: JSONBytes,
        _ range: Range<Int>,
        _ slots: EventSlots
    ) throws(RecordFault) -> Event? {
        guard envelopes < Self.maximumEnvelopes else { return nil }
        let inner = RecordParser(envelopes: envelopes + 1)
        let start = range.lowerBound
        for field in [EventField.lookupEvent, .logMessage] {
            guard let slot = slots[field],
                bytes.storage[start + slot.lowerBound] == UInt8(ascii: "\"")
            else { continue }
            let text = bytes.unescaped(start + slot.lowerBound..<start + slot.upperBound)
            // A `message` that is prose belongs to a record that merely lacks its time.
            guard field == .lookupEvent || text.first == UInt8(ascii: "{") else { continue }
            return try inner.event(in: JSONBytes(copying: text))
        }
        guard let slot = slots[.detail], slots[.detailType] != nil,
            bytes.storage[start + slot.lowerBound] == UInt8(ascii: "{")
        else { return nil }
        return try inner.event(in: bytes, at: start + slot.lowerBound)
    }

    private func time(
        in bytes: JSONBytes,
        _ record: Range<Int>,
        _ slots: EventSlots
    ) throws(RecordFault) -> EventTime {
        let start = record.lowerBound
        var fault = RecordFault.missingTime
        for field in [EventField.eventTime, .timestamp] {
            guard let slot = slots[field] else { continue }
            let range = start + slot.lowerBound..<start + slot.upperBound
            switch bytes.storage[range.lowerBound] {
            case UInt8(ascii: "n"): continue
            case UInt8(ascii: "\""):
                if let time = bytes.withText(range, { EventTime($0) }) { return time }
                if fault == .missingTime {
                    fault = .badTime(JSONValue(bytes: bytes, range: range).text)
                }
            default:
                if fault == .missingTime {
                    fault = .badTime(JSONValue(bytes: bytes, range: range).json)
                }
            }
        }
        if fault == .missingTime, let time = windowStart(in: bytes, record, slots) { return time }
        throw fault
    }

    /// The start of the window that an aggregated event sums up: it has no time of its own.
    private func windowStart(
        in bytes: JSONBytes,
        _ record: Range<Int>,
        _ slots: EventSlots
    ) -> EventTime? {
        guard let slot = slots[.eventCategory] else { return nil }
        let start = record.lowerBound
        let category = JSONValue(
            bytes: bytes,
            range: start + slot.lowerBound..<start + slot.upperBound
        )
        guard category.string == Event.aggregatedCategory else { return nil }
        let window = JSONValue(bytes: bytes, range: record)["timeWindow"]
        return window?["windowStart"]?.string.flatMap { EventTime($0) }
    }
}

/// What one walk over an object found.
struct RecordScan {
    var range: Range<Int>
    var defect: JSONFault?
    var isSpelledFreely: Bool
    var kind: JSONKind
}
