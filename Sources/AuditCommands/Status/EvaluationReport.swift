import AuditIndex
import Basics
import Detection
import SecurityArchitecture

/// What the events of an index were judged by, beside what they would be judged by now.
struct EvaluationReport {
    private let then: EvaluationStatus
    /// The titles of rules whose content is another now.
    let changed: [String]
    /// Those that are no longer there.
    let gone: [String]
    /// Those that have come since.
    let added: [String]
    let isOtherArchitecture: Bool

    init(_ then: EvaluationStatus, set: RuleSet, architecture: Architecture) {
        self.then = then
        let program = RuleProgram(set)
        let now =
            program.rules.map { (header: $0.header, hash: $0.contentHash) }
            + program.correlations.map { (header: $0.header, hash: $0.contentHash) }
        let hashes = Set(now.map(\.hash))
        let known = Set(then.rules.map(\.hash))
        var new = now.filter { !known.contains($0.hash) }
        var changed: [String] = []
        var gone: [String] = []
        for rule in then.rules where !hashes.contains(rule.hash) {
            // The same rule is the one with the same id, or else the same place and title.
            let position = new.firstIndex {
                rule.ruleID != nil
                    ? $0.header.id == rule.ruleID
                    : $0.header.file == rule.file && $0.header.displayTitle == rule.title
            }
            if let position {
                changed.append(rule.title)
                new.remove(at: position)
            } else {
                gone.append(rule.title)
            }
        }
        self.changed = changed
        self.gone = gone
        added = new.map(\.header.displayTitle).sorted()
        isOtherArchitecture = architecture.contentHash != then.architecture
    }

    /// Whether the matches are those that a run would find now.
    var isCurrent: Bool {
        changed.isEmpty && gone.isEmpty && added.isEmpty && !isOtherArchitecture
            && then.otherFiles == 0
    }

    /// The report in words.
    var lines: [String] {
        var lines = [
            "\(Count(then.rules.count, "rule")) from "
                + then.paths.map { TerminalText.visible($0) }.joined(separator: ", ")
                + ": \(Count(then.matches)) match\(then.matches == 1 ? "" : "es")"
        ]
        for (titles, what) in [(changed, "changed"), (gone, "gone"), (added, "new")]
        where !titles.isEmpty {
            let shown = titles.prefix(10).map { TerminalText.visible($0) }.joined(separator: ", ")
            let more = titles.count > 10 ? " and \(Count(titles.count - 10)) more" : ""
            lines.append("  \(Count(titles.count)) \(what) since: \(shown)\(more)")
        }
        if isOtherArchitecture { lines.append("  judged by another audit.yaml than today's") }
        if then.otherFiles > 0 {
            lines.append(
                "  \(Count(then.otherFiles, "file")) read without these rules, or by another audit.yaml"
            )
        }
        if !isCurrent {
            lines.append("  'audit ingest --reclassify' brings the matches up to date")
        }
        return lines
    }

    /// The report for programs.
    var value: OutputValue {
        func titles(_ titles: [String]) -> OutputValue { .array(titles.map { .text($0) }) }
        return .object([
            ("rules", .integer(Int64(then.rules.count))),
            ("matches", .integer(Int64(then.matches))), ("paths", titles(then.paths)),
            ("changed", titles(changed)), ("gone", titles(gone)), ("new", titles(added)),
            ("otherArchitecture", .boolean(isOtherArchitecture)),
            ("otherFiles", .integer(Int64(then.otherFiles))), ("current", .boolean(isCurrent)),
        ])
    }
}
