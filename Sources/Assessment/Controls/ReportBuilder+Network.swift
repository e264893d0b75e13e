import AuditIndex
import Basics
import Detection

/// The controls on configuration: networks, security groups, the public API.
extension ReportBuilder {
    /// The changes a control is about, and how many of them deployments made.
    func changes(_ control: Control, _ label: String) -> [ReportFigure] {
        let all = material.calls.filter {
            !$0.isFailure && ControlledCalls.contains($0.eventSource, $0.eventName, of: control)
        }
        let total = all.reduce(0) { $0 + $1.count }
        let deployed = all.filter { [.deployment, .awsService].contains(kind($0.principal)) }
        // A change that no rule has looked at is no evidence of anything.
        let isEvaluated = material.rules.contains { $0.control == control && $0.isEvaluated }
        var figures = [
            ReportFigure(
                label: label,
                count: total,
                last: all.map(\.lastDay).max(),
                isEvidence: isEvaluated
            )
        ]
        if total > 0 {
            figures.append(
                ReportFigure(
                    label: "of these made by deployment roles or AWS",
                    count: deployed.reduce(0) { $0 + $1.count },
                    last: deployed.map(\.lastDay).max(),
                    isEvidence: false
                )
            )
        }
        return figures
    }

    var segmentation: Evidence {
        let subnets = material.architecture.subnets
        var evidence = Evidence()
        evidence.declared = subnets.map {
            "\(Count($0.ids.count, "\($0.kind.rawValue) subnet")), "
                + "\(Count($0.routeTables.count, "route table"))"
        }
        evidence.figures = changes(.segmentation, "changes to routes, gateways, ACLs or endpoints")
        return evidence
    }

    var securityGroups: Evidence {
        let declared = material.architecture.securityGroups
        var evidence = Evidence()
        if !declared.isEmpty {
            evidence.declared.append(declared.map(\.name).joined(separator: ", "))
        }
        let known = material.groups.filter { $0.known != nil }
        let open = known.flatMap { $0.rules.filter { $0.state == .open } }
        evidence.figures =
            [
                ReportFigure(
                    label: "open rules of declared groups match the declaration",
                    count: open.count { !$0.isDrift },
                    total: open.count
                )
            ] + changes(.securityGroups, "changes to security groups")
        evidence.figures.append(
            ReportFigure(
                label: "declared groups not in the logs",
                count: declared.reduce(0) { $0 + $1.allIDs.count } - known.count,
                isEvidence: false
            )
        )
        for group in known where !group.drift.isEmpty || group.isGone {
            let words = group.isGone ? "was deleted" : "differs from its declaration"
            evidence.against.append(
                ReportFinding(
                    .high,
                    "\(group.name) \(words)",
                    count: max(group.drift.count, 1),
                    last: group.state.last.time.seconds,
                    look: "audit groups \(group.name.shellWord) --drift"
                )
            )
        }
        evidence.against += passing(known)
        return evidence
    }

    /// Undeclared rules that were opened in the period and have been closed since.
    private func passing(_ groups: [GroupAssessment]) -> [ReportFinding] {
        groups.flatMap { group in
            group.rules.compactMap { rule -> ReportFinding? in
                guard rule.state == .closed, let opened = rule.rule.opened?.time.seconds,
                    material.period.span.contains(opened),
                    rule.result.verdicts.contains(where: {
                        [.undeclared, .wider, .world].contains($0)
                    })
                else { return nil }
                return ReportFinding(
                    .high,
                    "\(group.name) had an undeclared rule for a time: \(rule.result.rule ?? "unreadable rule")",
                    count: 1,
                    first: opened,
                    last: rule.rule.closed?.time.seconds,
                    look: "audit groups \(group.name.shellWord)"
                )
            }
        }
    }

    var rateLimiting: Evidence {
        let api = material.architecture.api
        var evidence = Evidence()
        if !api.webACLs.isEmpty {
            evidence.declared.append("\(Count(api.webACLs.count, "web ACL"))")
        }
        if !api.usagePlans.isEmpty {
            evidence.declared.append("\(Count(api.usagePlans.count, "usage plan"))")
        }
        evidence.figures = changes(.rateLimiting, "changes to web ACLs or usage plans")
        return evidence
    }

    var cors: Evidence {
        let origins = material.architecture.api.corsOrigins
        var evidence = Evidence()
        if !origins.isEmpty {
            evidence.declared.append("origins: \(origins.joined(separator: ", "))")
        }
        evidence.figures = changes(.cors, "changes to CORS settings")
        return evidence
    }

    var mutualTLS: Evidence {
        let declared = material.architecture.mutualTLS
        var evidence = Evidence()
        if !declared.isEmpty {
            evidence.declared.append(
                "\(Count(declared.reduce(0) { $0 + $1.listeners.count }, "listener")), "
                    + "\(Count(declared.reduce(0) { $0 + $1.trustStores.count }, "trust store"))"
            )
        }
        evidence.figures = changes(
            .mutualTLS,
            "changes to listeners, trust stores or certificates"
        )
        return evidence
    }
}
