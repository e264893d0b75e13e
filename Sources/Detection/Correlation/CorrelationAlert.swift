import CloudTrail

/// An alert of a correlation as an event for a correlation that refers to it.
///
/// For example, in a chain of a `brute_force` correlation and a rule:
///
/// ```swift
/// for alert in result.alerts(of: "brute_force", timespan: child.timespan) {
///     try parent.add(alert.hit(rule: 0), group: groupOfParent)
///     evidence[alert.eventID] = alert.events.map(\.eventID)
/// }
/// ```
///
/// Each satisfied window is one alert. It happens at its window's end, and has the group-by
/// fields of its correlation, and no others.
public struct CorrelationAlert: Sendable, Hashable {
    /// What stands for an event's id: it is made of the correlation, the group and the time, so
    /// that the same alert has the same id in each run.
    public let eventID: String
    /// The end of the window.
    public let time: EventTime
    /// The group: the values of the fields that the correlation groups by, in their order.
    public let group: [String]
    /// The episode's events that lie in the window; a slice of what the result holds.
    public let events: ArraySlice<CorrelationResult.Event>

    /// The alert as a hit for a correlation that refers to it.
    ///
    /// - parameters:
    ///   - rule: The position of this correlation among those that the other refers to.
    ///   - values: What the group-by fields give for the fields that the other measures.
    public func hit(rule: Int, values: [[String]] = []) -> CorrelationHit {
        CorrelationHit(time: time, eventID: eventID, rule: rule, values: values)
    }
}

extension CorrelationResult {
    /// The alerts of the episode, one for each satisfied window, by time.
    ///
    /// - parameters:
    ///   - correlation: What tells the correlation from all others, such as its number or id.
    ///   - timespan: The length of the correlation's window in seconds.
    /// - complexity: O(windows + events).
    public func alerts(of correlation: String, timespan: Int64) -> [CorrelationAlert] {
        var first = 0
        var last = 0
        return windowEnds.map { end in
            while first < events.count, events[first].time.seconds < end.seconds - timespan {
                first += 1
            }
            while last < events.count, events[last].time <= end { last += 1 }
            return CorrelationAlert(
                eventID: Self.alertID(correlation, group, end),
                time: end,
                group: group,
                events: events[first..<max(first, last)]
            )
        }
    }

    /// Lengths stand before texts, so that no two groups give one id.
    private static func alertID(_ correlation: String, _ group: [String], _ end: EventTime)
        -> String
    {
        let parts = ([correlation] + group).map { "\($0.utf8.count):\($0)" }
        return parts.joined() + "@\(end)"
    }
}
