/// Counts and hours by a key of two words, gathered in memory until a transaction ends.
///
/// A dictionary of the standard library does the same at about four times the cost, and each
/// event is counted eight times.
struct CountTable {
    struct Entry {
        var high: UInt64
        var low: UInt64
        var count: Int64
        /// One bit for each hour of the day.
        var hours: UInt32
    }

    private(set) var entries: [Entry] = []
    /// Position + 1 in `entries`, or 0; a power of two, at most half full.
    private var slots = [Int32](repeating: 0, count: 1024)

    mutating func add(high: UInt64, low: UInt64, hour: Int) {
        var slot = slot(high, low)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].low == low, entries[index].high == high {
                entries[index].count += 1
                entries[index].hours |= 1 << UInt32(hour)
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        entries.append(Entry(high: high, low: low, count: 1, hours: 1 << UInt32(hour)))
        slots[slot] = Int32(entries.count)
        if entries.count > slots.count / 2 { grow() }
    }

    /// The entries in the order of their keys, which is that of the tables they go to.
    func sorted() -> [Entry] {
        entries.sorted { ($0.high, $0.low) < ($1.high, $1.low) }
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = 0 }
    }

    @inline(__always)
    private func slot(_ high: UInt64, _ low: UInt64) -> Int {
        let product = (high ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(
            by: low ^ 0xd1b5_4a32_d192_ed03
        )
        return Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count - 1)
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = slot(entry.high, entry.low)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index + 1)
        }
    }
}
