import Basics
import Detection
import Ingestion

/// A rule or correlation of a program, as alerts need it.
struct AlertRule {
    /// What it is, by its position in the program.
    enum Source: Hashable {
        case rule(Int)
        case correlation(Int)
    }

    let source: Source
    /// Its number in the index.
    let number: Int64
    let header: RuleHeader
    /// Whether what it finds is an alert of its own.
    let raisesAlerts: Bool
    /// The fields that its subjects have values of.
    let subjectFields: [String]
    /// The fields that it tests, those of the rules behind it included.
    let testedFields: [String]
    /// The titles of the rules that a correlation refers to.
    let referenceTitles: [String]
    /// What a correlation counts.
    let definition: CorrelationDefinition?

    init(_ program: RuleProgram, _ source: Source, number: Int64) {
        self.source = source
        self.number = number
        switch source {
        case .rule(let position):
            let rule = program.rules[position]
            header = rule.header
            raisesAlerts = rule.raisesAlerts
            subjectFields = rule.header.alert.groupBy
            testedFields = rule.rule.fieldNames
            referenceTitles = []
            definition = nil
        case .correlation(let position):
            let correlation = program.correlations[position]
            header = correlation.header
            raisesAlerts = correlation.raisesAlerts
            definition = correlation.correlation.definition
            subjectFields = correlation.correlation.definition.groupBy
            let rules = program.rules(behind: position)
            var seen: Set<String> = []
            testedFields = (subjectFields + rules.flatMap(\.rule.fieldNames))
                .filter { seen.insert($0).inserted }
            referenceTitles = program.titles(referredToBy: position)
        }
    }

    /// What all alerts about a subject have in common: the same when the rule is reworded.
    func key(of subject: String) -> String {
        let text = (header.id ?? header.displayTitle) + "\0" + subject
        return String(SHA256.hex(Array(text.utf8)).prefix(32))
    }

    /// Whether the rule is experimental, so that nobody is notified.
    var isStaged: Bool { header.status == .experimental }
}

extension AlertRule {
    /// What a correlation counted, in words.
    func measured(_ measure: Double) -> String {
        guard let definition else { return header.displayTitle }
        let count = AlertFields.number(measure)
        let within = "within \(LengthOfTime.exact(definition.timespan))"
        let titles = referenceTitles.joined(separator: ", ")
        let fields = definition.fields.joined(separator: " and ")
        return switch definition.kind {
        case .eventCount:
            "\(measure == 1 ? "once" : "\(count) times") \(within): \(titles)"
        case .valueCount: "\(count) different values of \(fields) \(within): \(titles)"
        case .temporal: "all of these occurred \(within): \(titles)"
        case .temporalOrdered:
            "in this order \(within): \(referenceTitles.joined(separator: ", then "))"
        case .valueSum: "sum of \(fields) was \(count) \(within): \(titles)"
        case .valueAverage: "average of \(fields) was \(count) \(within): \(titles)"
        case .valueMedian, .valuePercentile: "\(fields) reached \(count) \(within): \(titles)"
        case .newTerms, .spike, .absence: titles
        }
    }
}
