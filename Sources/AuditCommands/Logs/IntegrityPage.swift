import Basics
import Integrity

/// The page of `audit verify`.
struct IntegrityPage {
    /// Findings that are listed; JSON has all.
    private static let shown = 200

    let report: IntegrityReport

    private var faults: [IntegrityFinding] { report.allFindings.filter(\.kind.isFault) }

    /// The result in one sentence.
    var verdict: String {
        let logs = report.chains.reduce(0) { $0 + $1.logs }
        let unchanged = report.chains.reduce(0) { $0 + $1.unchanged }
        guard report.isProven else {
            var parts = [Count(faults.count, "finding").description]
            if report.logsWithoutDigests > 0 {
                parts.append(
                    "\(Count(report.logsWithoutDigests, "log file")) of accounts or regions without "
                        + "digests"
                )
            }
            if !report.problems.isEmpty {
                parts.append(Count(report.problems.count, "problem").description)
            }
            return "Not proven: \(parts.joined(separator: ", ")); "
                + "\(Count(unchanged)) of \(Count(logs, "log file")) unchanged."
        }
        let proven = report.chains.reduce(0) { $0 + $1.proven }
        let rest = unchanged - proven
        return "Proven: \(Count(proven, "log file")), all that CloudTrail delivered, unchanged."
            + (rest == 0
                ? ""
                : " Not yet: \(Count(rest, "log file")) of digests whose signature is not here.")
    }

    func write(_ console: Console) throws {
        try writeChains(console)
        let findings = report.allFindings
        guard !findings.isEmpty else { return }
        // What is wrong before what explains itself.
        let sorted = findings.filter(\.kind.isFault) + findings.filter { !$0.kind.isFault }
        try console.output.write("\n")
        var writer = OutputFormat.table.rowWriter(
            columns: [
                OutputColumn("finding", title: "FINDING", shrink: .never),
                OutputColumn(
                    "what",
                    title: "ABOUT",
                    shrink: .priority(2, minimum: 28),
                    wraps: true
                ),
                OutputColumn("text", title: "", shrink: .priority(1, minimum: 30), wraps: true),
            ],
            sink: console.output,
            layout: console.layout
        )
        for finding in sorted.prefix(Self.shown) {
            try writer.write([
                .text(finding.kind.rawValue), .text(Self.about(finding, console.layout.zone)),
                .text(finding.text),
            ])
        }
        try writer.finish()
        if sorted.count > Self.shown {
            try console.output.write(
                "and \(Count(sorted.count - Self.shown)) more; --format json has all\n"
            )
        }
    }

    private func writeChains(_ console: Console) throws {
        guard !report.chains.isEmpty else { return }
        var writer = OutputFormat.table.rowWriter(
            columns: [
                OutputColumn("account", title: "ACCOUNT", shrink: .never),
                OutputColumn("region", title: "REGION", shrink: .never),
                OutputColumn("trail", title: "TRAIL", shrink: .priority(1, minimum: 8)),
                OutputColumn("first", title: "FROM", shrink: .never, rank: 2),
                OutputColumn("last", title: "TO", shrink: .never),
                OutputColumn("digests", title: "DIGESTS", alignment: .trailing, shrink: .never),
                OutputColumn("signed", title: "SIGNED", alignment: .trailing, shrink: .never),
                OutputColumn(
                    "logFiles",
                    title: "LOG FILES",
                    alignment: .trailing,
                    shrink: .never
                ),
                OutputColumn("unchanged", title: "UNCHANGED", alignment: .trailing, shrink: .never),
                OutputColumn("findings", title: "FINDINGS", alignment: .trailing, shrink: .never),
            ],
            sink: console.output,
            layout: console.layout
        )
        for chain in report.chains {
            try writer.write([
                .text(chain.chain.account), .text(chain.chain.region),
                .text(chain.chain.trail + (chain.chain.isBackfill ? " (backfill)" : "")),
                .time(chain.span.lowerBound), .time(chain.span.upperBound),
                .integer(Int64(chain.digests)), .integer(Int64(chain.signed)),
                .integer(Int64(chain.logs)), .integer(Int64(chain.unchanged)),
                .integer(Int64(chain.findings.count { $0.kind.isFault })),
            ])
        }
        try writer.finish()
    }

    /// The file or the time that a finding is about.
    private static func about(_ finding: IntegrityFinding, _ zone: ClockZone) -> String {
        let span = finding.span.map { span in
            let start = OutputValue.time(span.lowerBound).text(in: zone)
            let end = OutputValue.time(span.upperBound).text(in: zone)
            return "\(start) to \(end)"
        }
        let name = finding.file.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        switch finding.kind {
        case .missingDigests, .restart, .notCovered, .pending: return span ?? name ?? ""
        default: return name ?? span ?? ""
        }
    }

    var value: OutputValue {
        .object([
            ("proven", .boolean(report.isProven)),
            ("logFiles", .integer(Int64(report.logs))),
            ("logFilesWithoutDigests", .integer(Int64(report.logsWithoutDigests))),
            ("chains", .array(report.chains.map(Self.value))),
            ("findings", .array(report.findings.map(Self.value))),
            (
                "problems",
                .array(
                    report.problems.map {
                        .object([("path", .text($0.path)), ("reason", .text($0.reason))])
                    }
                )
            ),
        ])
    }

    private static func value(_ chain: ChainReport) -> OutputValue {
        .object([
            ("account", .text(chain.chain.account)), ("region", .text(chain.chain.region)),
            ("trail", .text(chain.chain.trail)), ("homeRegion", .text(chain.chain.homeRegion)),
            ("backfill", .boolean(chain.chain.isBackfill)),
            ("from", .time(chain.span.lowerBound)), ("to", .time(chain.span.upperBound)),
            ("digests", .integer(Int64(chain.digests))), ("signed", .integer(Int64(chain.signed))),
            ("empty", .integer(Int64(chain.empty))),
            ("coveredSeconds", .integer(chain.coveredSeconds)),
            ("logFiles", .integer(Int64(chain.logs))),
            ("unchanged", .integer(Int64(chain.unchanged))),
            ("proven", .integer(Int64(chain.proven))),
            ("findings", .array(chain.findings.map(value))),
        ])
    }

    private static func value(_ finding: IntegrityFinding) -> OutputValue {
        .object([
            ("kind", .text(finding.kind.rawValue)), ("fault", .boolean(finding.kind.isFault)),
            ("file", finding.file.map { .text($0) } ?? .null),
            ("from", finding.span.map { .time($0.lowerBound) } ?? .null),
            ("to", finding.span.map { .time($0.upperBound) } ?? .null),
            ("text", .text(finding.text)),
        ])
    }
}
