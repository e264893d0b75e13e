import Detection

extension AlertRule {
    /// What a correlation counted, in words.
    func measured(_ measure: Double) -> String {
        guard let definition else { return header.displayTitle }
        let count = AlertFields.number(measure)
        let within = "within \(LengthOfTime.exact(definition.timespan))"
        let titles = referenceTitles.joined(separator: ", ")
        let fields = definition.fields.joined(separator: " and ")
        return switch definition.kind {
        case .eventCount: "\(count) times \(within): \(titles)"
        case .valueCount: "\(count) different values of \(fields) \(within): \(titles)"
        case .temporal: "all of these \(within): \(titles)"
        case .temporalOrdered:
            "one after the other \(within): \(referenceTitles.joined(separator: ", then "))"
        case .valueSum: "\(fields) came to \(count) \(within): \(titles)"
        case .valueAverage: "\(fields) was \(count) on average \(within): \(titles)"
        case .valueMedian, .valuePercentile: "\(fields) reached \(count) \(within): \(titles)"
        case .newTerms, .spike, .absence: titles
        }
    }
}
