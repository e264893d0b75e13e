import Dispatch
import Foundation

/// A value that one thread at a time may access.
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

    package init(_ value: sending Value) { self.value = value }

    package func withLock<R>(_ body: (inout Value) throws -> R) rethrows -> R {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}

extension Array where Element: Sendable {
    /// Transforms the elements in parallel; results keep the elements' order.
    ///
    /// For example:
    ///
    /// ```swift
    /// let sizes = paths.concurrentMap { path in size(of: path) }
    /// ```
    ///
    /// - parameter transform: Runs on several threads at once.
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
    /// Transforms the elements in parallel on more threads than there are processors, as for calls
    /// that wait for others most of the time; results keep the elements' order.
    ///
    /// - parameters:
    ///   - threads: The threads, no more than there are elements.
    ///   - transform: Runs on several threads at once.
    package func concurrentMap<Result: Sendable>(
        threads: Int,
        _ transform: @escaping @Sendable (Element) -> Result
    ) -> [Result] {
        concurrentMap(threads: threads, with: {}) { _, element in transform(element) }
    }

    /// Transforms the elements in parallel, with a tool that each thread makes for itself; results
    /// keep the elements' order.
    ///
    /// - parameters:
    ///   - threads: The threads, no more than there are elements.
    ///   - makeTool: Makes a thread's tool, on that thread.
    ///   - transform: Runs on several threads at once.
    package func concurrentMap<Tool, Result: Sendable>(
        threads: Int,
        with makeTool: @escaping @Sendable () -> Tool,
        _ transform: @escaping @Sendable (Tool, Element) -> Result
    ) -> [Result] {
        guard count > 1, threads > 1 else {
            let tool = makeTool()
            return map { transform(tool, $0) }
        }
        let results = Locked<[Result?]>(Array<Result?>(repeating: nil, count: count))
        let next = Locked(0)
        let group = DispatchGroup()
        for number in 0..<Swift.min(threads, count) {
            // A queue each: a concurrent queue may run fewer blocks at once than wait here.
            DispatchQueue(label: "audit.map.\(number)").async(group: group) {
                let tool = makeTool()
                while let index = next.withLock({ next in
                    defer { next += 1 }
                    return next < self.count ? next : nil
                }) {
                    let result = transform(tool, self[index])
                    results.withLock { $0[index] = result }
                }
            }
        }
        group.wait()
        return results.withLock { $0.compactMap(\.self) }
    }
}
