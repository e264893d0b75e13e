/// Something that is not as usual, found in the hours of a group.
struct AnomalyFinding {
    /// When it was first known.
    var time: Int64
    /// When what it is about began.
    var start: Int64
    /// The events that show it.
    var events: [ActivityHour.Event]
    /// How many times, or of an `absence` the seconds.
    var measure: Double
    /// Why it is told, in words.
    var remark: String
}

/// Finds what is not as usual in the hours of a group.
protocol AnomalyJudge {
    /// - parameter hours: The hours in the order of time; of an hour first what begins an
    ///   absence.
    func findings(in hours: [ActivityHour]) -> [AnomalyFinding]
}

extension CorrelationDefinition {
    /// The judge of an own kind; nil for Sigma's, and where no timespan is declared for a group.
    func anomalyJudge(of group: [String], _ context: AnomalyContext) -> (any AnomalyJudge)? {
        guard let terms = anomaly else { return nil }
        switch kind {
        case .newTerms:
            return NewTermsJudge(
                timespan: timespan,
                learning: terms.learning,
                historyStart: context.historyStart
            )
        case .spike:
            return SpikeJudge(
                timespan: timespan,
                learning: terms.learning,
                deviations: terms.deviations,
                historyStart: context.historyStart,
                isEnough: { isSatisfied(by: Double($0)) }
            )
        case .absence:
            var timespan = timespan
            if let declared = terms.declaredTimespan {
                guard let length = context.declared(declared, group, self) else { return nil }
                timespan = length
            }
            return AbsenceJudge(
                timespan: timespan,
                learning: terms.learning,
                expectsOthers: terms.firstExpected != nil,
                asOf: context.asOf
            )
        default: return nil
        }
    }
}
