import AuditIndex
import AuditTestSupport
import CloudTrail
import Foundation
import Testing

@testable import Ingestion

/// Files that are not, on the second run, what they were on the first.
struct GrowthTests {
    /// A folder with one log in it, and an index.
    private struct Dump {
        let folder: TemporaryFolder
        let index: AuditDatabase
        let file: String

        static func with(_ body: (Dump) throws -> Void) throws {
            try TemporaryFolder.with { folder in
                let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
                try body(
                    Dump(folder: folder, index: index, file: folder.path("logs/a.json"))
                )
            }
        }

        func write(_ bytes: [UInt8]) throws { try folder.write(bytes, to: "logs/a.json") }

        func ingest(retriesDamaged: Bool = false) throws -> IngestSummary {
            try IngestionTests.ingest(
                [folder.path("logs")],
                into: index,
                retriesDamaged: retriesDamaged
            )
        }

        var events: Int { get throws { try index.number("SELECT count(*) FROM event") } }
        var state: String { get throws { try index.rows("SELECT state FROM source")[0][0] } }
    }

    @Test
    func `A file that contains an event twice owns it once`() throws {
        try Dump.with { dump in
            let lines = LogText.lines(0..<1) + LogText.lines(0..<2)
            try dump.write(lines)
            _ = try dump.ingest()
            try dump.write(lines + LogText.lines(2..<3))
            let summary = try dump.ingest()
            #expect(summary.records.indexed == 1)
            #expect(summary.records.duplicate == 3)
            let ledger = try dump.index.rows("SELECT records, indexed, duplicates FROM source")
            #expect(ledger == [["4", "3", "1"]])
        }
    }

    @Test
    func `A file of lines that grew gives what is new`() throws {
        try Dump.with { dump in
            var all: [UInt8] = []
            for round in 0..<5 {
                all += LogText.lines(round * 10..<round * 10 + 10)
                all += Array(LogText.timeless(round).utf8) + [10]
                try dump.write(all)
                let summary = try dump.ingest()
                #expect(summary.records.indexed == 10)
                #expect(summary.records.duplicate == round * 10)
                #expect(summary.records.rejected == round + 1)
                #expect(try dump.events == (round + 1) * 10)
                #expect(try dump.index.number("SELECT count(*) FROM rejected") == round + 1)
                try expectConsistent(dump.index)
                try expectRecordsInPlace(dump.index)
            }
            #expect(try dump.ingest().files.skipped == 1)
        }
    }

    /// What a file is replaced by, and what that leaves in the index.
    struct Replacement: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var before: [UInt8]
        var after: [UInt8]
        var events: Int
        var rejected: Int
        /// Whether all events of the index are in the file afterwards.
        var hasAll = true
    }

    private static let replacements: [Replacement] = [
        Replacement(
            testDescription: "a longer one",
            before: LogText.gzip(1...5),
            after: LogText.gzip(1...50),
            events: 50,
            rejected: 0
        ),
        Replacement(
            testDescription: "the same in another order",
            before: LogText.log(1...9),
            after: LogText.log((1...9).reversed()),
            events: 9,
            rejected: 0
        ),
        Replacement(
            testDescription: "the same, compressed",
            before: LogText.lines(1...9),
            after: LogText.gzip(1...9),
            events: 9,
            rejected: 0
        ),
        Replacement(
            testDescription: "the same behind others",
            before: LogText.log(5...9),
            after: LogText.log([LogText.timeless(1)] + (0...9).map { LogText.event($0) }),
            events: 10,
            rejected: 1
        ),
        Replacement(
            testDescription: "other content of the same size",
            before: LogText.log(11...19),
            after: LogText.log(21...29),
            events: 18,
            rejected: 0,
            hasAll: false
        ),
        Replacement(
            testDescription: "fewer rejected records, elsewhere",
            before: LogText.log([LogText.timeless(1), LogText.timeless(2), LogText.event(1)]),
            after: LogText.log([LogText.event(1), LogText.timeless(3)]),
            events: 1,
            rejected: 1
        ),
        Replacement(
            testDescription: "nothing",
            before: LogText.log(1...3),
            after: [],
            events: 3,
            rejected: 0,
            hasAll: false
        ),
    ]

    @Test(arguments: replacements)
    func `A file that was replaced`(by replacement: Replacement) throws {
        try Dump.with { dump in
            try dump.write(replacement.before)
            _ = try dump.ingest()
            try expectRecordsInPlace(dump.index)
            try dump.write(replacement.after)
            let summary = try dump.ingest()
            #expect(summary.files.skipped == 0)
            #expect(try dump.events == replacement.events)
            #expect(try dump.index.number("SELECT count(*) FROM rejected") == replacement.rejected)
            try expectConsistent(dump.index)
            if replacement.hasAll { try expectRecordsInPlace(dump.index) }
            #expect(try dump.ingest().files.skipped == 1)
        }
    }

    @Test
    func `Events outlive their file, whose records then cannot be read`() throws {
        try Dump.with { dump in
            try dump.write(LogText.log(1...3))
            _ = try dump.ingest()
            try dump.folder.remove("logs/a.json")
            let summary = try dump.ingest()
            #expect(summary.files.found == 0)
            #expect(try dump.events == 3)
            var events: [IndexedEvent] = []
            try dump.index.search(EventFilter(), newestFirst: false) { event in
                events.append(event)
                return true
            }
            for record in try RawRecordReader(index: dump.index).records(of: events) {
                #expect(throws: RawRecordReader.Problem.self) { try record.get() }
            }
        }
    }

    @Test(arguments: [1, 0.9, 0.5, 0.1])
    func `A file that was cut off is read again when it is whole`(part: Double) throws {
        try Dump.with { dump in
            let whole = LogText.gzip(1...400)
            try dump.write(Array(whole.prefix(Int(Double(whole.count) * part) - 1)))
            let first = try dump.ingest()
            #expect(first.files.damaged == 1)
            #expect(first.problems.first?.path == dump.file)
            #expect(try dump.state == "\"damaged\"")
            let second = try dump.ingest()
            #expect(second.files.skipped == 1)
            #expect(second.knownDamaged == 1)
            #expect(second.isClean)
            try dump.write(whole)
            let third = try dump.ingest()
            #expect(third.files.read == 1)
            #expect(third.records.duplicate == first.records.indexed)
            #expect(third.records.read == 400)
            #expect(third.isClean)
            #expect(try dump.events == 400)
            #expect(try dump.index.rows("SELECT damage FROM source") == [["NULL"]])
            try expectConsistent(dump.index)
            try expectRecordsInPlace(dump.index)
        }
    }

    @Test
    func `A file beyond a limit is read again on demand only`() throws {
        try Dump.with { dump in
            try dump.write(LogText.gzip(1...100))
            let paths = [dump.folder.path("logs")]
            let tight = LogLimits(inflatedBytes: 9_000)
            let first = try ingest(paths, into: dump.index, limits: tight)
            #expect(first.files.damaged == 1)
            #expect(first.records.indexed > 0)
            #expect(first.records.indexed < 100)
            #expect(try dump.ingest().files.skipped == 1)
            let last = try dump.ingest(retriesDamaged: true)
            #expect(last.files.read == 1)
            #expect(last.records.duplicate == first.records.indexed)
            #expect(try dump.events == 100)
            try expectConsistent(dump.index)
            #expect(try dump.ingest(retriesDamaged: true).files.skipped == 1)
        }
    }

    @Test
    func `Another file's copy of an event leaves the first one's place alone`() throws {
        try Dump.with { dump in
            try dump.write(LogText.log(1...3))
            _ = try dump.ingest()
            try dump.folder.write(LogText.log(0...5), to: "logs/b.json")
            let summary = try dump.ingest()
            #expect(summary.records.indexed == 3)
            #expect(summary.records.duplicate == 3)
            try expectRecordsInPlace(dump.index)
        }
    }
}
