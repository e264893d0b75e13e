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
        lines.append(("Rotation", rotation))
        for (label, text) in lines {
            let space = String(repeating: " ", count: max(13 - label.count, 1))
            try console.output.write(
                Style.bold.applied(to: label, color: console.layout.color) + space
                    + TerminalText.visible(text) + "\n"
            )
        }
        try writeReaders(console)
        try writeChanges(console)
    }

    private var rotation: String {
        let state = view.rotation.state
        var parts: [String] = []
        if let success = state.lastSuccess { parts.append("succeeded \(success.brief)") }
        if state.failures > 0, let failure = state.lastFailure {
            parts.append("failed \(Count(state.failures, "time")), last \(failure.brief)")
        }
        if state.isUnderWay, let start = state.lastStart {
            parts.append("in progress since \(start.brief)")
        }
        if let off = state.turnedOff { parts.append("disabled \(off.brief)") }
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
            OutputColumn("PRINCIPAL", shrink: .priority(2, minimum: 24), cut: .middle),
            OutputColumn("DECLARED", shrink: .never),
            OutputColumn("READS", alignment: .trailing, shrink: .never),
            OutputColumn("DENIED", alignment: .trailing, shrink: .never),
            OutputColumn("FIRST", shrink: .never), OutputColumn("LAST", shrink: .never),
            OutputColumn("FROM", shrink: .priority(3, minimum: 12)),
            OutputColumn("VERSIONS", shrink: .priority(4, minimum: 8)),
        ]
        // A narrow terminal has no room for FIRST and VERSIONS.
        let isNarrow = console.layout.width.map { $0 < 130 } ?? false
        let shown = columns.indices.filter { !isNarrow || ($0 != 4 && $0 != 7) }
        var writer = OutputFormat.table.rowWriter(
            columns: shown.map { columns[$0] },
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
            let row: [OutputValue] = [
                .text(ShortName.actor(reader.principal)), .text(declared),
                .integer(Int64(reader.reads)), .integer(Int64(reader.denied)),
                .text(reader.first.brief), .text(reader.last.brief),
                .text(reader.addresses.joined(separator: ", ")),
                .text(reader.versions.joined(separator: ", ")),
            ]
            try writer.write(shown.map { row[$0] })
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
                OutputColumn("BY", shrink: .priority(1, minimum: 20), cut: .middle),
                OutputColumn("RESULT", shrink: .priority(2, minimum: 7)),
            ],
            sink: console.output,
            layout: console.layout
        )
        for change in changes {
            try writer.write([
                .text(change.time.brief), .text(change.eventName),
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
