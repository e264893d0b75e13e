/// One record of a log: an event, or what could not be taken as one.
public enum LogRecord: Sendable {
    /// An event.
    case event(Event)
    /// A record that is no event, and why.
    case rejected(RecordFault)
}

/// Where a record lies in the inflated bytes of its log.
public struct RecordLocation: Hashable, Sendable {
    /// The bytes before the record.
    public var offset: Int64
    /// The bytes of the record, its envelope included where it has one of its own.
    public var length: Int

    /// Makes a location.
    public init(offset: Int64, length: Int) {
        self.offset = offset
        self.length = length
    }
}
