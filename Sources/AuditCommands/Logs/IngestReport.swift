import Basics
import CloudTrail
import Ingestion

/// The summary that `audit ingest` prints at the end.
struct IngestReport {
    /// Problems that are printed; the rest is in the ledger.
    private static let problemsShown = 20

    let summary: IngestSummary

    /// Reports what could not be read, one line each.
    func sayProblems(_ console: Console) {
        ProblemLines(summary.problems, summary.sharedReasons, total: summary.problemCount)
            .say(console, limit: Self.problemsShown)
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
                + " in \(ElapsedTime(summary.seconds)) (\(Bytes(summary.inflatedBytes)) inflated)."
        )
        if let others = OtherFiles(files.others) { lines.append(others.description) }
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
                    (
                        "others",
                        .object(
                            OtherFiles.sorted(files.others).map {
                                ($0.name, .integer(Int64($0.count)))
                            }
                        )
                    ),
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

/// What could not be read, one line each; objects of a bucket with the same reason are one.
struct ProblemLines {
    /// Objects with the same reason that have a line each.
    private static let mostAlike = 3

    private var lines: [String] = []
    /// The problems that the lines are about, line by line.
    private var counts: [Int] = []
    private let total: Int

    init(_ problems: [IngestProblem], _ shared: [SharedReason: Int], total: Int) {
        self.total = total
        var said: Set<SharedReason> = []
        for problem in problems {
            if let reason = SharedReason(problem), let count = shared[reason],
                count > Self.mostAlike
            {
                guard said.insert(reason).inserted else { continue }
                lines.append(
                    "s3://\(reason.bucket): \(Count(count, "object")) could not be read: "
                        + "\(reason.reason). The first: \(problem.path)"
                )
                counts.append(count)
            } else {
                lines.append("\(problem.path): \(problem.reason)")
                counts.append(1)
            }
        }
    }

    func say(_ console: Console, limit: Int) {
        for line in lines.prefix(limit) { console.complain(line) }
        let more = total - counts.prefix(limit).reduce(0, +)
        if more > 0 { console.complain("\(Count(more, "more problem"))") }
    }
}

/// What there was beside CloudTrail, in words: `12 files are not CloudTrail: 8 VPC flow logs, …`.
struct OtherFiles: CustomStringConvertible {
    let description: String

    /// - returns: nil where there was nothing else.
    init?(_ kinds: [OtherLog: Int]) {
        let kinds = Self.sorted(kinds)
        guard !kinds.isEmpty else { return nil }
        let total = kinds.reduce(0) { $0 + $1.count }
        let parts = kinds.map { Count($0.count, $0.name).description }
        description =
            "\(Count(total, "file")) \(total == 1 ? "is" : "are") not CloudTrail: "
            + parts.joined(separator: ", ") + "."
    }

    /// The kinds, those with the most files first.
    static func sorted(_ kinds: [OtherLog: Int]) -> [(name: String, count: Int)] {
        kinds.map { (name: $0.key.rawValue, count: $0.value) }
            .sorted { $0.count != $1.count ? $0.count > $1.count : $0.name < $1.name }
    }
}
