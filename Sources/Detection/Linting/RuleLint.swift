import CloudTrail
import SecurityArchitecture

/// Looks for what is wrong with rules that could be loaded: what can never match, what is
/// slow, and what is missing.
///
/// For example:
///
/// ```swift
/// for finding in RuleLint().findings(in: set) { print(finding) }
/// // rules/a.yml:9:5: never: 'eventname' is no key of CloudTrail's; keys are case-sensitive: 'eventName'
/// ```
public struct RuleLint {
    /// Makes a lint.
    public init() {}

    /// What there is to say about a set, in the order of files and lines.
    ///
    /// - complexity: O(n) in the values of the rules.
    public func findings(in set: RuleSet) -> [LintFinding] {
        var findings: [LintFinding] = []
        let tested = Set(set.tests.map(\.subject))
        for (index, rule) in set.rules.enumerated() {
            var report = LintReport(rule.header)
            report.checkHeader(of: rule.header)
            if rule.applies {
                report.check(rule)
            } else {
                report.add(.never, "it is about other logs than CloudTrail's, and is left out")
            }
            if !tested.contains(.rule(index)) {
                report.add(.incomplete, "it has no tests; write some in a second document")
            }
            findings += report.findings
        }
        for (index, correlation) in set.correlations.enumerated() {
            var report = LintReport(correlation.header)
            report.checkHeader(of: correlation.header)
            report.check(correlation)
            if !tested.contains(.correlation(index)) {
                report.add(.incomplete, "it has no tests; write some in a second document")
            }
            findings += report.findings
        }
        for filter in set.filters {
            var report = LintReport(filter.header)
            report.check(filter, in: set)
            findings += report.findings
        }
        return findings.sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
    }
}

/// The findings about one document.
struct LintReport {
    private let header: RuleHeader
    private(set) var findings: [LintFinding] = []

    init(_ header: RuleHeader) { self.header = header }

    mutating func add(
        _ kind: LintFinding.Kind,
        _ message: String,
        line: Int? = nil,
        column: Int = 0
    ) {
        let finding = LintFinding(
            kind: kind,
            file: header.file,
            line: line ?? header.line,
            column: column,
            title: header.displayTitle,
            message: message
        )
        if !findings.contains(finding) { findings.append(finding) }
    }

    mutating func add(_ kind: LintFinding.Kind, _ message: String, at item: Selection.Item) {
        add(kind, message, line: item.line, column: item.column)
    }

    /// What lists and alerts show.
    mutating func checkHeader(of header: RuleHeader) {
        if header.title.isEmpty { add(.incomplete, "it has no title") }
        if header.id == nil { add(.incomplete, "it has no id; hits are told apart by it") }
        if header.level == nil { add(.incomplete, "it has no level; --min-level leaves it out") }
        if header.status == .deprecated || header.status == .unsupported {
            add(.doubtful, "its status is \(header.status?.rawValue ?? "")")
        }
        for tag in header.tags where tag.namespace.isEmpty {
            add(.doubtful, "the tag \(tag.name.quoted) has no namespace, such as attack.")
        }
    }
}
