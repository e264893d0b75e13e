import AuditIndex
import CloudTrail
import Detection
import SecurityArchitecture

/// Makes a report of what an index and audit.yaml have.
struct ReportBuilder {
    /// What was found of a control, before it is judged.
    struct Evidence {
        /// What is declared, a line each.
        var declared: [String] = []
        /// Whether nothing can be judged where nothing is declared.
        var needsDeclaration = true
        /// What was counted.
        var figures: [ReportFigure] = []
        /// What the index itself shows against it.
        var against: [ReportFinding] = []
    }

    let material: ReportMaterial
    private let kinds: [IndexedPrincipal: PrincipalFacts.Kind]

    init(_ material: ReportMaterial) {
        self.material = material
        var kinds: [IndexedPrincipal: PrincipalFacts.Kind] = [:]
        let principals =
            material.calls.compactMap(\.principal) + material.events.compactMap(\.principal)
        for principal in principals where kinds[principal] == nil {
            kinds[principal] = material.classifier.facts(of: principal.identity()).kind
        }
        self.kinds = kinds
    }

    /// What a caller is.
    func kind(_ principal: IndexedPrincipal?) -> PrincipalFacts.Kind {
        principal.flatMap { kinds[$0] } ?? .unknown
    }

    /// The report.
    func report() -> Report {
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
            accounts: material.accounts.map { (id: $0.text, days: $0.days, lastDay: $0.lastDay) },
            lastEvent: material.status.last?.seconds,
            isDeclared: material.architecture.isDeclared,
            rules: (material.rules.count, material.rules.count { $0.isJudged })
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
        let judged = rules.count { $0.isJudged }
        let isSeen = evidence.figures.contains { $0.isEvidence && $0.count > 0 }
        let verdict: ControlSection.Verdict =
            if !against.isEmpty {
                .contradicted
            } else if evidence.needsDeclaration, evidence.declared.isEmpty {
                .notDeclared
            } else if isSeen { .held } else { .notSeen }
        return ControlSection(
            control: control,
            verdict: verdict,
            declared: evidence.declared,
            figures: evidence.figures.filter { $0.isEvidence || $0.count > 0 },
            contradictions: against,
            remarks: (alerts + evidence.against).filter { $0.level < .medium }
                .sorted(by: ReportFinding.comesBefore),
            rules: (rules.count, judged)
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
