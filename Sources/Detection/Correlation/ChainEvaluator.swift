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

    private let limits: CorrelationLimits
    private let ruleCount: Int
    private let timespan: Int64
    private var instants: [ChainInstant] = []
    /// The first of the instants whose timespan had not passed when last looked at.
    private var open = 0
    /// For each number of links, the latest start of a chain of so many.
    private var latestStarts: [Int64]
    private var episode: CorrelationEpisode?

    init(_ definition: CorrelationDefinition, _ limits: CorrelationLimits) {
        self.limits = limits
        ruleCount = definition.wantedRules.count
        timespan = definition.timespan
        latestStarts = Array(repeating: Self.never, count: ruleCount + 1)
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
            for id in instant.peers[peer].ids { episode?.add(id, at: instant.time, limits) }
        }
        let endsChain = (0..<ruleCount).contains { first in
            instant.reach[first] == ruleCount && start(of: instant, first) != nil
        }
        if endsChain { episode?.addWindow(endingAt: instant.time, limits) }
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

/// The events of one second as links of chains: which rules they can stand for.
///
/// Chains that pass through a second take from it a run of neighbouring rules, one event for
/// each. The order of events within the second is free, so the question is only whether different
/// events can be found for all rules of the run.
struct ChainInstant: Sendable {
    /// Events that matched the same rules.
    struct Peers: Sendable {
        /// One bit for each rule.
        let rules: UInt64
        var ids: [CorrelationHitID] = []
    }

    let time: Int64
    private(set) var peers: [Peers] = []
    /// For each rule, the end of the longest run from it that the events can stand for.
    let reach: [Int]
    /// For each number of links, the latest start of a chain of so many before this second.
    let latestStarts: [Int64]
    private let isSimple: Bool

    init(_ instant: CorrelationInstant, ruleCount: Int, latestStarts: [Int64]) {
        time = instant.time
        self.latestStarts = latestStarts
        var peers: [Peers] = []
        var positions: [UInt64: Int] = [:]
        for event in instant.events {
            let rules = event.rules.reduce(into: UInt64(0)) { $0 |= 1 << UInt64($1) }
            let position = positions[rules] ?? peers.count
            if position == peers.count {
                positions[rules] = position
                peers.append(Peers(rules: rules))
            }
            peers[position].ids.append(event.id)
        }
        self.peers = peers
        isSimple = peers.allSatisfy { $0.rules.nonzeroBitCount == 1 }
        reach = Self.reach(of: peers, ruleCount: ruleCount, isSimple: isSimple)
    }

    /// Whether an event of the peers can stand for the last of so many rules.
    func holds(rule: Int) -> Bool { peers.contains { $0.rules >> UInt64(rule) & 1 == 1 } }

    /// Whether different events can stand for a run of rules when one of the peers stands for a
    /// certain rule in it.
    ///
    /// - parameter run: A run within ``reach``.
    func allows(_ peer: Int, as rule: Int, in run: Range<Int>) -> Bool {
        // Where no event can stand for two rules, none is taken away from another.
        if isSimple || run.count == 1 { return true }
        var matching = ChainMatching(peers)
        matching.take(peer)
        return run.allSatisfy { $0 == rule || matching.assign($0) }
    }

    private static func reach(of peers: [Peers], ruleCount: Int, isSimple: Bool) -> [Int] {
        var reach = Array(0..<ruleCount)
        if isSimple {
            let seen = peers.reduce(0) { $0 | $1.rules }
            for rule in reach.indices.reversed() where seen >> UInt64(rule) & 1 == 1 {
                reach[rule] = rule + 1 < ruleCount ? reach[rule + 1] : ruleCount
            }
            return reach
        }
        for rule in reach.indices {
            var matching = ChainMatching(peers)
            var end = rule
            while end < ruleCount, matching.assign(end) { end += 1 }
            reach[rule] = end
        }
        return reach
    }
}

/// Gives events of one second to rules, no event to two of them.
///
/// Peers are interchangeable, so rules are matched with peers, each as often as it has events.
/// Augmenting paths find a matching whenever there is one.
struct ChainMatching {
    private let rules: [UInt64]
    private var left: [Int]
    /// Which rules each of the peers stands for.
    private var assigned: [[Int]]

    init(_ peers: [ChainInstant.Peers]) {
        rules = peers.map(\.rules)
        left = peers.map(\.ids.count)
        assigned = Array(repeating: [], count: peers.count)
    }

    /// Takes an event of a peer out.
    mutating func take(_ peer: Int) { left[peer] -= 1 }

    /// Finds an event for one more rule, moving others where needed; false when there is none.
    mutating func assign(_ rule: Int) -> Bool {
        var visited = Array(repeating: false, count: rules.count)
        return assign(rule, &visited)
    }

    private mutating func assign(_ rule: Int, _ visited: inout [Bool]) -> Bool {
        for peer in rules.indices where rules[peer] >> UInt64(rule) & 1 == 1 && !visited[peer] {
            visited[peer] = true
            if left[peer] > 0 {
                left[peer] -= 1
                assigned[peer].append(rule)
                return true
            }
            for index in assigned[peer].indices where assign(assigned[peer][index], &visited) {
                assigned[peer][index] = rule
                return true
            }
        }
        return false
    }
}
