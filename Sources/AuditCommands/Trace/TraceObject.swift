import AuditIndex
import CloudTrail
import SecurityArchitecture

/// A trace as JSON, for programs: an object a first cause, sessions within sessions.
struct TraceObject {
    let judge: SessionJudge

    func write(_ traces: [SessionTrace], _ console: Console) throws {
        for trace in traces {
            var text = ""
            OutputValue.object([
                ("cause", value(of: trace.cause)),
                ("sessions", .array(trace.links.map(value(of:)))),
            ]).appendJSON(to: &text)
            try console.output.write(text + "\n")
        }
    }

    private func value(of cause: SessionTrace.Cause) -> OutputValue {
        switch cause {
        case .subject(let principal, let provider):
            .object([
                ("kind", .text("subject")), ("name", .text(principal.name)),
                ("provider", .optional(provider)),
            ])
        case .instance(let id): .object([("kind", .text("instance")), ("name", .text(id))])
        case .service(let name): .object([("kind", .text("service")), ("name", .text(name))])
        case .principal(let principal):
            .object([
                ("kind", .text(principal.kind)), ("name", .text(principal.text)),
                ("audit.principal.kind", .text(judge.kind(of: principal).rawValue)),
            ])
        case .account(let id): .object([("kind", .text("account")), ("name", .optional(id))])
        case .missing: .object([("kind", .text("missing"))])
        }
    }

    private func value(of link: SessionLink) -> OutputValue {
        let start = link.start?.start
        var members: [(String, OutputValue)] = [
            ("eventTime", start.map { .time($0.time.seconds) } ?? .null),
            ("eventID", .optional(link.start?.identifier.description)),
            ("audit.session.method", .optional(start?.method.rawValue)),
            ("audit.session.arn", .optional(link.session)),
            ("audit.role.arn", .optional(start?.role)),
            ("accessKeyId", .optional(link.accessKey)),
            ("audit.principal", .optional(link.principal?.text)),
            ("sourceIPAddress", .optional(start?.address)),
            ("audit.failed", start.map { .boolean($0.outcome.isFailure) } ?? .null),
            ("mfaAuthenticated", start?.isMFAAuthenticated.map { .boolean($0) } ?? .null),
            ("sourceIdentity", .optional(start?.sourceIdentity)),
            ("startMissing", .boolean(link.start == nil)),
            ("askedFor", .boolean(link.isAskedFor)),
        ]
        members += [
            (
                "breaches",
                .array(
                    (link.start.map(judge.breaches(of:)) ?? []).map {
                        .object([("clause", .text($0.clause.rawValue)), ("words", .text($0.words))])
                    }
                )
            ),
            ("uses", .array(link.uses.map(\.members))),
            (
                "secrets",
                .array(
                    link.secrets.map {
                        .object([
                            ("audit.secret.name", .text($0.name)),
                            ("reads", .integer(Int64($0.reads))),
                            ("denied", .integer(Int64($0.denied))),
                            ("changes", .integer(Int64($0.changes))),
                        ])
                    }
                )
            ),
            ("concurrentKeys", .array(link.siblings.map(\.members))),
            ("attempts", .integer(Int64(link.attempts))),
            ("omitted", .integer(Int64(link.omitted))),
            ("sessions", .array(link.children.map(value(of:)))),
        ]
        return .object(members)
    }
}
