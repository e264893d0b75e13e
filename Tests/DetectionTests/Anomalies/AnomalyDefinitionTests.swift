import Detection
import Testing

/// What the extended correlation types require, and what they reject.
@Suite struct AnomalyDefinitionTests {
    private func definition(
        _ kind: CorrelationKind,
        groupBy: [String] = ["u"],
        timespan: Int64 = 86_400,
        fields: [String] = [],
        bounds: [CorrelationBound] = [],
        _ terms: AnomalyTerms? = nil
    ) throws(CorrelationError) -> CorrelationDefinition {
        try CorrelationDefinition(
            kind: kind,
            ruleCount: 1,
            groupBy: groupBy,
            timespan: timespan,
            fields: fields,
            bounds: bounds,
            anomaly: terms
        )
    }

    @Test(arguments: [CorrelationKind.newTerms, .spike])
    func historyIsADayOrMore(kind: CorrelationKind) throws {
        let bounds = kind == .spike ? [CorrelationBound(.gte, 5)] : []
        #expect(throws: CorrelationError.shortHistory(kind)) {
            try definition(kind, timespan: 86_399, bounds: bounds)
        }
        #expect(try definition(kind, bounds: bounds).timespan == 86_400)
    }

    @Test func absenceMayBeShort() throws {
        #expect(try definition(.absence, groupBy: [], timespan: 1).timespan == 1)
    }

    @Test func newTermsNeedAGroup() {
        #expect(throws: CorrelationError.missingGroup(.newTerms)) {
            try definition(.newTerms, groupBy: [])
        }
    }

    @Test func onlySpikeTakesACondition() {
        for kind in [CorrelationKind.newTerms, .absence] {
            #expect(throws: CorrelationError.unexpectedBound(kind)) {
                try definition(kind, bounds: [CorrelationBound(.gte, 2)])
            }
        }
        #expect(throws: CorrelationError.missingBound(.spike)) { try definition(.spike) }
    }

    @Test func noneMeasuresAField() {
        for kind in [CorrelationKind.newTerms, .spike, .absence] {
            #expect(throws: CorrelationError.unexpectedField(kind)) {
                try definition(kind, fields: ["v"])
            }
        }
    }

    @Test(arguments: [0, -1, .infinity, .nan] as [Double])
    func deviationsAreANumberOver0(deviations: Double) {
        #expect(throws: CorrelationError.unusableDeviations) {
            try definition(
                .spike,
                bounds: [CorrelationBound(.gte, 2)],
                AnomalyTerms(deviations: deviations)
            )
        }
    }

    @Test func sigmasKindsHaveNoTerms() throws {
        let counted = try definition(
            .eventCount,
            bounds: [CorrelationBound(.gte, 2)],
            AnomalyTerms(learning: 5)
        )
        #expect(counted.anomaly == nil)
        #expect(counted.results(in: [], of: ["x"], AnomalyContext()).isEmpty)
        #expect(try definition(.newTerms).anomaly == AnomalyTerms())
    }

    @Test func contextsReachAsFarAsWhatTheyInclude() {
        var context = AnomalyContext()
        var other = AnomalyContext()
        context.include(other)
        #expect(context.historyStart == nil && context.asOf == nil)
        (other.historyStart, other.asOf) = (100, 200)
        context.include(other)
        (other.historyStart, other.asOf) = (150, 180)
        context.include(other)
        #expect(context.historyStart == 100 && context.asOf == 200)
        (other.historyStart, other.asOf) = (50, 300)
        context.include(other)
        #expect(context.historyStart == 50 && context.asOf == 300)
    }
}
