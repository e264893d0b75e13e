import AuditIndex
import Basics
import Detection
import SecurityArchitecture

/// Builds a report from its material.
package struct ReportBuilder {
    /// What was found for a control, before its verdict.
    struct Evidence {
        /// What is declared, one line each.
        var declared: [String] = []
        /// Whether there is no verdict without a declaration.
        var needsDeclaration = true
        var figures: [ReportFigure] = []
        /// The findings of the index against it.
        var against: [ReportFinding] = []
        /// Whether the evidence is too thin, however much there is of all other data.
        var isThin = false
    }

    /// The fewest events from which the absence of contradictions says anything.
    static let fewestEvents = 100

    let material: ReportMaterial
    private let kinds: [IndexedPrincipal: PrincipalFacts.Kind]

    package init(_ material: ReportMaterial) {
        self.material = material
        var kinds: [IndexedPrincipal: PrincipalFacts.Kind] = [:]
        let principals =
            material.calls.compactMap(\.principal) + material.events.compactMap(\.principal)
        for principal in principals where kinds[principal] == nil {
            kinds[principal] = material.classifier.facts(of: principal.identity()).kind
        }
        self.kinds = kinds
    }

    func kind(_ principal: IndexedPrincipal?) -> PrincipalFacts.Kind {
        principal.flatMap { kinds[$0] } ?? .unknown
    }

    package func report() -> Report {
        let controls = Control.allCases.map(section)
        return Report(
            heading: heading,
            summary: summary(controls),
            controls: controls,
            others: material.alerts.filter { $0.control == nil }.map { ReportFinding($0.listing) }
                .sorted(by: ReportFinding.comesBefore),
            charts: charts()
        )
    }

    private var heading: ReportHeading {
        ReportHeading(
            span: material.period.span,
            choice: material.period.choice,
            asOf: material.period.asOf,
            events: material.calls.reduce(0) { $0 + $1.count },
            daysWithEvents: Set(material.events.map(\.day)).count,
            accounts: material.accounts.map { (id: $0.text, days: $0.days, lastDay: $0.lastDay) },
            lastEvent: material.status.last?.seconds,
            isDeclared: material.architecture.isDeclared,
            rules: (material.rules.count, material.rules.count { $0.isEvaluated })
        )
    }

    private func section(_ control: Control) -> ControlSection {
        let evidence = evidence(control)
        let alerts = material.alerts.filter { $0.control == control }.map {
            ReportFinding($0.listing)
        }
        let against = (alerts + evidence.against).filter { $0.level >= .medium }
            .sorted(by: ReportFinding.comesBefore)
        let rules = material.rules.filter { $0.control == control }
        let evaluated = rules.count { $0.isEvaluated }
        let isSeen = evidence.figures.contains { $0.isEvidence && $0.count > 0 }
        let verdict: ControlSection.Verdict =
            if !against.isEmpty {
                .contradicted
            } else if evidence.needsDeclaration, evidence.declared.isEmpty {
                .notDeclared
            } else if !isSeen {
                .notSeen
            } else if evidence.isThin || !heading.isEnough {
                .tooLittle
            } else { .held }
        return ControlSection(
            control: control,
            verdict: verdict,
            declared: evidence.declared,
            figures: evidence.figures.filter { $0.isEvidence || $0.count > 0 },
            contradictions: against,
            remarks: (alerts + evidence.against).filter { $0.level < .medium }
                .sorted(by: ReportFinding.comesBefore),
            rules: (rules.count, evaluated)
        )
    }

    private func evidence(_ control: Control) -> Evidence {
        switch control {
        case .secrets: secrets
        case .rotation: rotation
        case .roleBasedAccess: roleBasedAccess
        case .segmentation: segmentation
        case .securityGroups: securityGroups
        case .instanceProfiles: instanceProfiles
        case .leastPrivilege: leastPrivilege
        case .deploymentRoles: deploymentRoles
        case .production: production
        case .auditLogging: auditLogging
        case .tokenSigning: tokenSigning
        case .serviceAuthentication: serviceAuthentication
        case .rateLimiting: rateLimiting
        case .cors: cors
        case .mutualTLS: mutualTLS
        case .attackChains: attackChains
        }
    }
}

/// The summary, in five sentences.
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
            return material.rules.contains { $0.isEvaluated }
                ? "No alert was raised." : "Alerts: none, because no rule has been evaluated."
        }
        let levels = Severity.allCases.reversed().compactMap { level -> String? in
            let count = alerts.count { $0.level == level.rawValue }
            return count == 0 ? nil : "\(Count(count)) \(level.rawValue)"
        }
        let open = alerts.count { $0.state == .open }
        return "\(Count(alerts.count, "alert")): \(levels.joined(separator: ", ")); "
            + "\(Count(open)) still open."
    }

    private var coverageLine: String {
        let events = material.calls.reduce(0) { $0 + $1.count }
        let denied = material.calls.reduce(0) { $0 + ($1.isDenied ? $1.count : 0) }
        let days = Int(material.period.days.count)
        let silent = material.accounts.filter { $0.days < days }.count
        let coverage =
            silent == 0
            ? "each with events on every day"
            : "\(Count(silent)) of them with days without events"
        return "\(Count(events, "event")) from \(Count(material.accounts.count, "account")), "
            + "\(coverage); \(Count(denied, "call")) denied."
    }

    private var productionLine: String {
        let changes = productionChanges
        let total = changes.values.reduce(0) { $0 + $1.count }
        guard total > 0 else { return "Production: no write calls." }
        func count(_ kinds: PrincipalFacts.Kind...) -> Count {
            Count(kinds.reduce(0) { $0 + (changes[$1]?.count ?? 0) })
        }
        return "Production: \(Count(total, "write call")): \(count(.deployment)) by deployment "
            + "roles, \(count(.awsService)) by AWS, \(count(.workload)) by workloads, "
            + "\(count(.human, .root, .breakGlass)) by people, \(count(.unknown)) by others."
    }

    private var secretsLine: String {
        let reads = material.reads.reduce(0) { $0 + $1.reads }
        let read = Set(material.reads.filter { $0.reads > 0 }.map(\.secret)).count
        let strangers = material.reads.reduce(0) { sum, read in
            let facts = material.classifier.facts(of: read.secret)
            let isStranger = facts.status(of: read.principal.principal) == .undeclared
            return sum + (isStranger ? read.reads : 0)
        }
        let due = material.secrets.filter { $0.rotation.maximumAge != nil }
        let overdue = due.count { $0.rotation.isOverdue }
        let rotation =
            due.isEmpty
            ? "no rotation is declared"
            : "\(overdue == 0 ? "none" : "\(Count(overdue))") of \(Count(due.count)) with declared "
                + "rotation \(overdue < 2 ? "is" : "are") overdue"
        return "Secrets: \(Count(reads, "read")) of \(Count(read, "secret")), "
            + "\(Count(strangers)) by undeclared readers; \(rotation)."
    }
}
