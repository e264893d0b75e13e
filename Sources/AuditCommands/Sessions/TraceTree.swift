import Assessment
import AuditIndex
import Basics
import SecurityArchitecture

/// A trace as a tree, for people.
struct TraceTree {
    let check: SessionCheck

    func write(_ traces: [SessionTrace], _ console: Console) throws {
        for (number, trace) in traces.enumerated() {
            if number > 0 { try console.output.write("\n") }
            let cause = TerminalText.visible(self.text(of: trace.cause, trace))
            try console.output.write(
                Style.bold.applied(to: cause, color: console.layout.color) + "\n"
            )
            try write(trace.links, indent: "", console)
            if trace.omittedKeys > 0 {
                try console.output.flush()
                console.say(
                    "\(Count(trace.omittedKeys, "more key")) of the session, used from the same "
                        + "addresses; --keys shows more."
                )
            }
        }
    }

    private func write(_ links: [SessionLink], indent: String, _ console: Console) throws {
        for (number, link) in links.enumerated() {
            let isLast = number == links.count - 1
            try write(link, indent: indent, isLast: isLast, console)
            try write(link.children, indent: indent + (isLast ? "   " : "│  "), console)
        }
    }

    private func write(
        _ link: SessionLink,
        indent: String,
        isLast: Bool,
        _ console: Console
    ) throws {
        let color = console.layout.color
        let lines = lines(of: link, console.layout.zone)
        for (number, line) in lines.enumerated() {
            let branch = number == 0 ? (isLast ? "└─ " : "├─ ") : isLast ? "   " : "│  "
            let bar = number > 0 && !link.children.isEmpty ? "│  " : number > 0 ? "   " : ""
            let margin = indent + branch + bar
            let parts = TextWrap.lines(
                TerminalText.visible(line.text),
                width: console.layout.width.map { max($0 - DisplayWidth.columns(of: margin), 24) }
            )
            for (position, part) in parts.enumerated() {
                let rest =
                    indent + (isLast ? "   " : "│  ") + (link.children.isEmpty ? "   " : "│  ")
                let styled = line.style.map { $0.applied(to: part, color: color) } ?? part
                try console.output.write((position == 0 ? margin : rest) + styled + "\n")
            }
        }
    }
}

extension TraceTree {
    private struct Line {
        var text: String
        var style: Style?
    }

    /// The lines of a session: its start, its breaches, its calls.
    private func lines(of link: SessionLink, _ zone: ClockZone) -> [Line] {
        let mark = link.isAskedFor ? "▶ " : ""
        var lines = [Line(text: mark + heading(link, zone), style: link.isAskedFor ? .bold : nil)]
        for breach in link.start.map(check.breaches(of:)) ?? [] {
            lines.append(Line(text: "! \(breach)", style: .red))
        }
        if let copy = link.copy, let account = copy.account {
            lines.append(Line(text: "also recorded in account \(account)", style: .dim))
        }
        if let key = link.accessKey { lines.append(Line(text: usage(of: key, link, zone))) }
        for use in byAddress(link.uses) { lines.append(Line(text: use)) }
        for secret in secrets(link.secrets) { lines.append(Line(text: secret)) }
        for sibling in link.siblings {
            let times = "\(zone.brief(sibling.first)) to \(zone.brief(sibling.last))"
            lines.append(
                Line(
                    text: "! used at the same time: key \(sibling.accessKey ?? ""), "
                        + "\(times), from \(place(sibling.address))",
                    style: .magenta
                )
            )
        }
        if link.omitted > 0 {
            let what = Count(link.omitted, "other session")
            lines.append(Line(text: "(\(what) or attempts not shown)", style: .dim))
        }
        return lines
    }

    private func heading(_ link: SessionLink, _ zone: ClockZone) -> String {
        guard let start = link.start?.start else {
            let whose = link.principal.map(ShortName.actor)
            let session = link.session.map(ShortName.principal)
            let name = session ?? whose ?? "a key"
            return isLongTerm(link)
                ? "\(name), a key whose creation is not in the logs"
                : "\(name), a session whose start is not in the logs"
        }
        let target =
            link.session.map(ShortName.principal)
            ?? start.role.map(ShortName.principal) ?? start.sessionName ?? "an unnamed role"
        let result = start.outcome.isDenied ? "denied" : start.outcome.isFailure ? "failed" : nil
        let attempts = link.attempts > 1 ? " ×\(Count(link.attempts))" : ""
        let what =
            start.method == .accessKey
            ? "a key for user/\(start.sessionName ?? "unknown")" : target
        let from = start.address.map { " from \(place($0))" } ?? ""
        let client = start.client.map { " for \(Self.name(of: $0)):" } ?? ""
        return "\(zone.brief(start.time)) \(start.method.rawValue)\(attempts)\(client) "
            + (result.map { "\($0): " } ?? "") + what + from
            + (start.isMFAAuthenticated == true ? ", with MFA" : "")
            + (start.sourceIdentity.map { ", source identity \($0)" } ?? "")
    }

    private static func name(of client: SessionClient) -> String {
        switch client {
        case .awsLogin: "aws login"
        case .oauth: "an OAuth client"
        case .agent: "an AI agent"
        }
    }

    private func isLongTerm(_ link: SessionLink) -> Bool {
        link.accessKey?.hasPrefix("AKIA") == true
    }

    private func usage(of key: String, _ link: SessionLink, _ zone: ClockZone) -> String {
        guard let first = link.uses.map(\.first).min(), let last = link.uses.map(\.last).max()
        else { return "key \(key), not used in the logs" }
        let count = link.uses.reduce(0) { $0 + $1.count }
        let (start, end) = (zone.brief(first), zone.brief(last))
        let until = end.prefix(10) == start.prefix(10) ? end.dropFirst(11) : end[...]
        return "key \(key), \(Count(count, "call")) \(start)"
            + (first == last ? "" : " to \(until)")
    }

    /// The calls from each address; most sessions have one.
    private func byAddress(_ uses: [SessionUse]) -> [String] {
        var addresses: [String?] = []
        for use in uses where !addresses.contains(use.address) { addresses.append(use.address) }
        let shown = addresses.prefix(6).map { address in
            "from \(place(address)): "
                + CallSummary.line(of: uses.filter { $0.address == address })
        }
        let more = addresses.count - shown.count
        return more > 0 ? shown + ["and from \(Count(more)) other addresses"] : shown
    }

    /// The secrets that were read, denied, and changed.
    private func secrets(_ secrets: [SecretTrace]) -> [String] {
        func names(_ wanted: (SecretTrace) -> Bool) -> String? {
            let names = secrets.filter(wanted).map(\.name)
            guard !names.isEmpty else { return nil }
            let more = names.count > 12 ? " and \(Count(names.count - 12)) more" : ""
            return names.prefix(12).joined(separator: ", ") + more
        }
        return [
            names { $0.reads > 0 }.map { "secrets read: \($0)" },
            names { $0.denied > 0 }.map { "secrets denied: \($0)" },
            names { $0.changes > 0 }.map { "secrets changed: \($0)" },
        ].compactMap(\.self)
    }

    private func place(_ address: String?) -> String {
        guard let address else { return "no address" }
        guard let network = check.network(address), network.address != nil else { return address }
        return "\(address) (\(network.name))"
    }

    private func text(of cause: SessionTrace.Cause, _ trace: SessionTrace) -> String {
        switch cause {
        case .subject(let principal, let provider):
            let provider = provider.map { " of \(ShortName.resource($0))" } ?? ""
            return "\(principal.name), a subject\(provider)"
        case .instance(let id): return "\(id), an EC2 instance"
        case .service(let name): return "\(name), an AWS service"
        case .principal(let principal):
            let kind = check.kind(of: principal)
            let what =
                switch kind {
                case .root: "the root user"
                case .unknown: principal.type == "user" ? "an IAM user" : principal.type
                default: kind.rawValue
                }
            return "\(ShortName.actor(principal)), \(what)"
                + (principal.principal.accountID.map { " of account \($0)" } ?? "")
        case .account(let id):
            return "Someone in account \(id ?? "unknown"): that account's copy of the call, which "
                + "names them, is not in the index"
        case .missing:
            return "Unknown: the call that started this is not in the index"
        }
    }
}
