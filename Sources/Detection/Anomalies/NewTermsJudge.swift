import CloudTrail

/// Judges `new_terms`: a group that was not seen for as long as it would have been remembered.
struct NewTermsJudge: AnomalyJudge {
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
