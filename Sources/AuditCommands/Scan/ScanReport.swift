import Detection
import Ingestion

/// What `audit scan` says beside what it found.
struct ScanReport {
    /// Problems that are printed one by one: there is no ledger to look them up in.
    private static let problemsShown = 100

    let program: RuleProgram
    let result: ScanResult

    /// Says what could not be read, a line each.
    func sayProblems(_ console: Console) {
        let summary = result.summary
        for problem in summary.problems.prefix(Self.problemsShown) {
            console.complain("\(problem.path): \(problem.reason)")
        }
        let more = summary.problemCount - min(summary.problems.count, Self.problemsShown)
        if more > 0 { console.complain("\(Count(more, "more problem"))") }
    }

    /// The totals in words.
    var text: String {
        let summary = result.summary
        let files = summary.files
        let rules = program.rules.count + program.correlations.count
        let first =
            "Scanned \(Count(files.read, "file"))"
            + (files.digests > 0 ? ", \(Count(files.digests, "digest"))" : "")
            + (files.damaged > 0 ? ", \(Count(files.damaged)) damaged" : "")
            + ", \(Count(summary.records, "record"))"
            + (summary.rejected > 0 ? ", \(Count(summary.rejected)) rejected" : "")
            + " with \(Count(rules, "rule"))"
            + " in \(Duration(summary.seconds)) (\(Bytes(summary.inflatedBytes)) inflated)."
        return "\(first)\n\(found)"
    }

    /// How much was found, the gravest first.
    private var found: String {
        guard !result.isEmpty else { return "No rule matches." }
        var levels: [RuleLevel?: Int] = [:]
        for index in result.hits.indices {
            levels[program.rules[result.hits.rule(at: index)].header.level, default: 0] += 1
        }
        for outcome in result.correlations {
            levels[program.correlations[outcome.correlation].header.level, default: 0] += 1
        }
        let order: [RuleLevel?] = RuleLevel.allCases.reversed() + [nil]
        let parts = order.compactMap { level in
            levels[level].map { "\(Count($0)) \(level?.rawValue ?? "without a level")" }
        }
        let correlations =
            result.correlations.isEmpty
            ? "" : " and \(Count(result.correlations.count, "correlation"))"
        return "\(Count(result.hits.count, "hit"))\(correlations): "
            + parts.joined(separator: ", ") + "."
    }
}
