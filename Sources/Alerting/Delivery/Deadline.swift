import Dispatch

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

    /// Whether it has passed.
    var hasPassed: Bool { milliseconds == 0 }
}
