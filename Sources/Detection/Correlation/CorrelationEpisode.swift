import CloudTrail

/// A running episode: satisfied windows that overlap.
struct CorrelationEpisode: Sendable {
    var start: Int64
    var end: Int64
    /// Ids by time; of one time in any order.
    var events: [(time: Int64, id: ExactText)] = []
    var windowEnds: [Int64] = []
    var peak: Double
    var remark: String?

    /// The episode as it is given out.
    func result(of group: [String]) -> CorrelationResult {
        var seen: Set<ExactText> = []
        let ordered = events.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        return CorrelationResult(
            group: group,
            start: EventTime(seconds: start),
            end: EventTime(seconds: end),
            events: ordered.compactMap { event in
                guard seen.insert(event.id).inserted else { return nil }
                return .init(time: EventTime(seconds: event.time), eventID: event.id.text)
            },
            windowEnds: windowEnds.map(EventTime.init(seconds:)),
            peak: peak,
            remark: remark
        )
    }
}
