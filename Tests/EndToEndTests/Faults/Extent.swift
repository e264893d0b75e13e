import Foundation

/// How much the tests of faults do: a sample with the suite, all of it with `Tests/Faults/run`.
enum Extent {
    private static let asked = ProcessInfo.processInfo.environment["AUDIT_FAULTS"] ?? ""
    /// Whether everything is tried.
    static let isWhole = asked == "all"

    /// A few numbers spread over a range; all of them where everything is tried.
    ///
    /// - parameter shift: Moves them, so that cases of one kind try different numbers.
    static func spread(_ range: ClosedRange<Int>, sample: Int, shift: Int) -> [Int] {
        let sample = Int(asked) ?? sample
        guard !isWhole, range.count > sample else { return Array(range) }
        let step = Double(range.count) / Double(sample)
        let start = (Double(shift) * 0.618).truncatingRemainder(dividingBy: 1)
        return (0..<sample).map { range.lowerBound + Int((Double($0) + start) * step) }
    }

    /// A number of rounds.
    static func rounds(_ sample: Int, all: Int) -> Int { isWhole ? all : Int(asked) ?? sample }

    /// Says what was tried, where that is more than with the suite.
    static func note(_ line: String) { if asked != "" { print(line) } }
}
