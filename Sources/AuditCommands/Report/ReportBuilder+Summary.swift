import Detection
import SecurityArchitecture

/// What matters most, in five sentences.
extension ReportBuilder {
    func summary(_ controls: [ControlSection]) -> [String] {
        [controlsLine(controls), alertsLine, coverageLine, productionLine, secretsLine]
    }

    private func controlsLine(_ controls: [ControlSection]) -> String {
        let parts = ControlSection.Verdict.allCases.compactMap { verdict -> String? in
            let count = controls.count { $0.verdict == verdict }
            return count == 0 ? nil : "\(count) \(verdict.rawValue)"
        }
        return "\(Count(controls.count, "control")): \(parts.joined(separator: ", "))."
    }

    private var alertsLine: String {
        let alerts = material.alerts.map(\.listing.alert)
        guard !alerts.isEmpty else {
            return material.rules.contains { $0.isJudged }
                ? "No alert was raised." : "Alerts: none, for no rule has judged the events."
        }
        let levels = RuleLevel.allCases.reversed().compactMap { level -> String? in
            let count = alerts.count { $0.level == level.rawValue }
            return count == 0 ? nil : "\(Count(count)) \(level.rawValue)"
        }
        let open = alerts.count { $0.state == .open }
        return "\(Count(alerts.count, "alert")): \(levels.joined(separator: ", ")); "
            + "\(Count(open)) nobody has dealt with yet."
    }

    private var coverageLine: String {
        let events = material.calls.reduce(0) { $0 + $1.count }
        let denied = material.calls.reduce(0) { $0 + ($1.isDenied ? $1.count : 0) }
        let days = Int(material.period.days.count)
        let silent = material.accounts.filter { $0.days < days }.count
        let coverage =
            silent == 0
            ? "each has events on every day"
            : "\(Count(silent)) of them without events on some days"
        return "\(Count(events, "event")) of \(Count(material.accounts.count, "account")), "
            + "\(coverage); \(Count(denied)) calls were refused."
    }

    private var productionLine: String {
        let changes = productionChanges
        let total = changes.values.reduce(0) { $0 + $1.count }
        guard total > 0 else { return "Production: no call that changes something was seen." }
        func count(_ kinds: PrincipalFacts.Kind...) -> Count {
            Count(kinds.reduce(0) { $0 + (changes[$1]?.count ?? 0) })
        }
        return "Production: \(Count(total, "changing call")): \(count(.deployment)) by deployment "
            + "roles, \(count(.awsService)) by AWS, \(count(.workload)) by services, "
            + "\(count(.human, .root, .breakGlass)) by people, \(count(.unknown)) by others."
    }

    private var secretsLine: String {
        let reads = material.reads.reduce(0) { $0 + $1.reads }
        let read = Set(material.reads.filter { $0.reads > 0 }.map(\.secret)).count
        let strangers = material.reads.reduce(0) { sum, read in
            let facts = material.classifier.facts(of: read.secret)
            let isStranger = facts.standing(of: read.principal.principal) == .undeclared
            return sum + (isStranger ? read.reads : 0)
        }
        let due = material.secrets.filter { $0.rotation.maximumAge != nil }
        let overdue = due.count { $0.rotation.isOverdue }
        let rotation =
            due.isEmpty
            ? "no rotation is declared"
            : "\(overdue == 0 ? "none" : "\(Count(overdue))") of \(Count(due.count)) that have to "
                + "rotate \(overdue < 2 ? "is" : "are") overdue"
        return "Secrets: \(Count(reads, "read")) of \(Count(read, "secret")), "
            + "\(Count(strangers)) by somebody not declared; \(rotation)."
    }
}
