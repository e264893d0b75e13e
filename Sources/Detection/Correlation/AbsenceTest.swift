import Basics
import CloudTrail

/// Evaluates `absence`: what should have followed has not, or came too late.
struct AbsenceTest: AnomalyTest {
    let timespan: Int64
    let learning: Int64
    /// Whether something else is expected than what begins it: else a heartbeat must go on.
    let expectsOthers: Bool
    let asOf: Int64?

    private static let day: Int64 = 86_400

    /// The number of the day that contains a time; negative before 1970.
    private static func day(of time: Int64) -> Int64 {
        (time - (time % day + day) % day) / day
    }

    func findings(in hours: [ActivityHour]) -> [AnomalyFinding] {
        expectsOthers ? unanswered(hours) : silences(hours)
    }

    /// What was begun and not ended: the first that begins counts, until something ends it.
    private func unanswered(_ hours: [ActivityHour]) -> [AnomalyFinding] {
        var points: [(event: ActivityHour.Event, isExpected: Bool)] = []
        for hour in hours {
            points.append((hour.first, hour.isExpected))
            if hour.last != hour.first { points.append((hour.last, hour.isExpected)) }
        }
        points.sort {
            ($0.event.time, $0.isExpected ? 1 : 0, $0.event.id)
                < ($1.event.time, $1.isExpected ? 1 : 0, $1.event.id)
        }
        var findings: [AnomalyFinding] = []
        var pending: ActivityHour.Event?
        for point in points {
            guard point.isExpected else {
                if pending == nil { pending = point.event }
                continue
            }
            if let begun = pending, point.event.time - begun.time > timespan {
                findings.append(finding(begun, until: point.event.time))
            }
            pending = nil
        }
        if let begun = pending, let asOf, asOf - begun.time > timespan {
            findings.append(finding(begun, until: nil))
        }
        return findings
    }

    /// What came regularly and does no longer.
    private func silences(_ hours: [ActivityHour]) -> [AnomalyFinding] {
        let days = Set(hours.flatMap { [Self.day(of: $0.first.time), Self.day(of: $0.last.time)] })
        var findings: [AnomalyFinding] = []
        for (index, hour) in hours.enumerated() {
            let next = index + 1 < hours.count ? hours[index + 1].first.time : nil
            guard let end = next ?? asOf, end - hour.last.time > timespan else { continue }
            let lastDay = Self.day(of: hour.last.time)
            guard (0..<learning / Self.day).allSatisfy({ days.contains(lastDay - $0) }) else {
                continue
            }
            findings.append(finding(hour.last, until: next))
        }
        return findings
    }

    /// - parameter end: When what was missing came after all; nil where it has not.
    private func finding(_ begun: ActivityHour.Event, until end: Int64?) -> AnomalyFinding {
        let since = EventTime(seconds: begun.time)
        let limit = LengthOfTime.rounded(timespan)
        let remark =
            if let end {
                "nothing from \(since) to \(EventTime(seconds: end)), which is more than \(limit)"
            } else {
                "nothing since \(since), which is more than \(limit)"
            }
        return AnomalyFinding(
            time: begun.time + timespan,
            start: begun.time,
            events: [begun],
            measure: Double(timespan),
            remark: remark
        )
    }
}
