import AuditIndex
import Basics
import Detection

/// A control over some days.
package struct ControlSection: Sendable {
    /// What comes of the evidence.
    ///
    /// That something is secure no log can say.
    package enum Verdict: String, CaseIterable {
        /// It was at work, and nothing speaks against it.
        case held
        /// Something speaks against it.
        case contradicted
        /// Nothing was seen of it.
        case notSeen = "not seen"
        /// Nothing is declared to hold it against.
        case notDeclared = "not declared"
    }

    package var control: Control
    package var verdict: Verdict
    /// What audit.yaml declares, a line each.
    package var declared: [String]
    /// What speaks for it, and what else was counted.
    package var figures: [ReportFigure]
    /// What speaks against it, the most serious first.
    package var contradictions: [ReportFinding]
    /// Alerts that only deserve a look: those of low level.
    package var remarks: [ReportFinding]
    /// Rules that look after it, and how many of them the events were judged by.
    package var rules: (known: Int, evaluated: Int)

    /// The verdict in words, with the number of what speaks against it; where no rule has looked,
    /// with that.
    package var words: String {
        guard verdict == .contradicted else {
            return verdict == .held && rules.evaluated == 0
                ? "held (index only)" : verdict.rawValue
        }
        let alerts = contradictions.count { $0.alert != nil }
        let what =
            alerts > 0
            ? "\(Count(alerts, "alert"))" : "\(Count(contradictions.count, "observation"))"
        return "contradicted (\(what))"
    }

    /// What speaks against it, alerts and what the index itself shows apart, each with a title.
    package var parts: [(title: String, findings: [ReportFinding])] {
        [
            ("Contradicted by alerts", contradictions.filter { $0.alert != nil }),
            ("Contradicted by what the index shows", contradictions.filter { $0.alert == nil }),
        ].filter { !$0.1.isEmpty }
    }

    /// How far the rules have looked, where that is not all the way.
    package var rulesNote: String? {
        guard rules.known > 0, rules.evaluated < rules.known else { return nil }
        return rules.evaluated == 0
            ? "None of its \(Count(rules.known, "rule")) has judged these events."
            : "\(Count(rules.evaluated)) of its \(Count(rules.known, "rule")) have judged these events."
    }
}
