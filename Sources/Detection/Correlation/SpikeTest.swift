import Basics

/// Evaluates `spike`: far more in an hour than this group has at this hour of other days.
///
/// The usual is the median over the days before, and its deviation 1.4826 times the median of
/// the absolute deviations, so that a day that was a spike itself hardly moves either. Counts vary
/// by themselves: a deviation never counts as less than the square root of the median, or 1.
///
/// Related: Leys et al., "Detecting outliers: Do not use standard deviation around the mean, use
/// absolute deviation around the median" (2013).
struct SpikeTest: AnomalyTest {
    let timespan: Int64
    let learning: Int64
    let deviations: Double
    let historyStart: Int64?
    /// Whether a count is over the floor.
    let isEnough: (Int) -> Bool

    private static let day: Int64 = 86_400

    func findings(in hours: [ActivityHour]) -> [AnomalyFinding] {
        let counts = Dictionary(hours.map { ($0.start, $0.count) }, uniquingKeysWith: +)
        return hours.compactMap { hour in
            guard isEnough(hour.count), let first = hours.first?.start else { return nil }
            let historyStart = historyStart ?? first
            guard hour.start - historyStart >= learning else { return nil }
            var others: [Double] = []
            var day = hour.start - Self.day
            while day >= ActivityHour.start(of: max(historyStart, hour.start - timespan)) {
                others.append(Double(counts[day] ?? 0))
                day -= Self.day
            }
            let usual = Self.median(others)
            let deviation = max(
                1.4826 * Self.median(others.map { abs($0 - usual) }),
                usual.squareRoot(),
                1
            )
            guard Double(hour.count) > usual + deviations * deviation else { return nil }
            return finding(hour, usual: usual, days: others.count)
        }
    }

    private func finding(_ hour: ActivityHour, usual: Double, days: Int) -> AnomalyFinding {
        let start = EventTime(seconds: hour.start)
        let history =
            days == 0
            ? "nothing is known of other days"
            : "usual at this hour is \(usual.formatted), over \(days) day\(days == 1 ? "" : "s")"
        return AnomalyFinding(
            time: hour.last.time,
            start: hour.first.time,
            events: hour.first == hour.last ? [hour.first] : [hour.first, hour.last],
            measure: Double(hour.count),
            remark: "\(hour.count) in the hour from \(start); \(history)"
        )
    }

    /// The middle of some numbers; 0 of none.
    private static func median(_ numbers: [Double]) -> Double {
        let ordered = numbers.sorted()
        guard let last = ordered.last else { return 0 }
        let middle = ordered.count / 2
        if ordered.count == 1 { return last }
        return ordered.count.isMultiple(of: 2)
            ? (ordered[middle - 1] + ordered[middle]) / 2 : ordered[middle]
    }
}

extension Double {
    /// As a whole number where it is one.
    fileprivate var formatted: String { self == rounded() ? String(Int(self)) : String(self) }
}

/// Evaluates `new_terms`: a group that was not seen for as long as it would have been remembered.
struct NewTermsTest: AnomalyTest {
    let timespan: Int64
    let learning: Int64
    let historyStart: Int64?

    func findings(in hours: [ActivityHour]) -> [AnomalyFinding] {
        var findings: [AnomalyFinding] = []
        var lastSeen: Int64?
        for hour in hours {
            defer { lastSeen = hour.last.time }
            let time = hour.first.time
            if let lastSeen, time - lastSeen <= timespan { continue }
            let history = historyStart.map { max(time - $0, 0) }
            if let history, history < learning { continue }
            findings.append(
                AnomalyFinding(
                    time: time,
                    start: time,
                    events: [hour.first],
                    measure: 1,
                    remark: remark(lastSeen: lastSeen, history: history)
                )
            )
        }
        return findings
    }

    private func remark(lastSeen: Int64?, history: Int64?) -> String {
        if let lastSeen {
            return "for the first time since \(EventTime(seconds: lastSeen))"
        }
        guard let history, history < timespan else {
            return "for the first time in \(LengthOfTime.rounded(timespan))"
        }
        return "for the first time, in a history of only \(LengthOfTime.rounded(history))"
    }
}
