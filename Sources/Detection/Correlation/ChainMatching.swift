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
