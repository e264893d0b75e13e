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
        var ids: [ExactText] = []
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
