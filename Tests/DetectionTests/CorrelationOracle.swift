import Basics
import CloudTrail

@testable import Detection

/// Correlations as the definition says it, window by window and chain by chain, for few hits.
struct CorrelationOracle {
    let definition: CorrelationDefinition
    let hits: [CorrelationHit]

    /// The episodes of one group.
    func results(group: [String] = []) -> [CorrelationResult] {
        var episodes: [Alert] = []
        for alert in alerts.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            if let last = episodes.last, alert.start <= last.end {
                episodes[episodes.count - 1].join(alert)
            } else {
                episodes.append(alert)
            }
        }
        return episodes.map { $0.result(group: group) }
    }

    private var alerts: [Alert] {
        if let condition = definition.condition {
            return counted(condition.firstExcluded).allAlerts
        }
        return allAlerts
    }

    /// The same, without what is excluded and what is near it.
    private func counted(_ firstExcluded: Int) -> CorrelationOracle {
        let excluded = hits.filter { $0.rule >= firstExcluded }.map(\.time.seconds)
        return CorrelationOracle(
            definition: definition,
            hits: hits.filter { hit in
                !excluded.contains { abs($0 - hit.time.seconds) <= definition.timespan }
            }
        )
    }

    private var allAlerts: [Alert] {
        definition.kind == .temporalOrdered ? chains(from: [], rule: 0) : windows
    }

    private var windows: [Alert] {
        Set(hits.map(\.time.seconds)).compactMap { end in
            let inside = hits.filter {
                $0.time.seconds >= end - definition.timespan && $0.time.seconds <= end
            }
            guard let metric = metric(of: inside), definition.isSatisfied(by: metric),
                let start = inside.map(\.time.seconds).min()
            else { return nil }
            return Alert(
                start: start,
                end: end,
                events: Set(inside.map { .init(time: $0.time, id: $0.id) }),
                ends: [end],
                peak: metric
            )
        }
    }

    private func metric(of hits: [CorrelationHit]) -> Double? {
        var values: [[String]] = []
        for id in Set(hits.map(\.id)) {
            let lists = Set(hits.filter { $0.id == id }.map(\.values))
            for list in lists { values += list }
        }
        let numbers = values.compactMap { Double($0[0]) }.sorted()
        guard !numbers.isEmpty || !definition.kind.measuresNumbers else { return nil }
        switch definition.kind {
        case .eventCount: return Double(Set(hits.map(\.id)).count)
        case .valueCount: return Double(Set(values).count)
        case .temporal, .temporalOrdered:
            let rules = Set(hits.map(\.rule))
            guard definition.condition?.isMet(by: rules.contains) ?? true else { return nil }
            return Double(rules.count)
        case .valueSum: return numbers.reduce(0, +)
        case .valueAverage: return numbers.reduce(0, +) / Double(numbers.count)
        case .valueMedian: return Self.percentile(50, of: numbers)
        case .valuePercentile: return Self.percentile(definition.percentile ?? 0, of: numbers)
        case .newTerms, .spike, .absence: preconditionFailure("no windows are counted for these")
        }
    }

    private static func percentile(_ percentile: Double, of numbers: [Double]) -> Double {
        let place = Double(numbers.count - 1) * percentile / 100
        let low = numbers[Int(place.rounded(.down))]
        let high = numbers[Int(place.rounded(.up))]
        return low + (place - place.rounded(.down)) * (high - low)
    }

    /// All complete chains that begin with the given hits.
    private func chains(from links: [CorrelationHit], rule: Int) -> [Alert] {
        if rule == definition.wantedRules.count {
            let times = links.map(\.time.seconds)
            return [
                Alert(
                    start: times[0],
                    end: times[times.count - 1],
                    events: Set(links.map { .init(time: $0.time, id: $0.id) }),
                    ends: [times[times.count - 1]],
                    peak: Double(rule)
                )
            ]
        }
        return hits.flatMap { hit -> [Alert] in
            guard hit.rule == rule, !links.contains(where: { $0.id == hit.id }) else {
                return []
            }
            if let first = links.first, let last = links.last {
                guard hit.time >= last.time,
                    hit.time.seconds - first.time.seconds <= definition.timespan
                else { return [] }
            }
            return chains(from: links + [hit], rule: rule + 1)
        }
    }
}

/// One satisfied window or chain, or several that overlap.
private struct Alert {
    var start: Int64
    var end: Int64
    var events: Set<CorrelationResult.Event>
    var ends: Set<Int64>
    var peak: Double

    mutating func join(_ other: Alert) {
        start = min(start, other.start)
        end = max(end, other.end)
        events.formUnion(other.events)
        ends.formUnion(other.ends)
        peak = max(peak, other.peak)
    }

    func result(group: [String]) -> CorrelationResult {
        CorrelationResult(
            group: group,
            start: EventTime(seconds: start),
            end: EventTime(seconds: end),
            events: events.sorted { ($0.time, $0.id) < ($1.time, $1.id) },
            windowEnds: ends.sorted().map(EventTime.init(seconds:)),
            peak: peak
        )
    }
}
