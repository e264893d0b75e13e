import ArgumentParser
import Assessment
import AuditIndex

/// Traces a session to its origin and its consequences: `audit trace`.
struct TraceCommand: OutputCommand, ZonedCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Trace an access key, session or event to its origin and its consequences.",
        discussion: """
            Follows sessions back to their origin (a person, a pipeline's OIDC subject, an \
            instance, a service) and forward to every session and key created from them, across \
            accounts, as a tree; ▶ marks what you asked for. Links that are not in the logs and \
            broken contracts are marked. Calls that AWS services make with a session's \
            credentials count as that session's.

              audit trace ASIAEXAMPLESTOLENWEB      an access key
              audit trace i-0c0ffee4d5e6a7b81       a session, by name or ARN
              audit trace 2e8c9c6b                  an event, by the beginning of its ID

            A role, a user or an address is no session: their keys are listed instead. With \
            --since or --until, only sessions that were in use in that time.

            Exits 1 if the index has no such key, session or event.
            """
    )

    @Argument(help: ArgumentHelp("Access key, session or event ID.", valueName: "who"))
    var who: String

    @Option(
        help: ArgumentHelp(
            "Trace at most this many access keys of a session, latest first.",
            valueName: "number"
        )
    )
    var keys = 20

    @OptionGroup var span: SpanOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup(title: "Output") var format: FormatOptions
    @OptionGroup(title: "Output") var zone: ZoneOptions
    @OptionGroup var database: DatabaseOptions

    var formats: [OutputFormat] { OutputFormat.page }

    func validate() throws {
        guard !who.isEmpty else {
            throw ValidationError("Give an access key, session or event ID.")
        }
        guard keys > 0 else {
            throw ValidationError("--keys must be 1 or more, not \(keys).")
        }
    }

    func run(_ console: Console) throws -> ExitStatus {
        let architecture = try config.architecture(console)
        let index = try AuditDatabase.openForReading(database.path(console))
        let span = try span.span(console.clock)
        var traces = try SessionTracer(index).traces(of: who, keys: keys)
        guard !traces.isEmpty else {
            try TraceHint(index: index, console: console).say(who)
            return .nothingFound
        }
        if let span { traces = traces.filter { $0.links.contains { $0.wasAskedFor(in: span) } } }
        guard !traces.isEmpty else {
            try EmptyAnswer(index: index, console: console)
                .say("No session \(who) was in use in that time", self.span)
            return .nothingFound
        }
        let check = SessionCheck(architecture)
        switch format.resolved(console) {
        case .table: try TraceTree(check: check).write(traces, console)
        case .json:
            try console.writeJSON(.array(traces.map(TraceObject(check: check).value(of:))))
        default: try TraceObject(check: check).write(traces, console)
        }
        return .success
    }
}

extension SessionLink {
    /// Whether the session, or one that began in it, was asked for and in use in a time.
    fileprivate func wasAskedFor(in span: Range<Int64>) -> Bool {
        let last = uses.map(\.last.seconds).max() ?? began?.seconds
        if isAskedFor, let first = began?.seconds, let last, first < span.upperBound,
            last >= span.lowerBound
        {
            return true
        }
        return children.contains { $0.wasAskedFor(in: span) }
    }
}

/// A trace as JSON: one object per origin, with nested sessions.
struct TraceObject {
    let check: SessionCheck

    func write(_ traces: [SessionTrace], _ console: Console) throws {
        for trace in traces { try console.writeJSON(value(of: trace)) }
    }

    func value(of trace: SessionTrace) -> OutputValue {
        .object([
            ("cause", value(of: trace.cause)),
            ("sessions", .array(trace.links.map(value(of:)))),
        ])
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
                ("kind", .text(principal.type)), ("name", .text(principal.text)),
                ("audit.principal", .text(principal.text)),
                ("audit.principal.person", .optional(principal.person)),
                ("audit.principal.type", .text(principal.type)),
                ("audit.principal.kind", .text(check.kind(of: principal).rawValue)),
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
            ("audit.session.client", .optional(start?.client?.rawValue)),
            ("audit.session", .optional(link.session)),
            ("audit.role", .optional(start?.role)),
            ("accessKeyId", .optional(link.accessKey)),
            ("audit.principal", .optional(link.principal?.text)),
            ("audit.principal.person", .optional(link.principal?.person)),
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
                    (link.start.map(check.breaches(of:)) ?? []).map {
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
