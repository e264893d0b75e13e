import Dispatch
import Foundation

/// A value that one thread at a time may touch.
///
/// For example:
///
/// ```swift
/// let count = Locked(0)
/// count.withLock { $0 += 1 }
/// ```
///
/// `Synchronization.Mutex` does the same, but the thread sanitizer does not understand it.
package final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    /// Makes it with a first value.
    package init(_ value: sending Value) { self.value = value }

    /// Calls `body` with the value, while nobody else may touch it.
    package func withLock<R>(_ body: (inout Value) throws -> R) rethrows -> R {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}

extension Array where Element: Sendable {
    /// What a function makes of each element, in the order of elements; several are made at a time.
    ///
    /// For example:
    ///
    /// ```swift
    /// let sizes = paths.concurrentMap { path in size(of: path) }
    /// ```
    ///
    /// - parameter transform: The function. It shares nothing with its other calls.
    /// - complexity: O(n) calls, on as many threads as there are processors.
    package func concurrentMap<Result>(
        _ transform: @Sendable (Element) -> Result
    ) -> [Result] {
        let results = Locked<[Result?]>(Array<Result?>(repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = transform(self[index])
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}
