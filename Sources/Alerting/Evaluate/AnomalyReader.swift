import AuditIndex
import CloudTrail
import Detection

/// Reads the hours that an extended correlation type needs to evaluate what is new of a subject.
struct AnomalyReader {
    let store: AlertStore
    let definition: CorrelationDefinition

    /// The firings, and between which times they replace those there were.
    func firings(
        _ pending: PendingSubject,
        group: [String],
        _ context: AnomalyContext
    ) throws -> (PendingSubject, [Firing]) {
        let (span, hours) =
            switch definition.kind {
            case .absence: try absence(pending, group, context)
            case .newTerms: try sightings(pending)
            default: try history(pending)
            }
        let activity = hours.map { hour in
            ActivityHour(
                isExpected: hour.isExpected,
                count: hour.count,
                first: .init(time: hour.first.time, id: hour.first.identifier),
                last: .init(time: hour.last.time, id: hour.last.identifier)
            )
        }
        let results = definition.results(in: activity, of: group, context)
        let firings = results.map { result in
            Firing(
                time: result.end.seconds,
                start: result.start.seconds,
                measure: result.peak,
                remark: result.remark,
                events: result.events.compactMap { event in
                    Self.key(EventIdentifier(event.id.text), at: event.time.seconds, in: hours)
                }
            )
        }
        return (span, firings.filter { (span.first...span.last).contains($0.time) })
    }

    /// The event of some hours with an id.
    private static func key(
        _ identifier: EventIdentifier,
        at time: Int64,
        in hours: [StoredHour]
    ) -> EventKey? {
        for hour in hours {
            for key in [hour.first, hour.last]
            where key.time == time && key.identifier == identifier { return key }
        }
        return nil
    }

    /// What `new_terms` looks at: how long before each sighting the one before it was.
    ///
    /// Something new is between two sightings, however many others there are.
    private func sightings(
        _ pending: PendingSubject
    ) throws -> (PendingSubject, [StoredHour]) {
        var span = pending
        span.first = pending.first.adding(-3_600)
        var reading = span
        reading.first =
            try store.lastHour(pending, expected: false, before: span.first) ?? span.first
        reading.last = pending.last.adding(3_600)
        var hours = try store.hours(reading, expected: false)
        span.last = reading.last
        let next = try store.firstHour(
            pending,
            expected: false,
            from: reading.last.adding(3_600)
        )
        if let next {
            hours += try self.hours(at: next, of: pending)
            span.last = next.adding(3_599)
        }
        return (span, hours)
    }

    /// What is stored of one clock hour.
    private func hours(at hour: Int64, of pending: PendingSubject) throws -> [StoredHour] {
        // The store reads the hours that begin up to 3,599 s before a span's first: this one only.
        var one = pending
        (one.first, one.last) = (hour.adding(3_599), hour)
        return try store.hours(one, expected: false)
    }

    /// What `spike` looks at: a verdict may change as long after something new as it looks back,
    /// and looks back as long itself.
    private func history(
        _ pending: PendingSubject
    ) throws -> (PendingSubject, [StoredHour]) {
        var span = pending
        // Of the hour of the first new event the count is another, whenever in it that is.
        span.first = pending.first.adding(-3_600)
        span.last = pending.last.adding(definition.timespan + 3_600)
        var reading = span
        reading.first = span.first.adding(-definition.timespan - 3_600)
        return (span, try store.hours(reading, expected: false))
    }

    /// What `absence` looks at: from before something new to the end.
    private func absence(
        _ pending: PendingSubject,
        _ group: [String],
        _ context: AnomalyContext
    ) throws -> (PendingSubject, [StoredHour]) {
        var timespan = definition.timespan
        if let declared = definition.anomaly?.declaredTimespan {
            timespan = context.declared(declared, group, definition) ?? 0
        }
        let before = pending.first.adding(-timespan)
        let expectsOthers = definition.anomaly?.firstExpected != nil
        var span = pending
        span.last = .max / 2
        var reading = span
        let anchor = try store.lastHour(pending, expected: expectsOthers, before: before)
        reading.first = anchor ?? .min / 2
        span.first = anchor.map { $0.adding(1) } ?? .min / 2
        guard expectsOthers else {
            // How regularly it came before counts as well.
            let learning = definition.anomaly?.learning ?? 0
            reading.first = reading.first.adding(-learning - 86_400)
            return (span, try store.hours(reading, expected: false))
        }
        let expected = try store.hours(reading, expected: true)
        var hours = expected
        // Of what begins it only the first counts after each that ends it.
        for start in [reading.first] + expected.map({ $0.last.time }) {
            var from = start
            for _ in 0..<2 {
                guard let hour = try store.firstHour(pending, expected: false, from: from) else {
                    break
                }
                hours += try self.hours(at: hour, of: pending)
                from = hour.adding(3_600 + 3_599)
            }
        }
        var seen: Set<StoredHour> = []
        hours = hours.filter { seen.insert($0).inserted }
        hours.sort {
            ($0.first.time, $0.isExpected ? 1 : 0) < ($1.first.time, $1.isExpected ? 1 : 0)
        }
        return (span, hours)
    }
}
