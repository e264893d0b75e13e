/// A set of Unicode scalars.
struct ScalarSet: Sendable, Hashable {
    private static let last: UInt32 = 0x10FFFF

    /// Ascending, with gaps between them.
    private(set) var ranges: [ClosedRange<UInt32>]

    /// Creates a set from ranges in any order.
    init(_ ranges: [ClosedRange<UInt32>] = []) {
        self.ranges = []
        self.ranges.reserveCapacity(ranges.count)
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let end = self.ranges.last, range.lowerBound <= end.upperBound &+ 1 {
                let upper = max(end.upperBound, range.upperBound)
                self.ranges[self.ranges.count - 1] = end.lowerBound...upper
            } else {
                self.ranges.append(range)
            }
        }
    }

    init(_ scalars: Unicode.Scalar...) { self.init(scalars.map { $0.value...$0.value }) }

    static let newline = ScalarSet("\n")

    static let all = ScalarSet([0...last])

    var isEmpty: Bool { ranges.isEmpty }

    var inverted: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.last { gaps.append(next...Self.last) }
        return ScalarSet(gaps)
    }

    func contains(_ value: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }

    func isDisjoint(with other: ScalarSet) -> Bool {
        var index = 0
        for range in ranges {
            while index < other.ranges.count, other.ranges[index].upperBound < range.lowerBound {
                index += 1
            }
            guard index < other.ranges.count else { return true }
            if other.ranges[index].lowerBound <= range.upperBound { return false }
        }
        return true
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }
}
