import Dispatch
import Foundation

/// The end of the time that an attempt may take, by a clock that nobody sets.
struct Deadline: Sendable {
    let time: DispatchTime

    /// Makes a deadline.
    ///
    /// - parameter seconds: The seconds from now on.
    init(in seconds: Double) { time = .now() + max(0, seconds) }

    /// The milliseconds that are left, for `poll`; 0 when it has passed.
    var milliseconds: Int32 {
        let now = DispatchTime.now().uptimeNanoseconds
        guard time.uptimeNanoseconds > now else { return 0 }
        return Int32(clamping: (time.uptimeNanoseconds - now + 999_999) / 1_000_000)
    }
}

/// The time of day, which tests replace.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Int64

    /// The clock of the machine.
    package static let system = WallClock { Int64(Date().timeIntervalSince1970) }

    /// Makes a clock.
    ///
    /// - parameter read: Returns the seconds since 1970.
    package init(_ read: @escaping @Sendable () -> Int64) { self.read = read }

    /// The seconds since 1970.
    package var now: Int64 { read() }
}
