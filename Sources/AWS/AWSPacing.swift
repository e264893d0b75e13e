import Foundation

/// How often and when a request to S3 is sent again that failed for a reason that may pass.
///
/// The pause before an attempt is random, up to a bound that doubles each time (full jitter), so
/// that many clients do not come back at once.
///
/// Related documentation:
/// <https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/>
package struct AWSPacing: Sendable {
    /// The most attempts, the first included.
    package var attempts: Int
    /// The bound of the first pause, in seconds.
    package var base: Double
    /// The longest pause, in seconds.
    package var cap: Double

    package init(attempts: Int = 6, base: Double = 0.25, cap: Double = 20) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
    }

    /// The pause before another attempt, in seconds.
    ///
    /// - parameters:
    ///   - failures: How many attempts have failed, at least one.
    ///   - random: From 0 to 1.
    ///   - least: What the service asked for; it gets no more than the longest pause.
    func pause(after failures: Int, random: Double, least: Int64? = nil) -> Double {
        let bound = min(cap, base * pow(2, Double(min(failures, 30) - 1)))
        return max(random * bound, min(cap, Double(least ?? 0)))
    }
}

extension AWSClock {
    /// Waits, but not much longer than until it is cancelled.
    func sleep(_ seconds: Double, unless isCancelled: () -> Bool) {
        var left = seconds
        while left > 0, !isCancelled() {
            sleep(min(left, 0.2))
            left -= 0.2
        }
    }
}
