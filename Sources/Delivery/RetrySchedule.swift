/// When a failed message is sent again, and when it is given up.
///
/// For example:
///
/// ```swift
/// let schedule = RetrySchedule()
/// schedule.next(after: 1, first: first, now: now, asked: nil, seed: 42)  // 15 to 30 seconds on
/// schedule.next(after: 3, first: first, now: now, asked: 90, seed: 42)   // 90 to 120 seconds on
/// schedule.next(after: 40, first: first, now: now, asked: nil, seed: 42) // nil: given up
/// ```
///
/// Waits double up to a limit. Each is shortened by up to half, so that messages that failed
/// together are not retried together; the same seed gives the same wait.
package struct RetrySchedule: Hashable, Sendable {
    /// The wait after the first attempt, in seconds.
    package var wait: Int64
    /// The longest wait, in seconds.
    package var longestWait: Int64
    /// The longest wait that the other side may ask for, in seconds.
    package var longestAsked: Int64
    /// The most attempts.
    package var attempts: Int
    /// How long after the first attempt others are made, in seconds.
    package var patience: Int64

    package init(
        wait: Int64 = 30,
        longestWait: Int64 = 3_600,
        longestAsked: Int64 = 21_600,
        attempts: Int = 40,
        patience: Int64 = 86_400
    ) {
        self.wait = wait
        self.longestWait = longestWait
        self.longestAsked = longestAsked
        self.attempts = attempts
        self.patience = patience
    }

    /// Returns when to send a message again, in seconds since 1970; nil to give it up.
    ///
    /// - parameters:
    ///   - attempt: How many attempts have been made, from 1.
    ///   - first: When the first was made, in seconds since 1970.
    ///   - now: The time, in seconds since 1970.
    ///   - asked: The seconds that the other side asked to wait.
    ///   - seed: Decides how much the wait is shortened, for example the message's number.
    /// - complexity: O(1)
    package func next(
        after attempt: Int,
        first: Int64,
        now: Int64,
        asked: Int64?,
        seed: UInt64
    ) -> Int64? {
        guard attempt < attempts else { return nil }
        var delay = wait
        for _ in 1..<max(attempt, 1) where delay < longestWait { delay *= 2 }
        delay = min(delay, longestWait)
        let half = delay / 2
        let draw = Self.draw(seed: seed, attempt: attempt)
        delay = delay - half + Int64(draw % UInt64(max(half, 0) + 1))
        if let asked, asked > delay {
            // Spreads messages beyond the end of the wait that was asked for, too.
            let spread = Int64(draw % UInt64(max(wait, 0) + 1))
            delay = min(asked, longestAsked) + spread
        }
        let next = now + max(delay, 1)
        return next - first > patience ? nil : next
    }

    /// One number of SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>).
    private static func draw(seed: UInt64, attempt: Int) -> UInt64 {
        var value = seed &+ UInt64(truncatingIfNeeded: attempt) &* 0x9E37_79B9_7F4A_7C15
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
