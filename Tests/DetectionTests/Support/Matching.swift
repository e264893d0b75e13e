import CloudTrail
import Detection
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

/// Puts the first rule to a record, in every way that there is; they must agree.
func outcome(_ yaml: String, _ record: String) throws -> Outcome {
    let set = load(yaml)
    if let rejected = set.rejected.first { return .rejected(rejected.problems[0].description) }
    let program = RuleProgram(set)
    let matcher = RuleMatcher(program)
    let value = try JSONValue(parsing: record.utf8)
    return .matches(!matcher.matches(record: value).isEmpty)
}
