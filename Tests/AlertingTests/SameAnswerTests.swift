import Alerting
import AuditIndex
import AuditTestSupport
import Foundation
import Ingestion
import Testing

/// An index is the same whatever the number of workers, and in whatever order files come.
@Suite struct SameAnswerTests {
    /// A sample day and real logs, beside them copies of some files, and some that are damaged or
    /// spelled otherwise.
    private static func corpus(in folder: TemporaryFolder) throws -> [String] {
        let sample = try SampleWeek.files().filter { $0.contains("/2026/03/07/") }
        let real = RealLogs.files().map(\.path).enumerated()
            .filter { $0.offset.isMultiple(of: $0.element.contains("/invictus-ir/") ? 25 : 6) }
        let originals = sample + real.map(\.element)
        var files = originals
        var random = SeededRandom(seed: 5)
        for (number, path) in originals.enumerated() {
            let name = URL(filePath: path).lastPathComponent
            var bytes = Array(try Data(contentsOf: URL(filePath: path)))
            switch number % 12 {
            case 0: break
            case 1: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            case 2:
                let index = Int.random(in: 10..<bytes.count, using: &random)
                bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3: bytes += Array("garbage".utf8)
            default: continue
            }
            files.append(try folder.write(bytes, to: "copies/\(number % 12)/\(name)"))
        }
        return files
    }

    /// Makes an index of files in so many runs, and says what it means.
    private static func meaning(
        _ files: [String],
        runs: Int,
        jobs: Int,
        rules: EventRules
    ) throws -> IndexMeaning {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            var options = IngestOptions()
            options.jobs = jobs
            options.rules = rules
            let size = (files.count + runs - 1) / runs
            for start in stride(from: 0, to: files.count, by: size) {
                let part = Array(files[start..<min(start + size, files.count)])
                _ = try Ingest(index: index, options: options).run(part)
            }
            try AlertEvaluator(index: index, rules: rules, asOf: SampleWeek.end).run()
            return try IndexMeaning(index)
        }
    }

    @Test func `An index does not depend on workers and the order of files`() throws {
        let rules = try SampleWeek.rules()
        try TemporaryFolder.with { folder in
            let files = try Self.corpus(in: folder)
            let first = try Self.meaning(files, runs: 1, jobs: 1, rules: rules)
            for table in ["event", "secret_access", "match", "rule_hour", "alert", "rejected"] {
                #expect(first.tables[table]?.isEmpty == false, "nothing in \(table)")
            }
            var random = SeededRandom(seed: 11)
            for (runs, jobs) in [
                (1, 2), (1, 8), (3, 1), (3, 2), (5, 8), (7, 2), (11, 1), (11, 8), (17, 2),
            ] {
                let shuffled = files.shuffled(using: &random)
                let other = try Self.meaning(shuffled, runs: runs, jobs: jobs, rules: rules)
                let difference = other.difference(from: first)
                #expect(difference == "", "\(runs) runs with \(jobs) workers")
            }
        }
    }
}
