/// What correlations want to know of the events that rules match, rule by rule.
struct ObserverTable: Sendable {
    /// A place of a rule in a correlation.
    struct Observer: Sendable {
        /// The position of the correlation in the program.
        var correlation: Int
        /// The position of the rule among those that the correlation refers to.
        var rule: Int
        /// The fields that tell the groups apart.
        var group: FieldTuple
        /// The fields that are measured.
        var measured: FieldTuple
    }

    /// The observers of each rule of the program.
    private(set) var observers: [[Observer]]
    /// Whether there are any.
    let isEmpty: Bool

    init(_ compiler: inout ProgramCompiler, _ correlations: [ProgramCorrelation], rules: Int) {
        observers = Array(repeating: [], count: rules)
        for (index, correlation) in correlations.enumerated() {
            for (place, reference) in correlation.references.enumerated() {
                guard case .rule(let rule) = reference else { continue }
                observers[rule].append(
                    Observer(
                        correlation: index,
                        rule: place,
                        group: compiler.addTuple(correlation.correlation.groupFields[place]),
                        measured: compiler.addTuple(
                            correlation.correlation.measuredFields[place]
                        )
                    )
                )
            }
        }
        isEmpty = observers.allSatisfy(\.isEmpty)
    }
}
