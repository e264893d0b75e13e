/// What correlations want to know of the events that rules match, rule by rule.
struct ObserverTable: Sendable {
    /// A place of a rule in a correlation.
    struct Observer: Sendable {
        /// The position of the correlation in the program.
        var correlation: Int
        /// The position of the rule among those that the correlation refers to.
        var rule: Int
        /// The fields of the program that tell the groups apart.
        var group: [Int]
        /// The fields that are measured.
        var measured: [Int]
    }

    /// The observers of each rule of the program.
    private(set) var observers: [[Observer]]
    /// Whether there are any.
    let isEmpty: Bool

    init(_ compiler: ProgramCompiler, _ correlations: [ProgramCorrelation], rules: Int) {
        observers = Array(repeating: [], count: rules)
        for (index, correlation) in correlations.enumerated() {
            for (place, reference) in correlation.references.enumerated() {
                guard case .rule(let rule) = reference else { continue }
                observers[rule].append(
                    Observer(
                        correlation: index,
                        rule: place,
                        group: correlation.correlation.groupFields[place].map(compiler.field),
                        measured: correlation.correlation.measuredFields[place]
                            .map(compiler.field)
                    )
                )
            }
        }
        isEmpty = observers.allSatisfy(\.isEmpty)
    }
}
