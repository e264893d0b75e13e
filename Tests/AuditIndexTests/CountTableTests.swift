import AuditTestSupport
import Testing

@testable import AuditIndex

struct CountTableTests {
    private struct Key: Hashable {
        var high: UInt64
        var low: UInt64
    }

    @Test(arguments: [1, 10, 3_000])
    func `Counts and hours are those of a dictionary`(keys: UInt64) {
        var table = CountTable()
        var random = SeededRandom(seed: Int(keys))
        for round in 0..<3 {
            var counts: [Key: Int64] = [:]
            var hours: [Key: UInt32] = [:]
            for _ in 0..<5_000 {
                // Days and kinds in the upper halves, small numbers in the lower, as in use.
                let key = Key(
                    high: UInt64.random(in: 0..<keys, using: &random) << 32 | 3,
                    low: UInt64.random(in: 0..<keys, using: &random) << 32
                )
                let hour = Int.random(in: 0..<24, using: &random)
                table.add(high: key.high, low: key.low, hour: hour)
                counts[key, default: 0] += 1
                hours[key, default: 0] |= 1 << UInt32(hour)
            }
            let entries = table.sorted()
            #expect(entries.count == counts.count, "round \(round)")
            for entry in entries {
                let key = Key(high: entry.high, low: entry.low)
                #expect(entry.count == counts[key])
                #expect(entry.hours == hours[key])
            }
            #expect(
                entries.elementsEqual(entries.sorted { ($0.high, $0.low) < ($1.high, $1.low) }) {
                    $0.high == $1.high && $0.low == $1.low
                }
            )
            table.removeAll()
            #expect(table.sorted().isEmpty)
        }
    }
}
