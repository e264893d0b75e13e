/// Days in windows that double from one day to 32: the first results come soon, and a long search
/// asks for its hours a few times only.
struct DayWindows: Sequence, IteratorProtocol {
    private var left: Range<Int64>
    private var size: Int64 = 1
    private let newestFirst: Bool

    init(_ days: Range<Int64>, newestFirst: Bool) {
        left = days
        self.newestFirst = newestFirst
    }

    mutating func next() -> Range<Int64>? {
        guard !left.isEmpty else { return nil }
        let count = Swift.min(size, Int64(left.count))
        size = Swift.min(size * 2, 32)
        if newestFirst {
            let window = left.upperBound - count..<left.upperBound
            left = left.lowerBound..<window.lowerBound
            return window
        }
        let window = left.lowerBound..<left.lowerBound + count
        left = window.upperBound..<left.upperBound
        return window
    }
}
