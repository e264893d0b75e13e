import AuditIndex
import Basics
import Detection

/// The evidence for and against a control.
package struct ControlSection: Sendable {
    /// The verdict on a control, which logs alone cannot prove to be secure.
    package enum Verdict: String, CaseIterable {
        /// There is evidence for it, and nothing contradicts it.
        case held
        /// Something contradicts it.
        case contradicted
        /// Nothing contradicts it, but that says little: there are too few events.
        case tooLittle = "too little data to judge"
        /// There is no evidence.
        case notSeen = "not seen"
        /// Nothing is declared to check it against.
        case notDeclared = "not declared"
    }

    package var control: Control
    package var verdict: Verdict
    /// What audit.yaml declares, one line each.
    package var declared: [String]
    /// The evidence for it, and other counts.
    package var figures: [ReportFigure]
    /// What contradicts it, most severe first.
    package var contradictions: [ReportFinding]
    /// Findings of low level, which contradict nothing.
    package var remarks: [ReportFinding]
    /// The number of its rules, and of those evaluated on the events.
    package var rules: (known: Int, evaluated: Int)

    /// The verdict in words, with the number of contradictions, or a note that no rule was evaluated.
    package var words: String {
        guard verdict == .contradicted else {
            return verdict == .held && rules.evaluated == 0
                ? "held (index only)" : verdict.rawValue
        }
        let alerts = contradictions.count { $0.alert != nil }
        let what =
            alerts > 0
            ? "\(Count(alerts, "alert"))" : "\(Count(contradictions.count, "finding"))"
        return "contradicted (\(what))"
    }

    /// The contradictions by alerts and by the index, each part with a title.
    package var parts: [(title: String, findings: [ReportFinding])] {
        [
            ("Contradicted by alerts", contradictions.filter { $0.alert != nil }),
            ("Contradicted by the index", contradictions.filter { $0.alert == nil }),
        ].filter { !$0.1.isEmpty }
    }

    /// A note if not all of its rules have been evaluated.
    package var rulesNote: String? {
        guard rules.known > 0, rules.evaluated < rules.known else { return nil }
        return rules.evaluated == 0
            ? "None of its \(Count(rules.known, "rule")) has been evaluated on these events."
            : "\(Count(rules.evaluated)) of its \(Count(rules.known, "rule")) have been evaluated on these events."
    }
}
