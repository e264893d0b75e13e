import Dispatch
import Foundation

/// The end of an attempt, by a monotonic clock.
struct Deadline: Sendable {
    let time: DispatchTime

    init(in seconds: Double) { time = .now() + max(0, seconds) }

    /// The milliseconds left, for `poll`; 0 when it has passed.
    var milliseconds: Int32 {
        let now = DispatchTime.now().uptimeNanoseconds
        guard time.uptimeNanoseconds > now else { return 0 }
        return Int32(clamping: (time.uptimeNanoseconds - now + 999_999) / 1_000_000)
    }
}

/// The time of day, in seconds since 1970; tests replace it.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Int64

    package static let system = WallClock { Int64(Date().timeIntervalSince1970) }

    package init(_ read: @escaping @Sendable () -> Int64) { self.read = read }

    package var now: Int64 { read() }
}
