import AuditIndex
import Basics
import Detection
import SecurityArchitecture

/// The rules that the events of an index were evaluated with, compared with the rules of today.
struct EvaluationReport {
    private let then: EvaluationStatus
    /// The titles of rules whose content has changed.
    let changed: [String]
    /// The titles of rules that no longer exist.
    let removed: [String]
    /// The titles of rules that are new.
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
        var removed: [String] = []
        for rule in then.rules where !hashes.contains(rule.hash) {
            // The same rule has the same ID or, without one, the same file and title.
            let position = new.firstIndex {
                rule.ruleID != nil
                    ? $0.header.id == rule.ruleID
                    : $0.header.file == rule.file && $0.header.displayTitle == rule.title
            }
            if let position {
                changed.append(rule.title)
                new.remove(at: position)
            } else {
                removed.append(rule.title)
            }
        }
        self.changed = changed
        self.removed = removed
        added = new.map(\.header.displayTitle).sorted()
        isOtherArchitecture = architecture.contentHash != then.architecture
    }

    /// Whether the matches are those that a run would find now.
    var isCurrent: Bool { !isChanged && then.otherFiles == 0 }

    /// Whether the rules or the architecture are others than then.
    var isChanged: Bool {
        !changed.isEmpty || !removed.isEmpty || !added.isEmpty || isOtherArchitecture
    }

    /// The report in words.
    var lines: [String] {
        var lines = [
            "\(Count(then.rules.count, "rule")) from "
                + then.paths.map { TerminalText.visible($0) }.joined(separator: ", ")
                + ": \(Count(then.matches)) match\(then.matches == 1 ? "" : "es")"
        ]
        for (titles, what) in [(changed, "changed"), (removed, "removed"), (added, "added")]
        where !titles.isEmpty {
            let shown = titles.prefix(10).map { TerminalText.visible($0) }.joined(separator: ", ")
            let more = titles.count > 10 ? " and \(Count(titles.count - 10)) more" : ""
            lines.append("  \(Count(titles.count)) \(what) since: \(shown)\(more)")
        }
        if isOtherArchitecture { lines.append("  evaluated with a different audit.yaml") }
        if then.otherFiles > 0 {
            lines.append(
                "  \(Count(then.otherFiles, "file")) evaluated without these rules or with a different audit.yaml"
            )
        }
        if !isCurrent {
            lines.append("  run 'audit ingest --reclassify' to update the matches")
        }
        return lines
    }

    /// The report for programs.
    var value: OutputValue {
        func titles(_ titles: [String]) -> OutputValue { .array(titles.map { .text($0) }) }
        return .object([
            ("rules", .integer(Int64(then.rules.count))),
            ("matches", .integer(Int64(then.matches))), ("paths", titles(then.paths)),
            ("changed", titles(changed)), ("removed", titles(removed)), ("added", titles(added)),
            ("otherArchitecture", .boolean(isOtherArchitecture)),
            ("otherFiles", .integer(Int64(then.otherFiles))), ("current", .boolean(isCurrent)),
        ])
    }
}
