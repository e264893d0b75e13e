/// A set whose members leave when they were removed as often as they were inserted.
struct CountedSet<Member: Hashable> {
    private var counts: [Member: Int] = [:]

    /// The number of different members.
    var count: Int { counts.count }

    mutating func insert(_ member: Member) { counts[member, default: 0] += 1 }

    mutating func remove(_ member: Member) {
        guard let index = counts.index(forKey: member) else { return }
        if counts.values[index] == 1 {
            counts.remove(at: index)
        } else {
            counts.values[index] -= 1
        }
    }
}

extension CountedSet: Sendable where Member: Sendable {}
