import AuditTestSupport
import CloudTrail
import Testing

/// What a reader made of one log; that this does not depend on the inflater is checked each time.
struct LogReading {
    struct Entry {
        var record: LogRecord
        var location: RecordLocation
    }

    let entries: [Entry]
    let report: LogReport

    init(_ bytes: [UInt8], limits: LogLimits = LogLimits()) {
        var entries: [Entry] = []
        report = LogReader(limits: limits).read(bytes: bytes) { record, location in
            entries.append(Entry(record: record, location: location))
            return true
        }
        self.entries = entries
        guard bytes.starts(with: [0x1f, 0x8b]) else { return }
        #expect(ReadingTrace.isIndependentOfInflater(bytes, limits: limits))
    }

    init(_ text: String, limits: LogLimits = LogLimits()) {
        self.init(Array(text.utf8), limits: limits)
    }

    var events: [Event] {
        entries.compactMap {
            guard case .event(let event) = $0.record else { return nil }
            return event
        }
    }

    var ids: [String] { events.map { $0.text(.eventID) ?? "-" } }

    var faults: [RecordFault] {
        entries.compactMap {
            guard case .rejected(let fault) = $0.record else { return nil }
            return fault
        }
    }

    /// The faults of JSON, with their places in the log.
    var jsonFaults: [PlacedFault] {
        entries.compactMap {
            guard case .rejected(.notJSON(let fault)) = $0.record else { return nil }
            return PlacedFault(fault.reason, Int($0.location.offset) + fault.offset)
        }
    }

    var locations: [RecordLocation] { entries.map(\.location) }

    /// What is at an entry's place in the inflated text.
    static func slice(_ text: [UInt8], _ location: RecordLocation) -> ArraySlice<UInt8> {
        text[Int(location.offset)..<Int(location.offset) + location.length]
    }
}

/// Why some bytes are not JSON, and where.
struct PlacedFault: Equatable, Sendable {
    var reason: JSONFault.Reason
    var offset: Int

    init(_ reason: JSONFault.Reason, _ offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
