@testable import Detection

extension ActivityHour {
    /// One event, or several from one time to another within the hour.
    static func of(
        _ first: Int64,
        to last: Int64? = nil,
        count: Int? = nil,
        isExpected: Bool = false
    ) -> ActivityHour {
        let last = last ?? first
        return ActivityHour(
            isExpected: isExpected,
            count: count ?? (first == last ? 1 : 2),
            first: Event(time: first, id: .text("e\(first)")),
            last: Event(time: last, id: .text("e\(last)"))
        )
    }

    /// One event of those that an absence expects.
    static func expected(_ time: Int64) -> ActivityHour { of(time, isExpected: true) }
}

/// Lengths of time in seconds.
let hour: Int64 = 3_600
let day: Int64 = 86_400
