import Foundation

/// How much the tests of faults do: a sample with the suite, all of it with `Tests/Faults/run`.
enum Extent {
    /// Whether everything is tried.
    static let isWhole = ProcessInfo.processInfo.environment["AUDIT_FAULTS"] == "all"

    /// A few numbers spread over a range; all of them where everything is tried.
    ///
    /// - parameter shift: Moves them, so that cases of one kind try different numbers.
    static func spread(_ range: ClosedRange<Int>, sample: Int, shift: Int) -> [Int] {
        guard !isWhole, range.count > sample else { return Array(range) }
        let step = Double(range.count) / Double(sample)
        let start = (Double(shift) * 0.618).truncatingRemainder(dividingBy: 1)
        return (0..<sample).map { range.lowerBound + Int((Double($0) + start) * step) }
    }

    /// A number of rounds.
    static func rounds(_ sample: Int, all: Int) -> Int { isWhole ? all : sample }

    /// Says what was tried, where everything is.
    static func note(_ line: String) { if isWhole { print(line) } }
}
