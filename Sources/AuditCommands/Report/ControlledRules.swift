import AuditIndex
import Detection

/// Which control each rule looks after.
struct ControlledRules {
    /// The rules that raise alerts.
    let raising: [(control: Control?, hash: String)]
    private let byHash: [String: Control]
    private let byID: [String: Control]
    private let byTitle: [String: Control]

    init(_ set: RuleSet) {
        let program = RuleProgram(set)
        let all =
            program.rules.map { ($0.header, $0.contentHash, $0.raisesAlerts) }
            + program.correlations.map { ($0.header, $0.contentHash, $0.raisesAlerts) }
        raising = all.filter(\.2).map { ($0.0.control, $0.1) }
        var (byHash, byID, byTitle) = (
            [String: Control](), [String: Control](), [String: Control]()
        )
        for (header, hash, _) in all {
            guard let control = header.control else { continue }
            byHash[hash] = control
            if let id = header.id { byID[id] = control }
            byTitle[header.displayTitle] = control
        }
        (self.byHash, self.byID, self.byTitle) = (byHash, byID, byTitle)
    }

    /// The control of an alert's rule: by the rule's content, or what it was called when it has
    /// changed since.
    func control(of alert: AlertListing) -> Control? {
        byHash[alert.ruleHash] ?? alert.ruleID.flatMap { byID[$0] } ?? byTitle[alert.ruleTitle]
    }
}
