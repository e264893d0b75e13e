/// Evaluates all kinds but `temporal_ordered`: a measure that events join and leave.
struct SlidingEvaluator: InstantEvaluator {
    private struct Entry: Sendable {
        let time: Int64
        let event: CorrelationInstant.Event
    }

    private let definition: CorrelationDefinition
    private let limits: CorrelationLimits
    private var meter: any WindowMeter
    private var entries = TrailingQueue<Entry>()
    private var episode: CorrelationEpisode?

    init(_ definition: CorrelationDefinition, _ limits: CorrelationLimits) {
        self.definition = definition
        self.limits = limits
        meter = definition.makeMeter()
    }

    mutating func add(
        _ instant: CorrelationInstant,
        _ emit: (CorrelationEpisode) throws -> Void
    ) rethrows {
        let opening = instant.time - definition.timespan
        while let first = entries.first, first.time < opening {
            meter.remove(first.event)
            entries.removeFirst()
        }
        if let over = episode, over.end < opening {
            episode = nil
            try emit(over)
        }
        for event in instant.events {
            meter.add(event)
            entries.append(Entry(time: instant.time, event: event))
        }
        guard let metric = meter.value, definition.isSatisfied(by: metric) else { return }
        extendEpisode(to: instant.time, metric: metric)
    }

    mutating func finish(_ emit: (CorrelationEpisode) throws -> Void) rethrows {
        let last = episode
        episode = nil
        entries = TrailingQueue()
        meter = definition.makeMeter()
        if let last { try emit(last) }
    }

    /// Takes up the window that ends now.
    ///
    /// An episode that still runs reaches into this window, so all that is new in it comes after
    /// the episode's end.
    private mutating func extendEpisode(to time: Int64, metric: Double) {
        var running =
            episode
            ?? CorrelationEpisode(start: entries.first?.time ?? time, end: .min, peak: metric)
        var index = entries.endIndex
        while index > entries.startIndex, entries[index - 1].time > running.end { index -= 1 }
        let limit = episode == nil ? limits.eventsOfFirstWindow : limits.eventsOfLaterWindow
        // It is taken out, so that its arrays are extended in place.
        episode = nil
        for event in events(from: index, limit: limit) {
            running.add(event.id, at: event.time, limits)
        }
        running.skip(max(entries.endIndex - index - limit, 0))
        running.end = time
        running.addWindow(endingAt: time, limits)
        running.peak = max(running.peak, metric)
        episode = running
    }

    /// The first events from an index on; of one second those with the first ids.
    private func events(from start: Int, limit: Int) -> [(time: Int64, id: CorrelationHitID)] {
        var end = entries.endIndex
        if end - start > limit {
            end = start + limit
            while end > start, end < entries.endIndex, entries[end].time == entries[end - 1].time {
                end += 1
            }
        }
        let events = (start..<end).map { (time: entries[$0].time, id: entries[$0].event.id) }
        guard events.count > limit else { return events }
        return Array(events.sorted { ($0.time, $0.id) < ($1.time, $1.id) }.prefix(limit))
    }
}
