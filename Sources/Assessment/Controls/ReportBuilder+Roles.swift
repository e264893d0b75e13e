import AuditIndex
import Basics
import SecurityArchitecture

/// The controls on roles, permissions, logging and token signing.
extension ReportBuilder {
    private func sum(_ calls: [CallCount]) -> Int { calls.reduce(0) { $0 + $1.count } }

    var deploymentRoles: Evidence {
        let contracts = material.architecture.deploymentRoles
        var evidence = Evidence()
        evidence.declared = contracts.map { contract in
            var clauses: [String] = []
            if contract.assumers != nil || !contract.subjects.isEmpty { clauses.append("who") }
            if contract.sources != nil { clauses.append("from where") }
            if contract.windows != nil { clauses.append("when") }
            if contract.maximumSession != nil { clauses.append("how long") }
            if contract.allowedActions != nil || !contract.forbiddenActions.isEmpty {
                clauses.append("what")
            }
            return "\(contract.name): \(clauses.joined(separator: ", "))"
        }
        let evaluated = material.sessions.filter(\.hasContract)
        let kept = evaluated.filter { $0.breaches.isEmpty && !$0.isAttempt }
        let denied = evaluated.filter(\.isAttempt)
        evidence.figures = [
            ReportFigure(
                label: "sessions kept their contract",
                count: kept.count,
                total: evaluated.count - denied.count,
                last: kept.map { $0.session.began.seconds }.max()
            ),
            ReportFigure(
                label: "denied attempts to assume a role",
                count: denied.count,
                isEvidence: false
            ),
        ]
        let broken = evaluated.filter { !$0.breaches.isEmpty && !$0.isAttempt }
        evidence.against = Dictionary(grouping: broken, by: \.role).map { role, sessions in
            let clauses = sessions.flatMap(\.breaches).map(\.clause.rawValue).distinct
            return ReportFinding(
                .high,
                "\(Count(sessions.count, "session")) of \(role.name) broke the contract: "
                    + clauses.joined(separator: ", "),
                count: sessions.count,
                first: sessions.map { $0.session.began.seconds }.min(),
                last: sessions.map { $0.session.began.seconds }.max(),
                look: "audit deployments \(role.name.shellWord) --broken"
            )
        }
        return evidence
    }

    /// The successful write calls in production, by kind of caller.
    var productionChanges: [PrincipalFacts.Kind: (count: Int, last: Int64)] {
        var changes: [PrincipalFacts.Kind: (count: Int, last: Int64)] = [:]
        for event in material.events where event.environment?.isProduction == true {
            guard event.flags.isDisjoint(with: [.readOnly, .failed]) else { continue }
            let kind = kind(event.principal)
            let known = changes[kind] ?? (0, 0)
            changes[kind] = (known.count + event.count, max(known.last, event.last))
        }
        return changes
    }

    var production: Evidence {
        let names = material.architecture.environments.filter(\.isProduction).map(\.name)
        var evidence = Evidence()
        if !names.isEmpty { evidence.declared.append(names.joined(separator: ", ")) }
        let changes = productionChanges
        let total = changes.values.reduce(0) { $0 + $1.count }
        func figure(
            _ kinds: [PrincipalFacts.Kind],
            _ label: String,
            isEvidence: Bool = false
        ) -> ReportFigure {
            let those = kinds.compactMap { changes[$0] }
            return ReportFigure(
                label: label,
                count: those.reduce(0) { $0 + $1.count },
                total: total,
                last: those.map(\.last).max(),
                isEvidence: isEvidence
            )
        }
        evidence.figures = [
            figure(
                [.deployment, .awsService],
                "write calls by deployment roles or AWS",
                isEvidence: true
            ),
            figure([.workload], "write calls by workloads"),
            figure([.human, .root], "write calls by people"),
            figure([.breakGlass], "write calls with break-glass roles"),
            figure([.unknown], "write calls by callers of unknown kind"),
        ]
        return evidence
    }

    var instanceProfiles: Evidence {
        let workloads = material.architecture.workloads.filter { $0.sources != nil }
        var evidence = Evidence(needsDeclaration: false)
        if !workloads.isEmpty {
            let names = workloads.map(\.name).distinct
            evidence.declared.append("workload networks: \(names.joined(separator: ", "))")
        }
        let calls = material.calls.filter { $0.principal?.type == "instance" }
        let instances = Set(calls.compactMap(\.principal)).count
        var (inside, evaluated) = (0, 0)
        var outside: [SecretReadCount] = []
        for read in material.reads where read.reads > 0 {
            let facts = material.classifier.facts(of: read.principal.identity())
            guard facts.kind == .workload, let sources = facts.sources, let address = read.address
            else { continue }
            let network = material.classifier.network(address: address)
            evaluated += read.reads
            let name = network.isDeclared ? network.name : nil
            if network.isAWS
                || sources.contains(where: { $0.contains(network: name, address: network.address) })
            {
                inside += read.reads
            } else {
                outside.append(read)
            }
        }
        evidence.figures = [
            ReportFigure(
                label: "calls by instances with their roles",
                count: sum(calls),
                last: calls.map(\.lastDay).max()
            ),
            ReportFigure(label: "instances with calls", count: instances, isEvidence: false),
            ReportFigure(
                label: "secret reads by workloads from their declared networks",
                count: inside,
                total: evaluated,
                isEvidence: evaluated > 0
            ),
        ]
        let byReader = Dictionary(grouping: outside) { ShortName.reader($0.principal) }
        evidence.against = byReader.map { reader, reads in
            let addresses = reads.compactMap(\.address).distinct.sorted().prefix(3)
            return ReportFinding(
                .high,
                "\(reader) read secrets from outside its declared networks: "
                    + addresses.joined(separator: ", "),
                count: reads.reduce(0) { $0 + $1.reads },
                first: reads.map(\.first).min(),
                last: reads.map(\.last).max(),
                look: "audit search --role \(reader.shellWord) --secret '*'"
            )
        }
        return evidence
    }

    var leastPrivilege: Evidence {
        var evidence = Evidence(needsDeclaration: false)
        let limited = material.architecture.deploymentRoles.count {
            $0.allowedActions != nil || !$0.forbiddenActions.isEmpty
        }
        if limited > 0 {
            evidence.declared.append(
                "\(Count(limited, "deployment role")) with limited actions"
            )
        }
        // What AWS may do, nobody here decides.
        let calls = material.calls.filter { kind($0.principal) != .awsService }
        let denied = calls.filter(\.isDenied)
        evidence.figures = [
            ReportFigure(
                label: "calls were denied, AWS services aside",
                count: sum(denied),
                total: sum(calls),
                last: denied.map(\.lastDay).max()
            )
        ]
        // That permissions change says nothing of how wide they are.
        evidence.figures += changes(.leastPrivilege, "changes to permissions").map { figure in
            var figure = figure
            figure.isEvidence = false
            return figure
        }
        return evidence
    }

    var auditLogging: Evidence {
        var evidence = Evidence(needsDeclaration: false)
        let days = Int(material.period.days.count)
        let seen = material.accounts.reduce(0) { $0 + $1.days }
        evidence.isThin = seen * 2 < days * material.accounts.count
        evidence.figures = [
            ReportFigure(
                label: "account-days with events",
                count: seen,
                total: days * material.accounts.count,
                last: material.accounts.map(\.lastDay).max()
            ),
            ReportFigure(
                label: "digest files, in the whole index",
                count: material.status.files["digest"] ?? 0,
                isEvidence: false
            ),
            ReportFigure(
                label: "rejected records, in the whole index",
                count: material.status.records.rejected,
                isEvidence: false
            ),
        ]
        let stops = material.calls.filter {
            $0.eventSource == "cloudtrail.amazonaws.com" && !$0.isFailure
                && ["StopLogging", "DeleteTrail"].contains($0.eventName)
        }
        evidence.against = Dictionary(grouping: stops, by: \.eventName).map { name, calls in
            ReportFinding(
                .critical,
                name == "StopLogging" ? "A trail was stopped" : "A trail was deleted",
                count: sum(calls),
                first: calls.map(\.firstDay).min(),
                look: "audit search --event \(name)"
            )
        }
        return evidence
    }

    var tokenSigning: Evidence {
        let keys = material.architecture.signingKeys
        let signers = keys.compactMap(\.signers).flatMap(\.self)
        var evidence = Evidence()
        evidence.declared = keys.map { key in
            let parts = [key.environment, key.algorithm].compactMap(\.self)
            return ([key.name] + parts).joined(separator: ", ")
        }
        let signatures = material.calls.filter {
            $0.eventSource == "kms.amazonaws.com" && $0.eventName == "Sign" && !$0.isFailure
        }
        let (known, others) = signatures.reduce(into: ([CallCount](), [CallCount]())) {
            let principal = $1.principal?.principal
            let isKnown = principal.map { name in signers.contains { $0.matches(name) } } ?? false
            if isKnown { $0.0.append($1) } else { $0.1.append($1) }
        }
        evidence.figures = [
            ReportFigure(
                label: "signatures by declared signers",
                count: sum(known),
                total: sum(signatures),
                last: known.map(\.lastDay).max()
            )
        ]
        guard !signers.isEmpty else { return evidence }
        let byCaller = Dictionary(grouping: others) { $0.principal?.text ?? "an unnamed caller" }
        evidence.against = byCaller.map { caller, calls in
            ReportFinding(
                .low,
                "\(ShortName.principal(caller)) signed but is not a declared signer of any key",
                count: sum(calls),
                first: calls.map(\.firstDay).min(),
                look: "audit search --event Sign --principal \(caller.shellWord)"
            )
        }
        return evidence
    }

    var attackChains: Evidence {
        let rules = material.rules.filter { $0.control == .attackChains && $0.isEvaluated }
        var evidence = Evidence(needsDeclaration: false)
        evidence.figures = [
            ReportFigure(
                label: "events evaluated with \(Count(rules.count, "rule"))",
                count: rules.isEmpty ? 0 : sum(material.calls)
            )
        ]
        return evidence
    }
}
