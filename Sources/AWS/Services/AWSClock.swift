import Basics
import Foundation

/// The time as services have it, and a way to let it pass; tests replace both.
package final class AWSClock: Sendable {
    private let read: @Sendable () -> Int64
    private let wait: @Sendable (Double) -> Void
    /// From 0 to 1.
    let random: @Sendable () -> Double
    private let offset = Locked<Int64>(0)

    /// That of this machine.
    package static var system: AWSClock {
        AWSClock(
            now: { Int64(Date().timeIntervalSince1970) },
            wait: { Thread.sleep(forTimeInterval: $0) },
            random: { Double.random(in: 0..<1) }
        )
    }

    /// - parameters:
    ///   - now: The time of this machine, in seconds since 1970.
    ///   - wait: Waits for so many seconds.
    ///   - random: From 0 to 1.
    package init(
        now: @escaping @Sendable () -> Int64,
        wait: @escaping @Sendable (Double) -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        read = now
        self.wait = wait
        self.random = random
    }

    /// The time of the services, in seconds since 1970: that of this machine until ``correct(to:)``.
    package var now: Int64 { read() + offset.withLock { $0 } }

    /// Takes the time of a service's answer where this machine's is off.
    ///
    /// - returns: Whether it was off by more than a few minutes, so that another attempt may help.
    package func correct(to time: Int64) -> Bool {
        let current = read()
        return offset.withLock { offset in
            guard abs(current + offset - time) > 240 else { return false }
            offset = time - current
            return true
        }
    }

    /// Waits before another attempt: some time up to one that doubles, at most 20 seconds, so that
    /// not all come at once.
    func waitBeforeRetry(_ attempt: Int) {
        wait(random() * min(20, Double(1 << min(attempt, 10))))
    }

    /// Waits for so many seconds.
    func sleep(_ seconds: Double) { wait(seconds) }
}
