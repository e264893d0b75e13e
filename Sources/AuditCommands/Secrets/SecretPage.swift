import Assessment
import AuditIndex
import Basics

/// The page of one secret.
struct SecretPage {
    let view: SecretAssessment
    let changes: [SecretChange]

    func write(_ format: OutputFormat, _ console: Console) throws {
        guard format == .table else { return try writeJSON(console) }
        let reference = view.record.reference
        var lines = [("Secret", reference.name), ("ARN", reference.arn)]
        if let environment = view.environment {
            let source = environment.provenance.rawValue
            let what = environment.isProduction ? "production, " : ""
            lines.append(("Environment", "\(environment.name) (\(what)\(source))"))
        }
        if let kind = view.kind { lines.append(("Kind", kind.rawValue)) }
        let record = view.record
        lines.append(
            (
                "Reads",
                "\(Count(record.reads)) by "
                    + "\(Count(view.readers.count { $0.reader.reads > 0 }, "principal")), "
                    + "\(Count(record.denied)) denied"
            )
        )
        lines.append(("Rotation", rotation(console.layout.zone)))
        for (label, text) in lines { try console.writeField(label, text, labelWidth: 13) }
        try writeReaders(console)
        try writeChanges(console)
    }

    private func rotation(_ zone: ClockZone) -> String {
        let state = view.rotation.state
        var parts: [String] = []
        if let success = state.lastSuccess { parts.append("succeeded \(zone.brief(success))") }
        if state.failures > 0, let failure = state.lastFailure {
            parts.append("failed \(Count(state.failures, "time")), last \(zone.brief(failure))")
        }
        if state.isUnderWay, let start = state.lastStart {
            parts.append("in progress since \(zone.brief(start))")
        }
        if let off = state.turnedOff { parts.append("disabled \(zone.brief(off))") }
        if parts.isEmpty { parts.append("none in the logs") }
        if let age = view.rotation.maximumAge {
            parts.append(view.rotation.isOverdue ? "overdue: due every \(age)" : "due every \(age)")
        }
        return parts.joined(separator: "; ")
    }

    private func writeReaders(_ console: Console) throws {
        guard !view.readers.isEmpty else { return }
        try console.writeHeading("Readers, latest first")
        let columns = [
            OutputColumn("PRINCIPAL", shrink: .priority(2, minimum: 28), wraps: true),
            OutputColumn("DECLARED", shrink: .never) { text in
                text == "NO" ? .red : text == "yes" ? .green : nil
            },
            OutputColumn("READS", alignment: .trailing, shrink: .never, rank: 1),
            OutputColumn("DENIED", alignment: .trailing, shrink: .never, rank: 2) {
                $0 == "0" ? nil : .magenta
            },
            OutputColumn("FIRST (UTC)", shrink: .never, rank: 4),
            OutputColumn("LAST (UTC)", shrink: .never, rank: 3),
            OutputColumn("FROM", shrink: .priority(3, minimum: 15), wraps: true),
            OutputColumn("VERSIONS", shrink: .priority(4, minimum: 20), rank: 5),
        ]
        var writer = OutputFormat.table.rowWriter(
            columns: columns,
            sink: console.output,
            layout: console.layout
        )
        for entry in view.readers {
            let reader = entry.reader
            let declared =
                switch entry.status {
                case .declared: "yes"
                case .undeclared: "NO"
                case .unknown: "-"
                }
            try writer.write([
                .text(ShortName.actor(reader.principal)), .text(declared),
                .integer(Int64(reader.reads)), .integer(Int64(reader.denied)),
                .time(reader.first.seconds), .time(reader.last.seconds),
                .text(reader.addresses.joined(separator: ", ")),
                .text(reader.versions.joined(separator: ", ")),
            ])
        }
        try writer.finish()
    }

    private func writeChanges(_ console: Console) throws {
        guard !changes.isEmpty else { return }
        try console.writeHeading("Changes, latest first")
        var writer = OutputFormat.table.rowWriter(
            columns: [
                OutputColumn("TIME (UTC)", shrink: .never),
                OutputColumn("EVENT", shrink: .never),
                OutputColumn("BY", shrink: .priority(1, minimum: 20), wraps: true),
                OutputColumn("RESULT", shrink: .priority(2, minimum: 7)) {
                    $0 == "ok" ? nil : .magenta
                },
            ],
            sink: console.output,
            layout: console.layout
        )
        for change in changes {
            try writer.write([
                .time(change.time.seconds), .text(change.eventName),
                .optional(change.principal.map(ShortName.actor)),
                .text(change.isFailure ? change.errorCode ?? "failed" : "ok"),
            ])
        }
        try writer.finish()
    }

    private func writeJSON(_ console: Console) throws {
        var members = zip(SecretAssessment.columns, view.values).map { ($0.name, $1) }
        members.append(
            (
                "audit.secret.readers",
                .array(
                    view.readers.map { entry in
                        let reader = entry.reader
                        return .object([
                            ("audit.principal", .text(reader.principal.text)),
                            ("audit.principal.person", .optional(reader.principal.person)),
                            ("audit.secret.reader", .text(entry.status.rawValue)),
                            ("reads", .integer(Int64(reader.reads))),
                            ("denied", .integer(Int64(reader.denied))),
                            ("first", .time(reader.first.seconds)),
                            ("last", .time(reader.last.seconds)),
                            ("sourceIPAddress", .array(reader.addresses.map { .text($0) })),
                            ("versions", .array(reader.versions.map { .text($0) })),
                        ])
                    }
                )
            )
        )
        members.append(
            (
                "changes",
                .array(
                    changes.map { change in
                        .object([
                            ("eventTime", .time(change.time.seconds)),
                            ("eventName", .text(change.eventName)),
                            ("audit.principal", .optional(change.principal?.text)),
                            ("audit.principal.person", .optional(change.principal?.person)),
                            ("audit.failed", .boolean(change.isFailure)),
                            ("errorCode", .optional(change.errorCode)),
                        ])
                    }
                )
            )
        )
        try console.writeJSON(.object(members))
    }
}
