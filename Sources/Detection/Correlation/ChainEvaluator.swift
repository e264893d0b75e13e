/// Evaluates `temporal_ordered`: which events are part of a chain that is complete in time.
///
/// An event is part of one when the latest start of the links before it and the earliest end of
/// the links after it are no further apart than the timespan. Starts are known as events come.
/// Ends are found backwards, from the last event to the first, once the timespan after an event
/// has passed; this is done for many events at once, so that each is looked at about twice.
///
/// Memory: the events of two windows and, for each second in them, a number for each rule.
struct ChainEvaluator: InstantEvaluator {
    private static let never = Int64.min

    private let ruleCount: Int
    private let timespan: Int64
    private var instants: [ChainInstant] = []
    /// The first of the instants whose timespan had not passed when last looked at.
    private var open = 0
    /// For each number of links, the latest start of a chain of so many.
    private var latestStarts: [Int64]
    private var episode: CorrelationEpisode?

    init(_ definition: CorrelationDefinition) {
        ruleCount = definition.ruleCount
        timespan = definition.timespan
        latestStarts = Array(repeating: Self.never, count: definition.ruleCount + 1)
    }

    mutating func add(
        _ instant: CorrelationInstant,
        _ emit: (CorrelationEpisode) throws -> Void
    ) rethrows {
        while open < instants.count, instants[open].time < instant.time - timespan { open += 1 }
        if open > 0, open >= instants.count - open { try decide(open, emit) }
        let link = ChainInstant(instant, ruleCount: ruleCount, latestStarts: latestStarts)
        for first in 0..<ruleCount {
            let start = first == 0 ? link.time : link.latestStarts[first]
            guard start != Self.never, link.reach[first] > first else { continue }
            for count in first + 1...link.reach[first] {
                latestStarts[count] = max(latestStarts[count], start)
            }
        }
        instants.append(link)
    }

    mutating func finish(_ emit: (CorrelationEpisode) throws -> Void) rethrows {
        try decide(instants.count, emit)
        let last = episode
        episode = nil
        latestStarts = Array(repeating: Self.never, count: ruleCount + 1)
        if let last { try emit(last) }
    }

    /// Decides on the first instants, whose timespan has passed, and forgets them.
    private mutating func decide(
        _ count: Int,
        _ emit: (CorrelationEpisode) throws -> Void
    ) rethrows {
        let ends = earliestEnds(count)
        // The last instants in which a chain may end, for each that may begin one.
        let closings = instants.indices.filter { instants[$0].holds(rule: ruleCount - 1) }
        var closing = 0
        for index in 0..<count {
            let instant = instants[index]
            if let over = episode, over.end < instant.time {
                episode = nil
                try emit(over)
            }
            while closing + 1 < closings.count,
                instants[closings[closing + 1]].time <= instant.time + timespan
            {
                closing += 1
            }
            if let first = earliestEnd(from: instant, ends[index]) {
                // A chain of one link ends where it starts. Any other whose last link can be
                // replaced by a later one reaches to there.
                let last = ruleCount == 1 ? first : instants[closings[closing]].time
                if let end = episode?.end {
                    episode?.end = max(end, last)
                } else {
                    episode = CorrelationEpisode(
                        start: instant.time,
                        end: last,
                        peak: Double(ruleCount)
                    )
                }
            }
            collect(instant, ends[index])
        }
        instants.removeFirst(count)
        open = 0
    }

    /// For each of the first instants, and each number of links, the earliest end of a chain that
    /// has so many links up to it and finds all others after it.
    private func earliestEnds(_ count: Int) -> [[Int64?]] {
        var ends: [[Int64?]] = Array(repeating: [], count: count)
        var earliest: [Int64?] = Array(repeating: nil, count: ruleCount)
        for index in instants.indices.reversed() {
            if index < count { ends[index] = earliest }
            let instant = instants[index]
            let after = earliest
            for first in 0..<ruleCount where instant.reach[first] > first {
                for next in first + 1...instant.reach[first] {
                    let end = next == ruleCount ? instant.time : after[next]
                    if let end { earliest[first] = min(earliest[first] ?? end, end) }
                }
            }
        }
        return ends
    }

    /// The earliest end of a chain that starts here, if it is in time.
    private func earliestEnd(from instant: ChainInstant, _ ends: [Int64?]) -> Int64? {
        guard instant.reach[0] > 0 else { return nil }
        // The further a chain comes at once, the earlier it ends.
        let count = instant.reach[0]
        let end = count == ruleCount ? instant.time : ends[count]
        guard let end, end - instant.time <= timespan else { return nil }
        return end
    }

    /// Adds those events of an instant that are part of a chain to the running episode.
    private mutating func collect(_ instant: ChainInstant, _ ends: [Int64?]) {
        for peer in instant.peers.indices where isLink(peer, of: instant, ends) {
            for id in instant.peers[peer].ids { episode?.events.append((instant.time, id)) }
        }
        let endsChain = (0..<ruleCount).contains { first in
            instant.reach[first] == ruleCount && start(of: instant, first) != nil
        }
        if endsChain { episode?.windowEnds.append(instant.time) }
    }

    private func isLink(_ peer: Int, of instant: ChainInstant, _ ends: [Int64?]) -> Bool {
        let rules = instant.peers[peer].rules
        for first in 0..<ruleCount {
            guard let start = start(of: instant, first) else { continue }
            for rule in first..<max(first, instant.reach[first])
            where rules >> UInt64(rule) & 1 == 1 {
                for next in rule + 1...instant.reach[first] {
                    let end = next == ruleCount ? instant.time : ends[next]
                    guard let end, end - start <= timespan else { continue }
                    if instant.allows(peer, as: rule, in: first..<next) { return true }
                }
            }
        }
        return false
    }

    /// The latest start of a chain that goes on here with a rule, if that is not out of time.
    private func start(of instant: ChainInstant, _ first: Int) -> Int64? {
        let start = first == 0 ? instant.time : instant.latestStarts[first]
        guard start != Self.never, instant.time - start <= timespan else { return nil }
        return start
    }
}
