import CloudTrail
import Detection
import Foundation
import SecurityArchitecture

/// Loads rules out of a test.
func load(_ yaml: String, placeholders: [String: [String]] = [:]) -> RuleSet {
    RuleLoader(placeholders: placeholders).load(yaml: Array(yaml.utf8), file: "rule.yml")
}

/// A rule with one detection, as YAML.
func rule(_ detection: String) -> String {
    let lines = detection.split(separator: "\n", omittingEmptySubsequences: false)
    return "title: T\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n"
        + lines.map { "  \($0)\n" }.joined()
}

/// What came of putting rules to one event.
enum Outcome: Equatable {
    case rejected(String)
    case matches(Bool)
}

/// Puts rules to a record.
func outcome(
    _ yaml: String,
    _ record: String,
    placeholders: [String: [String]] = [:],
    derived: [FactField: FactValue] = [:]
) throws -> Outcome {
    let set = load(yaml, placeholders: placeholders)
    if let rejected = set.rejected.first { return .rejected(rejected.problems[0].message) }
    let matcher = RuleMatcher(RuleProgram(set), derived: GivenFields(derived))
    let value = try JSONValue(parsing: record.utf8)
    return .matches(!matcher.matches(record: value).isEmpty)
}

/// Derived fields that a test gives itself.
final class GivenFields: DerivedFields {
    var values: [FactField: FactValue]

    init(_ values: [FactField: FactValue] = [:]) { self.values = values }

    func value(of field: FactField) -> FactValue? { values[field] }
}

/// A record as an event, with a time where it has none.
func event(_ record: String) throws -> Event {
    if let event = try? Event(parsing: record.utf8) { return event }
    let rest = record.dropFirst()
    let comma = rest.contains(":") ? "," : ""
    return try Event(parsing: (#"{"eventTime":"2026-03-02T09:00:00Z""# + comma + rest).utf8)
}

/// The ids of the events that the correlations of some rules hold, those that raise alerts.
func correlated(_ yaml: String, _ records: [String]) throws -> Set<String> {
    let program = RuleProgram(load(yaml))
    let matcher = RuleMatcher(program)
    var run = CorrelationRun(program)
    for record in records {
        let event = try event(record)
        _ = matcher.matches(event)
        try run.add(matcher.observations(of: event))
    }
    let outcomes = try run.outcomes().filter { program.correlations[$0.correlation].raisesAlerts }
    return Set(outcomes.flatMap(\.eventIDs))
}
