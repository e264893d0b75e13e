import CloudTrail

/// An episode of a correlation: satisfied windows of one group that overlap, as one.
///
/// ``start`` is the time of the first event of the first window, ``end`` that of the last event of
/// the last one. What counts as an alert's evidence is ``events``: the events of all these
/// windows, for `temporal_ordered` those that are part of at least one complete chain.
///
/// Memory: in proportion to the events of the episode.
public struct CorrelationResult: Sendable, Hashable {
    /// An event of an episode.
    public struct Event: Sendable, Hashable {
        /// When it happened.
        public let time: EventTime
        /// Its id.
        public let eventID: String

        /// Creates an event.
        ///
        /// - parameters:
        ///   - time: When it happened.
        ///   - eventID: Its id.
        public init(time: EventTime, eventID: String) {
            self.time = time
            self.eventID = eventID
        }
    }

    /// The group: the values of the fields that the correlation groups by, in their order.
    public let group: [String]
    /// The time of the first event of the first window.
    public let start: EventTime
    /// The time of the last event of the last window.
    public let end: EventTime
    /// The events of all windows, by time, then by id; no id twice.
    public let events: [Event]
    /// The times at which satisfied windows end, ascending, each once.
    public let windowEnds: [EventTime]
    /// The greatest measure of all satisfied windows.
    public let peak: Double
    /// Why it is told, where a number alone does not say that.
    public let remark: String?

    /// The ids of ``events``.
    public var eventIDs: [String] { events.map(\.eventID) }

    /// Creates a result.
    ///
    /// - parameters:
    ///   - group: The values of the fields that the correlation groups by.
    ///   - start: The time of the first event of the first window.
    ///   - end: The time of the last event of the last window.
    ///   - events: The events of all windows.
    ///   - windowEnds: The times at which satisfied windows end.
    ///   - peak: The greatest measure of all satisfied windows.
    ///   - remark: Why it is told.
    public init(
        group: [String],
        start: EventTime,
        end: EventTime,
        events: [Event],
        windowEnds: [EventTime],
        peak: Double,
        remark: String? = nil
    ) {
        self.group = group
        self.start = start
        self.end = end
        self.events = events
        self.windowEnds = windowEnds
        self.peak = peak
        self.remark = remark
    }
}
