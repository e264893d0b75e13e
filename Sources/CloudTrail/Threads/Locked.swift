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
