import Basics
import Ingestion

/// The summary that `audit ingest` prints at the end.
struct IngestReport {
    /// Problems that are printed; the rest is in the ledger.
    private static let problemsShown = 20

    let summary: IngestSummary

    /// Reports what could not be read, one line each.
    func sayProblems(_ console: Console) {
        for problem in summary.problems.prefix(Self.problemsShown) {
            console.complain("\(problem.path): \(problem.reason)")
        }
        let more = summary.problemCount - min(summary.problems.count, Self.problemsShown)
        if more > 0 {
            console.complain("\(Count(more, "more problem"))")
        }
    }

    /// The summary in words.
    var text: String {
        let files = summary.files
        let records = summary.records
        var lines: [String] = []
        lines.append(
            "Read \(Count(files.read, "file"))"
                + (files.skipped > 0 ? ", skipped \(Count(files.skipped)) known" : "")
                + (files.digests > 0 ? ", \(Count(files.digests, "digest"))" : "")
                + (files.damaged > 0 ? ", \(Count(files.damaged)) damaged" : "")
                + (files.passedOver > 0 ? ", ignored \(Count(files.passedOver, "other file"))" : "")
                + " in \(ElapsedTime(summary.seconds)) (\(Bytes(summary.inflatedBytes)) inflated)."
        )
        lines.append(
            "\(Count(records.read, "record")) = \(Count(records.indexed)) indexed"
                + " + \(Count(records.duplicate)) duplicate + \(Count(records.rejected)) rejected."
        )
        let known = [
            (summary.knownDamaged, "damaged file"), (summary.knownRejected, "rejected record"),
        ]
        .filter { $0.0 > 0 }.map { Count($0.0, $0.1).description }
        if !known.isEmpty {
            lines.append("Known from earlier runs: \(known.joined(separator: ", ")).")
        }
        // A path that does not exist has no entry in the ledger.
        if files.damaged > 0 || records.rejected > 0 || !known.isEmpty {
            lines.append("Run 'audit status --problems' for details.")
        }
        if summary.wasInterrupted {
            lines.append("Interrupted. What was read is kept; run it again to continue.")
        }
        return lines.joined(separator: "\n")
    }

    /// The summary as one object.
    var value: OutputValue {
        let files = summary.files
        let records = summary.records
        let members: [(String, OutputValue)] = [
            (
                "files",
                .object([
                    ("found", .integer(Int64(files.found))), ("read", .integer(Int64(files.read))),
                    ("skipped", .integer(Int64(files.skipped))),
                    ("damaged", .integer(Int64(files.damaged))),
                    ("digests", .integer(Int64(files.digests))),
                ])
            ),
            (
                "records",
                .object([
                    ("read", .integer(Int64(records.read))),
                    ("indexed", .integer(Int64(records.indexed))),
                    ("duplicate", .integer(Int64(records.duplicate))),
                    ("rejected", .integer(Int64(records.rejected))),
                ])
            ),
            ("seconds", .json(Decimals.text(summary.seconds, places: 3))),
            ("inflatedBytes", .integer(summary.inflatedBytes)),
        ]
        return .object(members)
    }
}
