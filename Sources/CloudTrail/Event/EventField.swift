/// The top-level fields of a CloudTrail record, and of the envelopes that records come in.
///
/// See the [CloudTrail record reference][reference].
///
/// [reference]: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
package enum EventField: String, CaseIterable, Sendable {
    case eventVersion, userIdentity, eventTime, eventSource, eventName, awsRegion
    case sourceIPAddress, userAgent, errorCode, errorMessage
    case requestParameters, responseElements, additionalEventData
    case requestID, eventID, readOnly, resources, eventType, apiVersion
    case managementEvent, recipientAccountId, serviceEventDetails, sharedEventID
    case vpcEndpointId, vpcEndpointAccountId, eventCategory, addendum
    case sessionCredentialFromConsole, edgeDeviceDetails, tlsDetails
    case insightDetails, eventContext, annotation

    /// Stands in for `eventTime` in records that a log shipper has rewritten.
    case timestamp = "@timestamp"

    // Envelopes: EventBridge, lookup-events, and a CloudWatch Logs subscription.
    case detail
    case detailType = "detail-type"
    case lookupEvent = "CloudTrailEvent"
    case logMessage = "message"

    // Digest files.
    case digestEndTime, digestS3Object

    // Objects that hold many records.
    case records = "Records"
    case lookupEvents = "Events"
    case logEvents
    case data
    /// What else carries records, under any of ``carriers``.
    case carrier = "records"

    /// The keys of arrays that carry records: those of Firehose, filter-log-events, SQS, CloudTrail
    /// Lake and Logs Insights.
    static let carriers = ["records", "events", "Messages", "QueryResultRows", "results"]

    /// Whether an array under this key holds records, one an element.
    var holdsRecords: Bool {
        switch self {
        case .records, .lookupEvents, .logEvents, .carrier: true
        default: false
        }
    }

    /// The position of the field among all, for tables indexed by field.
    @inline(__always)
    var index: Int { Int(unsafeBitCast(self, to: UInt8.self)) }
}

/// Finds the ``EventField`` of a key in a few nanoseconds: a hash table over length and first
/// bytes, built once, whose single candidate is then compared in full, eight bytes at a time.
struct EventFieldTable: Sendable {
    static let shared = EventFieldTable()

    private static let size = 1024
    /// Words that hold the longest name, 28 bytes.
    private static let wordsPerName = 4

    private let fields: [EventField]
    private let lengths: [Int]
    /// The names, each in `wordsPerName` words, zeros behind; flat, so that reading one costs no
    /// reference count.
    private let words: [UInt64]
    /// Index + 1 into `fields`, or 0.
    private let slots: [UInt8]

    private init() {
        let names =
            EventField.allCases.map { (field: $0, name: $0.rawValue) }
            + EventField.carriers.dropFirst().map { (field: .carrier, name: $0) }
        var words: [UInt64] = []
        var slots = [UInt8](repeating: 0, count: Self.size)
        for (index, entry) in names.enumerated() {
            let name = Array(entry.name.utf8)
            precondition(name.count <= Self.wordsPerName * 8, "\(entry.name) is too long a name")
            for word in 0..<Self.wordsPerName {
                var value: UInt64 = 0
                for (shift, byte) in name.dropFirst(word * 8).prefix(8).enumerated() {
                    value |= UInt64(byte) << UInt64(shift * 8)
                }
                words.append(value)
            }
            var slot = Self.slot(first: words[index * Self.wordsPerName], length: name.count)
            while slots[slot] != 0 { slot = (slot + 1) % Self.size }
            slots[slot] = UInt8(index + 1)
        }
        fields = names.map(\.field)
        self.words = words
        self.slots = slots
        lengths = names.map(\.name.utf8.count)
    }

    @inline(__always)
    private static func slot(first: UInt64, length: Int) -> Int {
        let mixed = (first ^ UInt64(truncatingIfNeeded: length)) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 54)
    }

    /// The word of a name that begins at `start` and has `length` bytes left.
    @inline(__always)
    private static func word(
        _ scanner: borrowing JSONScanner,
        _ start: Int,
        _ length: Int
    ) -> UInt64 {
        let word = scanner.word(start)
        return length < 8 ? word & ((1 << UInt64(max(length, 0) * 8)) &- 1) : word
    }

    /// The field whose name is the `length` bytes at `start`.
    @inline(__always)
    func field(_ scanner: borrowing JSONScanner, start: Int, length: Int) -> EventField? {
        let first = Self.word(scanner, start, length)
        var slot = Self.slot(first: first, length: length)
        while true {
            let candidate = Int(slots[slot])
            guard candidate != 0 else { return nil }
            if isName(candidate - 1, first, scanner, start, length) { return fields[candidate - 1] }
            slot = (slot + 1) % Self.size
        }
    }

    @inline(__always)
    private func isName(
        _ index: Int,
        _ first: UInt64,
        _ scanner: borrowing JSONScanner,
        _ start: Int,
        _ length: Int
    ) -> Bool {
        let name = index * Self.wordsPerName
        guard lengths[index] == length, words[name] == first else { return false }
        var done = 8
        while done < length {
            let word = Self.word(scanner, start + done, length - done)
            guard words[name + done / 8] == word else { return false }
            done += 8
        }
        return true
    }
}

/// Where the top-level fields of one record are in the bytes it was scanned from.
struct EventSlots: Sendable {
    /// One field's value, as a range of bytes; empty where the record lacks the field.
    struct Slot: Sendable {
        var start: UInt32 = 0
        var end: UInt32 = 0
    }

    private var slots: InlineArray<48, Slot>
    /// Whether the record has a top-level key that is none of ``EventField``.
    var hasOtherKeys = false

    init() { slots = InlineArray(repeating: Slot()) }

    /// The range of a field's value, relative to the start of the record.
    subscript(field: EventField) -> Range<Int>? {
        @inline(__always)
        get {
            // By a span: the array's own subscript copies all of it.
            let slot = slots.span[field.index]
            guard slot.end > 0 else { return nil }
            return Int(slot.start)..<Int(slot.end)
        }
    }

    /// Keeps a value's range.
    ///
    /// A key that comes twice counts as its last value.
    @inline(__always)
    mutating func set(_ field: EventField, _ start: Int, _ end: Int) {
        slots[field.index] = Slot(
            start: UInt32(truncatingIfNeeded: start),
            end: UInt32(truncatingIfNeeded: end)
        )
    }

    mutating func removeAll() {
        slots = InlineArray(repeating: Slot())
        hasOtherKeys = false
    }
}
