import CloudTrail
import Foundation

/// Ends a query that is running, at the wish of somebody or when its time is up.
///
/// For example:
///
/// ```swift
/// let stop = QueryStop(after: 30)
/// let interrupt = Interrupt { stop.stop() }
/// try index.run(sql, stop: stop) { row in … }
/// ```
public final class QueryStop: Sendable {
    private let isWanted = Locked(false)
    /// When its time is up, in nanoseconds of the monotonic clock.
    private let deadline: UInt64?

    /// Makes one.
    ///
    /// - parameter seconds: How long the query may take, from now on; nil for any time.
    public init(after seconds: Int64? = nil) {
        deadline = seconds.map {
            DispatchTime.now().uptimeNanoseconds + UInt64($0.clamped(to: 0...4_000_000_000))
                * 1_000_000_000
        }
    }

    /// Ends the query, from any thread.
    public func stop() { isWanted.withLock { $0 = true } }

    /// Why the query is to end; nil while it may go on.
    var reason: QueryError? {
        if isWanted.withLock({ $0 }) { return .stopped }
        guard let deadline, DispatchTime.now().uptimeNanoseconds >= deadline else { return nil }
        return .tooLong
    }
}

extension Int64 {
    fileprivate func clamped(to range: ClosedRange<Int64>) -> Int64 {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
