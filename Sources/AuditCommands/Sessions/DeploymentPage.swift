import Assessment
import AuditIndex
import Basics
import SecurityArchitecture

/// The contracts of deployment roles, and their sessions one by one.
struct DeploymentPage {
    let views: [DeploymentSession]
    let roles: [(role: Principal, contract: DeploymentRole)]

    func write(_ format: OutputFormat, _ console: Console) throws {
        guard format == .table else { return try writeJSON(console) }
        for (role, contract) in roles.sorted(by: { $0.role.name < $1.role.name }) {
            try write(role, contract, console)
            try console.output.write("\n")
        }
        for (number, view) in views.enumerated() {
            if number > 0 { try console.output.write("\n") }
            try write(view, console)
        }
    }

    private func write(
        _ role: Principal,
        _ contract: DeploymentRole,
        _ console: Console
    ) throws {
        let who = contract.assumers.map { assumers in
            assumers.map(\.text) + contract.subjects.map(\.description)
        }
        let actions = contract.allowedActions.map { $0.map(\.description) }
        let lines: [(String, String?)] = [
            ("Role", role.arn ?? role.name), ("Environment", contract.environment),
            ("Assumed by", who?.joined(separator: ", ")),
            ("From", contract.sources?.map(\.description).joined(separator: ", ")),
            ("Windows", contract.windows?.map(\.description).joined(separator: ", ")),
            ("Freezes", contract.freezes.map(\.description).joined(separator: ", ")),
            ("Max session", contract.maximumSession?.description),
            ("Allowed", actions?.joined(separator: ", ")),
            ("Forbidden", contract.forbiddenActions.map(\.description).joined(separator: ", ")),
        ]
        for (label, text) in lines {
            guard let text, !text.isEmpty else { continue }
            try writeField(label, text, console)
        }
    }

    private func write(_ view: DeploymentSession, _ console: Console) throws {
        let color = console.layout.color
        let verdict: String
        switch view.verdict {
        case .kept: verdict = Style.green.applied(to: "kept its contract", color: color)
        case .broken: verdict = Style.red.applied(to: "BROKE ITS CONTRACT", color: color)
        case .unknown: verdict = "no contract declared"
        }
        let what = view.isAttempt ? "denied attempt" : "session"
        let heading =
            "\(console.layout.zone.brief(view.session.began))  \(view.role.name)  \(what), "
        try console.output.write(
            Style.bold.applied(to: TerminalText.visible(heading), color: color) + verdict + "\n"
        )
        for breach in view.breaches {
            try writeField("  !", "\(breach)", console, style: .red)
        }
        try writeField("  By", by(view), console)
        if let start = view.session.start?.start {
            let mfa = start.isMFAAuthenticated == true ? ", with MFA" : ""
            let identity = start.sourceIdentity.map { ", source identity \($0)" } ?? ""
            try writeField("  How", "\(start.method.rawValue)\(mfa)\(identity)", console)
        }
        if let key = view.session.accessKey {
            try writeField("  Key", "\(key), session \(view.session.session ?? "unknown")", console)
        }
        guard let last = view.session.lastUse else { return }
        let places = Set(view.session.uses.compactMap(\.address)).sorted()
        try writeField(
            "  Calls",
            "\(Count(view.calls)), last \(console.layout.zone.brief(last)), from \(places.joined(separator: ", "))",
            console
        )
        try writeField("  Did", CallSummary.line(of: view.session.uses), console)
    }

    private func by(_ view: DeploymentSession) -> String {
        let place = view.address.map { address in
            " from \(address)" + (view.network.map { " (\($0.name))" } ?? "")
        }
        guard let start = view.session.start?.start else {
            return "unknown: the start of the session is not in the logs; used\(place ?? "")"
        }
        let provider = start.provider.map { " of \($0)" } ?? ""
        return "\(view.caller ?? "unnamed caller")\(provider)\(place ?? "")"
    }

    private func writeField(
        _ label: String,
        _ text: String,
        _ console: Console,
        style: Style? = nil
    ) throws {
        let labelWidth = 13
        let lines = TextWrap.lines(
            TerminalText.visible(text),
            width: console.layout.width.map { $0 - labelWidth }
        )
        for (number, line) in lines.enumerated() {
            let label = number == 0 ? label : ""
            let space = String(repeating: " ", count: labelWidth - label.count)
            let styled = style.map { $0.applied(to: line, color: console.layout.color) } ?? line
            try console.output.write(
                Style.bold.applied(to: label, color: console.layout.color) + space + styled + "\n"
            )
        }
    }

    private func writeJSON(_ console: Console) throws {
        try console.writeJSON(.array(views.map { .object($0.members) }))
    }
}

extension DeploymentSession {
    /// All values, for programs.
    fileprivate var members: [(String, OutputValue)] {
        let start = session.start?.start
        return zip(Self.columns, values).map { ($0.name, $1) } + [
            ("audit.session", .optional(session.session)),
            ("mfaAuthenticated", start?.isMFAAuthenticated.map { .boolean($0) } ?? .null),
            ("sourceIdentity", .optional(start?.sourceIdentity)),
            ("audit.session.subject", .optional(start?.subject)),
            ("audit.session.provider", .optional(start?.provider)),
            ("eventID", .optional(session.start?.identifier.description)),
            (
                "breaches",
                .array(
                    breaches.map {
                        .object([("clause", .text($0.clause.rawValue)), ("words", .text($0.words))])
                    }
                )
            ),
            ("uses", .array(session.uses.map(\.members))),
        ]
    }
}

extension SessionUse {
    /// The use for programs.
    var members: OutputValue {
        .object([
            ("eventSource", .text(eventSource)), ("eventName", .text(eventName)),
            ("sourceIPAddress", .optional(address)), ("accessKeyId", .optional(accessKey)),
            ("audit.failed", .boolean(flags.contains(.failed))),
            ("audit.denied", .boolean(flags.contains(.denied))),
            ("audit.forwarded", .boolean(flags.contains(.forwarded))),
            ("count", .integer(Int64(count))), ("first", .time(first.seconds)),
            ("last", .time(last.seconds)),
        ])
    }
}
