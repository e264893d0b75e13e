import AuditIndex
import AuditTestSupport
import CloudTrail
import Testing

@testable import Ingestion

/// Reading from a bucket: what is listed, what is read, and what is remembered.
struct ObjectDiscoveryTests {
    /// A bucket, an index, and a clock.
    private final class Scene {
        let store = MemoryStore()
        let index: AuditDatabase
        /// 9 March 2026, 12:00.
        var now: Int64 = 1_773_057_600
        var selection = LogSelection()
        var goesOn = false

        init(_ folder: TemporaryFolder) throws {
            index = try AuditDatabase.openForWriting(folder.path("audit.db"))
        }

        @discardableResult
        func ingest(
            _ path: String? = nil,
            objects: [KnownObject] = []
        ) throws -> IngestSummary {
            var options = IngestOptions()
            options.jobs = 2
            options.objects = store
            options.now = now
            options.selection = selection
            options.goesOn = goesOn
            let summary = try Ingest(index: index, options: options)
                .run(path.map { [$0] } ?? [], objects: objects)
            expectReconciled(summary, sourceLocation: #_sourceLocation)
            return summary
        }

        var events: Int { get throws { try index.number("SELECT count(*) FROM event") } }
    }

    private static func scene(_ body: (Scene) throws -> Void) throws {
        try TemporaryFolder.with { folder in try body(try Scene(folder)) }
    }

    /// The key of a log.
    private static func key(
        _ day: String,
        _ time: String,
        account: Int = 1,
        region: String = "eu-west-1",
        prefix: String = "",
        kind: String = "CloudTrail"
    ) -> String {
        let date = day.split(separator: "-").joined()
        let folder = day.split(separator: "-").joined(separator: "/")
        return "\(prefix)AWSLogs/51000000000\(account)/\(kind)/\(region)/\(folder)/"
            + "51000000000\(account)_\(kind)_\(region)_\(date)T\(time)Z_abc.json.gz"
    }

    @Test
    func `A bucket gives what a folder gives`() throws {
        try TemporaryFolder.with { folder in
            let scene = try Scene(folder)
            var number = 0
            for account in 1...2 {
                for region in ["eu-west-1", "us-east-1"] {
                    for day in ["2026-03-06", "2026-03-07", "2026-03-08"] {
                        let key = Self.key(day, "0105", account: account, region: region)
                        let log = LogText.gzip(number..<number + 5)
                        number += 3
                        scene.store.put(log, at: key)
                        try folder.write(log, to: "dump/\(key)")
                    }
                }
            }
            let local = try AuditDatabase.openForWriting(folder.path("local.db"))
            let expected = try ingest([folder.path("dump")], into: local)
            let found = try scene.ingest("s3://logs")
            #expect(found.records == expected.records)
            #expect(found.files == expected.files)
            let events = "SELECT time, id, content FROM event ORDER BY 1, 2, 3"
            let (own, others) = (try scene.index.rows(events), try local.rows(events))
            #expect(own == others)
            try expectConsistent(scene.index)
        }
    }

    @Test(arguments: [
        "s3://logs", "s3://logs/", "s3://logs/AWSLogs", "s3://logs/AWSLogs/",
        "s3://logs/AWSLogs/510000000001/", "s3://logs/AWSLogs/510000000001/CloudTrail/",
    ])
    func `Prefixes of other services are never listed`(path: String) throws {
        try Self.scene { scene in
            scene.store.put(LogText.gzip(0..<5), at: Self.key("2026-03-07", "0105"))
            scene.store.put([1, 2, 3], at: Self.key("2026-03-07", "0105", kind: "vpcflowlogs"))
            scene.store.put([1, 2, 3], at: Self.key("2026-03-07", "0105", kind: "Config"))
            scene.store.put(
                LogText.digest,
                at: Self.key("2026-03-07", "0105", kind: "CloudTrail-Digest")
            )
            scene.store.put([1], at: "AWSLogs/510000000001/elasticloadbalancing/eu-west-1/a.log")
            let summary = try scene.ingest(path)
            #expect(summary.isClean && summary.records.indexed == 5)
            #expect(summary.files.found == 1)
            let listed = scene.store.takeQueries().map(\.prefix)
            #expect(!listed.contains { $0.contains("flow") || $0.contains("elastic") })
            #expect(!listed.contains { $0.contains("Config/") || $0.contains("Digest/") })
        }
    }

    @Test(arguments: [
        "", "org/", "a/b/", "o-a1b2c3/",
    ])
    func `The logs are found below any prefix, and below an organisation`(prefix: String) throws {
        try Self.scene { scene in
            let key = Self.key("2026-03-07", "0105", prefix: prefix)
            scene.store.put(LogText.gzip(0..<5), at: key)
            let organised = key.replacing("AWSLogs/", with: "AWSLogs/o-a1b2c3/")
            scene.store.put(LogText.gzip(5..<10), at: organised.replacing("abc", with: "def"))
            let summary = try scene.ingest("s3://logs")
            #expect(summary.isClean && summary.records.indexed == 10)
        }
    }

    @Test
    func `A bucket without the layout is read as a whole`() throws {
        try Self.scene { scene in
            scene.store.put(LogText.gzip(0..<5), at: "dump/a.json.gz")
            scene.store.put(LogText.gzip(5..<10), at: "dump/2026/b.json.gz")
            scene.store.put(LogText.gzip(10..<15), at: "dump/2026/03/07/08/c.json.gz")
            scene.store.put([], at: "dump/2026/")
            scene.store.put(LogText.gzip(15..<20), at: "else.json.gz")
            let summary = try scene.ingest("s3://logs/dump")
            #expect(summary.isClean && summary.records.indexed == 15)
            #expect(try scene.ingest("s3://logs/dump").files.skipped == 3)
        }
    }

    @Test(arguments: [
        "a.json.gz", "/a.json.gz", "d//e.json.gz", "x/../y.json.gz", "line\nbreak.json.gz",
        "ключ+ %2F&=.json.gz", "s3://x/a.json.gz",
    ])
    func `An object may have any key, and is read again by its place`(key: String) throws {
        try Self.scene { scene in
            scene.store.put(LogText.gzip(0..<5), at: key)
            let summary = try scene.ingest("s3://logs/\(key)")
            #expect(summary.records.indexed == 5 && summary.isClean)
            #expect(try scene.ingest("s3://logs").files.skipped == 1)
            let events = try scene.index.events(id: "e3")
            let reader = RawRecordReader(index: scene.index, objects: scene.store)
            let records = try reader.records(of: events)
            #expect(try records.first?.get().text(.eventID) == "e3")
            #expect(Set(scene.store.takeOpened()) == [key])
        }
    }

    @Test
    func `The next run lists from the day before the last`() throws {
        try Self.scene { scene in
            for day in 1...9 {
                let key = Self.key("2026-03-0\(day)", "0105")
                scene.store.put(LogText.gzip(day * 10..<day * 10 + 5), at: key)
            }
            try scene.ingest("s3://logs")
            _ = (scene.store.takeQueries(), scene.store.takeOpened())
            scene.store.put(LogText.gzip(200..<205), at: Self.key("2026-03-08", "2355"))
            scene.store.put(LogText.gzip(210..<215), at: Self.key("2026-03-09", "2355"))
            let summary = try scene.ingest("s3://logs")
            #expect(summary.records.indexed == 10 && summary.isClean)
            #expect(summary.files.found == 4 && summary.files.skipped == 2)
            let queries = scene.store.takeQueries()
            #expect(queries.count == 5)
            #expect(
                queries.last?.after
                    == "AWSLogs/510000000001/CloudTrail/eu-west-1/2026/03/08/"
            )
            #expect(scene.store.takeOpened().count == 2)
        }
    }

    @Test
    func `A file that is weeks late is found when all is listed anew`() throws {
        try Self.scene { scene in
            scene.store.put(LogText.gzip(0..<5), at: Self.key("2026-03-07", "0105"))
            try scene.ingest("s3://logs")
            scene.store.put(LogText.gzip(5..<10), at: Self.key("2026-01-07", "0105"))
            #expect(try scene.ingest("s3://logs").records.indexed == 0)
            scene.now += 30 * 86_400
            #expect(try scene.ingest("s3://logs").records.indexed == 5)
        }
    }

    @Test
    func `A run of some days leaves the others to a later run`() throws {
        try Self.scene { scene in
            for day in 1...9 {
                let key = Self.key("2026-03-0\(day)", "0105")
                scene.store.put(LogText.gzip(day * 10..<day * 10 + 5), at: key)
            }
            scene.selection.firstDay = (scene.now / 86_400) - 2
            scene.selection.lastDay = (scene.now / 86_400) - 1
            // The last day's events may be in the files of the next.
            let first = try scene.ingest("s3://logs")
            #expect(first.files.read == 3)
            scene.selection.lastDay = nil
            #expect(try scene.ingest("s3://logs").files.skipped == 3)
            scene.selection.firstDay = nil
            #expect(try scene.ingest("s3://logs").files.read == 6)
        }
    }

    @Test
    func `A run of the last days does not hide those before from the next`() throws {
        try Self.scene { scene in
            for day in 1...9 {
                let key = Self.key("2026-03-0\(day)", "0105")
                scene.store.put(LogText.gzip(day * 10..<day * 10 + 5), at: key)
            }
            try scene.ingest("s3://logs")
            scene.store.put(LogText.gzip(200..<205), at: Self.key("2026-03-12", "0105"))
            scene.store.put(LogText.gzip(210..<215), at: Self.key("2026-03-19", "0105"))
            scene.now += 10 * 86_400
            scene.selection.firstDay = scene.now / 86_400
            let latest = try scene.ingest("s3://logs")
            #expect(latest.files.read == 1)
            scene.selection.firstDay = nil
            let later = try scene.ingest("s3://logs")
            #expect(later.files.read == 1)
        }
    }

    @Test
    func `A job goes on where the last run left off, and does not read the years before`() throws {
        try Self.scene { scene in
            scene.store.put(LogText.gzip(0..<5), at: Self.key("2025-03-07", "0105"))
            scene.store.put(LogText.gzip(5..<10), at: Self.key("2026-03-08", "0105"))
            scene.selection.firstDay = scene.now / 86_400 - 7
            let first = try scene.ingest("s3://logs")
            #expect(first.files.read == 1)
            scene.selection.firstDay = nil
            scene.goesOn = true
            scene.now += 40 * 86_400
            let next = try scene.ingest("s3://logs")
            #expect(next.files.read == 0 && next.isClean)
            scene.goesOn = false
            let all = try scene.ingest("s3://logs")
            #expect(all.files.read == 1)
        }
    }

    @Test
    func `Accounts and regions are chosen before they are listed`() throws {
        try Self.scene { scene in
            for account in 1...3 {
                for region in ["eu-west-1", "us-east-1"] {
                    let key = Self.key("2026-03-07", "0105", account: account, region: region)
                    scene.store.put(LogText.gzip(account..<account + 1), at: key)
                }
            }
            scene.selection.accounts = { $0 == "510000000002" }
            scene.selection.regions = { $0 != "us-east-1" }
            let chosen = try scene.ingest("s3://logs")
            #expect(chosen.files.read == 1)
            let listed = scene.store.takeQueries().map(\.prefix)
            #expect(!listed.contains { $0.contains("0001") || $0.contains("us-east-1") })
        }
    }

    @Test
    func `What cannot be read is reported, and tried again each time`() throws {
        try Self.scene { scene in
            let (denied, cut) = (Self.key("2026-02-01", "0105"), Self.key("2026-02-02", "0105"))
            scene.store.put(LogText.gzip(0..<5), at: denied)
            scene.store.put(LogText.gzip(5..<2_005), at: cut)
            scene.store.put(LogText.gzip(3_000..<3_005), at: Self.key("2026-03-07", "0105"))
            scene.store.breakOff(denied, after: 0)
            scene.store.breakOff(cut, after: 400)
            let summary = try scene.ingest("s3://logs")
            #expect(summary.files.damaged == 2 && summary.files.read == 1)
            #expect(
                summary.problems.map(\.path).sorted() == [
                    "s3://logs/\(denied)", "s3://logs/\(cut)",
                ]
            )
            #expect(summary.problems.contains { $0.reason == "access denied" })
            #expect(try scene.ingest("s3://logs").files.damaged == 2)
            for key in [denied, cut] { scene.store.breakOff(key, after: nil) }
            let later = try scene.ingest("s3://logs")
            #expect(later.isClean && later.files.read == 2)
            #expect(try scene.events == 2_010)
            #expect(try scene.ingest("s3://logs").files.found == 0)
            try expectConsistent(scene.index)
        }
    }

    @Test
    func `A prefix that cannot be listed does not stop the others, and is listed next time`() throws
    {
        try Self.scene { scene in
            scene.store.put(LogText.gzip(0..<5), at: Self.key("2026-03-07", "0105"))
            scene.store.put(
                LogText.gzip(5..<9),
                at: Self.key("2026-03-07", "0105", region: "us-east-1")
            )
            scene.store.deny("AWSLogs/510000000001/CloudTrail/us-east-1/")
            let summary = try scene.ingest("s3://logs")
            #expect(summary.records.indexed == 5 && !summary.isClean)
            #expect(summary.problems.map(\.reason) == ["access denied: s3:ListBucket is needed"])
            scene.store.deny(nil)
            #expect(try scene.ingest("s3://logs").records.indexed == 4)
        }
    }

    @Test
    func `Archived objects are counted in one line`() throws {
        try Self.scene { scene in
            for time in ["0105", "0110", "0115"] {
                let key = Self.key("2026-03-07", time)
                scene.store.put(LogText.gzip(0..<5), at: key)
                scene.store.archive(key)
            }
            let summary = try scene.ingest("s3://logs")
            #expect(summary.problems.map(\.path) == ["s3://logs (GLACIER)"] && !summary.isClean)
            #expect(summary.problems.first?.reason.contains("3 objects") == true)
            #expect(scene.store.takeOpened().isEmpty)
        }
    }

    @Test
    func `A changed object is read again, a copied one is not`() throws {
        try Self.scene { scene in
            let key = Self.key("2026-03-09", "0105")
            scene.store.put(LogText.gzip(0..<5), at: key)
            try scene.ingest("s3://logs")
            scene.store.put(LogText.gzip(0..<7), at: key)
            #expect(try scene.ingest("s3://logs").records.indexed == 2)
            #expect(try scene.ingest("s3://logs").files.skipped == 1)
        }
    }

    @Test
    func `An empty bucket is a problem, and one that had logs is none`() throws {
        try Self.scene { scene in
            let summary = try scene.ingest("s3://logs")
            #expect(summary.problems.map(\.path) == ["s3://logs"])
            scene.store.put(LogText.gzip(0..<5), at: Self.key("2026-01-07", "0105"))
            #expect(try scene.ingest("s3://logs").isClean)
            #expect(try scene.ingest("s3://logs").isClean)
        }
    }

    @Test
    func `Objects that are known are read without a listing`() throws {
        try Self.scene { scene in
            let key = Self.key("2026-03-07", "0105")
            scene.store.put(LogText.gzip(0..<5), at: key)
            let object = KnownObject(location: ObjectLocation(bucket: "logs", key: key))
            let missing = KnownObject(
                location: ObjectLocation(bucket: "logs", key: "gone.json.gz")
            )
            let summary = try scene.ingest(objects: [object, missing])
            #expect(summary.records.indexed == 5 && summary.files.damaged == 1)
            #expect(scene.store.takeQueries().isEmpty)
            #expect(try scene.ingest("s3://logs/\(key)").files.skipped == 1)
        }
    }
}
