/// One record of a log: an event, or what could not be taken as one.
package enum LogRecord: Sendable {
    /// An event.
    case event(Event)
    /// A record that is no event, and why.
    case rejected(RecordFault)
}

/// Where a record is in the inflated bytes of its log.
package struct RecordLocation: Hashable, Sendable {
    /// The bytes before the record.
    ///
    /// The files of an archive count one behind the other. Of records that another value carries –
    /// a message in a queue, data in base64 – it is the value's place, a byte further for each.
    package var offset: Int64
    /// The bytes of the record, its envelope included where it has one of its own.
    package var length: Int

    /// Makes a location.
    package init(offset: Int64, length: Int) {
        self.offset = offset
        self.length = length
    }
}

/// Why a record is not taken as an event.
package enum RecordFault: Error, Hashable, Sendable {
    /// The bytes are not JSON; the offset is that in the bytes parsed.
    case notJSON(JSONFault)
    /// A value stands where a record was due, and is no object.
    case notAnObject(JSONKind)
    /// The record has neither `eventTime` nor `@timestamp`.
    case missingTime
    /// The record's time is no time; the text is the record's own.
    case badTime(String)
    /// The value should carry a log, and what it carries is damaged.
    case damagedCarrier(LogDamage)
    /// The value's text should be base64, and is not.
    case notBase64
    /// The record is longer than the limit, in bytes.
    case longerThan(Int)
    /// The row of a query's results has some fields, and not the whole record.
    case partialRecord
}

extension RecordFault: CustomStringConvertible {
    /// What is wrong, as one clause.
    ///
    /// It may quote the record: clean it before a terminal sees it.
    package var description: String {
        switch self {
        case .notJSON(let fault): "not JSON: \(fault.reason.rawValue)"
        case .notAnObject(let kind): "expected a record, found \(kind)"
        case .missingTime: "eventTime is missing"
        case .badTime(let text): "eventTime is not a time: \"\(Blanking.text(text).prefix(40))\""
        case .damagedCarrier(let damage): "what it carries is no log: \(damage)"
        case .notBase64: "its data is not base64"
        case .longerThan(let limit):
            "longer than \(limit) bytes; raise --max-record if that is expected"
        case .partialRecord:
            """
            a row of query results without the whole record: select the column eventJson \
            (CloudTrail Lake) or @message (Logs Insights)
            """
        }
    }
}
