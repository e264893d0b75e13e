import Basics
import CloudTrail

/// An alert of a correlation as an event for a correlation that refers to it.
///
/// For example, in a chain of a `brute_force` correlation and a rule:
///
/// ```swift
/// for alert in result.alerts(of: "brute_force", timespan: child.timespan) {
///     try parent.add(alert.hit(rule: 0), group: groupOfParent)
///     evidence[alert.id] = alert.events.map(\.id)
/// }
/// ```
///
/// Each satisfied window is one alert. It happens at its window's end, and has the group-by
/// fields of its correlation, and no others.
package struct CorrelationMatch: Sendable, Hashable {
    /// Made of the correlation, the group and the time: the same alert has the same in each run.
    package let id: CorrelationHitID
    /// The end of the window.
    package let time: EventTime
    /// The group: the values of the fields that the correlation groups by, in their order.
    package let group: [String]
    /// The episode's events in the window; a slice of what the result holds.
    package let events: ArraySlice<CorrelationResult.Event>

    /// The alert as a hit for a correlation that refers to it.
    ///
    /// - parameters:
    ///   - rule: The position of this correlation among those that the other refers to.
    ///   - values: What the group-by fields give for the fields that the other measures.
    package func hit(rule: Int, values: [[String]] = []) -> CorrelationHit {
        CorrelationHit(time: time, id: id, rule: rule, values: values)
    }
}

extension CorrelationResult {
    /// The alerts of the episode, one for each satisfied window, by time.
    ///
    /// - parameters:
    ///   - correlation: What tells the correlation from all others, such as its number or id.
    ///   - timespan: The length of the correlation's window in seconds.
    /// - complexity: O(windows + events).
    package func alerts(of correlation: String, timespan: Int64) -> [CorrelationMatch] {
        var alerts: [CorrelationMatch] = []
        forEachAlert(of: correlation, timespan: timespan) { alerts.append($0) }
        return alerts
    }

    /// Calls `body` with the ``alerts(of:timespan:)``, which of a flood are many.
    package func forEachAlert(
        of correlation: String,
        timespan: Int64,
        _ body: (CorrelationMatch) throws -> Void
    ) rethrows {
        var first = 0
        var last = 0
        for end in windowEnds {
            while first < events.count, events[first].time.seconds < end.seconds - timespan {
                first += 1
            }
            while last < events.count, events[last].time <= end { last += 1 }
            try body(
                CorrelationMatch(
                    id: .firing(Self.name(correlation, group, end)),
                    time: end,
                    group: group,
                    events: events[first..<max(first, last)]
                )
            )
        }
    }

    /// Lengths are put before texts, so that no two groups give one name.
    private static func name(_ correlation: String, _ group: [String], _ end: EventTime) -> String {
        let parts = ([correlation] + group).map { "\($0.utf8.count):\($0)" }
        return parts.joined() + "@\(end)"
    }
}

/// An episode of a correlation: satisfied windows of one group that overlap, as one.
///
/// ``start`` is the time of the first event of the first window, ``end`` that of the last event of
/// the last one. What counts as an alert's evidence is ``events``: the events of all these
/// windows, for `temporal_ordered` those that are part of at least one complete chain.
///
/// Memory: in proportion to the events of the episode.
package struct CorrelationResult: Sendable, Hashable {
    /// An event of an episode.
    package struct Event: Sendable, Hashable {
        /// When it happened.
        package let time: EventTime
        /// What tells it from others.
        package let id: CorrelationHitID

        package init(time: EventTime, id: CorrelationHitID) {
            self.time = time
            self.id = id
        }
    }

    /// The group: the values of the fields that the correlation groups by, in their order.
    package let group: [String]
    /// The time of the first event of the first window.
    package let start: EventTime
    /// The time of the last event of the last window.
    package let end: EventTime
    /// The events of all windows, by time, then by id; no id twice.
    ///
    /// Of a flood the first, see ``CorrelationLimits``.
    package let events: [Event]
    /// How many events there are, those that are not kept included.
    package let eventCount: Int
    /// The times at which satisfied windows end, ascending, each once.
    package let windowEnds: [EventTime]
    /// The greatest measure of all satisfied windows.
    package let peak: Double
    /// Why it is reported, where a number alone does not say that.
    package let remark: String?

    /// Creates a result.
    ///
    /// - parameters:
    ///   - group: The values of the fields that the correlation groups by.
    ///   - start: The time of the first event of the first window.
    ///   - end: The time of the last event of the last window.
    ///   - events: The events of all windows, or the first of them.
    ///   - eventCount: How many there are; nil where these are all.
    ///   - windowEnds: The times at which satisfied windows end.
    ///   - peak: The greatest measure of all satisfied windows.
    ///   - remark: Why it is reported.
    package init(
        group: [String],
        start: EventTime,
        end: EventTime,
        events: [Event],
        eventCount: Int? = nil,
        windowEnds: [EventTime],
        peak: Double,
        remark: String? = nil
    ) {
        self.group = group
        self.start = start
        self.end = end
        self.events = events
        self.eventCount = eventCount ?? events.count
        self.windowEnds = windowEnds
        self.peak = peak
        self.remark = remark
    }
}

/// A running episode: satisfied windows that overlap.
struct CorrelationEpisode: Sendable {
    var start: Int64
    var end: Int64
    /// Ids by time; of one time in any order.
    var events: [(time: Int64, id: CorrelationHitID)] = []
    /// The events that are not kept.
    private var more = 0
    var windowEnds: [Int64] = []
    var peak: Double
    var remark: String?

    init(
        start: Int64,
        end: Int64,
        events: [(time: Int64, id: CorrelationHitID)] = [],
        windowEnds: [Int64] = [],
        peak: Double,
        remark: String? = nil
    ) {
        self.start = start
        self.end = end
        self.events = events
        self.windowEnds = windowEnds
        self.peak = peak
        self.remark = remark
    }

    /// Adds an event, which is kept if there is room for it.
    mutating func add(_ id: CorrelationHitID, at time: Int64, _ limits: CorrelationLimits) {
        if events.count < limits.events { events.append((time, id)) } else { more += 1 }
    }

    /// Counts events that are not kept.
    mutating func skip(_ count: Int) { more += count }

    /// Adds a satisfied window.
    mutating func addWindow(endingAt time: Int64, _ limits: CorrelationLimits) {
        if limits.keepsWindows { windowEnds.append(time) }
    }

    /// The episode as it is given out.
    func result(of group: [String]) -> CorrelationResult {
        var seen: Set<CorrelationHitID> = []
        let ordered = events.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        let distinct = ordered.compactMap { event -> CorrelationResult.Event? in
            guard seen.insert(event.id).inserted else { return nil }
            return .init(time: EventTime(seconds: event.time), id: event.id)
        }
        return CorrelationResult(
            group: group,
            start: EventTime(seconds: start),
            end: EventTime(seconds: end),
            events: distinct,
            eventCount: distinct.count + more,
            windowEnds: windowEnds.map(EventTime.init(seconds:)),
            peak: peak,
            remark: remark
        )
    }
}

/// The events of a group that happened in one second, each once.
struct CorrelationInstant: Sendable {
    /// An event, whichever rules it matched.
    struct Event: Sendable {
        let id: CorrelationHitID
        /// The positions of the rules, ascending.
        var rules: [Int]
        /// The measured tuples of all its rules.
        ///
        /// Rules that see the same are counted once: the event has the values, not the match.
        var values: [[ExactText]]
        fileprivate var valueLists: Set<[[ExactText]]>
    }

    let time: Int64
    private(set) var events: [Event] = []
    private var positions: [CorrelationHitID: Int] = [:]

    init(time: Int64) { self.time = time }

    /// - parameter rules: The hit's rule as a list, which all events of that rule share.
    mutating func add(_ hit: CorrelationHit, rules: [Int], keepingValues: Bool) {
        let values = keepingValues ? hit.values.map { $0.map(ExactText.init) } : []
        guard let position = positions[hit.id] else {
            positions[hit.id] = events.count
            events.append(
                Event(
                    id: hit.id,
                    rules: rules,
                    values: values,
                    valueLists: values.isEmpty ? [] : [values]
                )
            )
            return
        }
        let place = events[position].rules.firstIndex { $0 >= hit.rule }
        if let place {
            // A copy of a hit says nothing new, even where its values differ.
            guard events[position].rules[place] != hit.rule else { return }
            events[position].rules.insert(hit.rule, at: place)
        } else {
            events[position].rules.append(hit.rule)
        }
        if !values.isEmpty, events[position].valueLists.insert(values).inserted {
            events[position].values += values
        }
    }
}
