import AuditTestSupport
import Basics
import Detection
import Foundation
import Testing

@testable import Ingestion

/// Rules over logs: what is found hangs on the events alone.
struct ScanTests {
    private static let rules = """
        title: Any text
        logsource: {product: aws}
        detection: {a: {eventName|startswith: [Get, List, Create]}, condition: a}
        ---
        title: Refused
        name: refused
        logsource: {product: aws}
        detection: {a: {errorCode|contains: Denied}, condition: a}
        ---
        title: Keyword
        logsource: {product: aws}
        detection: {keywords: ['*policy*'], condition: keywords}
        ---
        title: Facts
        logsource: {product: aws}
        detection: {a: {audit.network: unknown, audit.principal.kind: human}, condition: a}
        ---
        title: Many refusals
        correlation:
          type: event_count
          rules: refused
          group-by: userIdentity.arn
          timespan: 10m
          condition: {gte: 5}
          generate: true
        ---
        title: Many kinds of refusals
        correlation:
          type: value_count
          rules: refused
          group-by: sourceIPAddress
          timespan: 1h
          condition: {field: eventName, gte: 3}
        """

    private func program(_ yaml: String = rules) -> RuleProgram {
        let set = RuleLoader().load(yaml: Array(yaml.utf8), file: "rules.yml")
        #expect(set.rejected.isEmpty)
        return RuleProgram(set)
    }

    private func scan(
        _ paths: [String],
        jobs: Int,
        _ program: RuleProgram
    ) throws -> ScanResult {
        var options = ScanOptions()
        options.jobs = jobs
        return try Scan(program, options: options).run(paths)
    }

    /// The hits without their files.
    private func events(_ result: ScanResult) throws -> [ScanHit] {
        try result.hits.all().map { hit in
            var hit = hit
            hit.event.file = ""
            return hit
        }
    }

    @Test
    func `Hits on real logs are the same whatever the jobs and the files' order`() throws {
        let program = program()
        let expected = try scan([RealLogs.folder.path], jobs: 1, program)
        #expect(expected.hits.count > 1_000)
        #expect(!expected.correlations.isEmpty)
        for jobs in [2, 8] {
            let found = try scan([RealLogs.folder.path], jobs: jobs, program)
            #expect(try found.hits.all() == expected.hits.all())
            #expect(try found.correlations.all() == expected.correlations.all())
        }
        try TemporaryFolder.with { folder in
            try folder.makeFolder("logs")
            var random = SeededRandom(seed: 3)
            // Some of them twice, which must not count.
            let files = RealLogs.files().map(\.path).shuffled(using: &random)
            for (number, file) in (files + files.prefix(files.count / 3)).enumerated() {
                try folder.link(to: file, from: "logs/\(100_000 + number).json.gz")
            }
            let logs = try scan(RealLogs.files().map(\.path), jobs: 1, program)
            let found = try scan([folder.path("logs")], jobs: 3, program)
            #expect(try events(found) == events(logs))
            #expect(try found.correlations.all() == logs.correlations.all())
        }
    }

    @Test
    func `Of copies the first file by name is notified`() throws {
        try TemporaryFolder.with { folder in
            for number in 1...40 {
                try folder.write(LogText.log([1, 2, 3]), to: "\(number % 7)/\(100 + number).json")
            }
            let found = try scan([folder.path], jobs: 4, program())
            #expect(found.hits.count == 3)
            #expect(found.summary.records == 120)
            for hit in try found.hits.all() { #expect(hit.event.file == folder.path("0/107.json")) }
        }
    }

    @Test
    func `Contents under one id are hits of their own, and one event of a correlation`() throws {
        try TemporaryFolder.with { folder in
            let event = #"{"eventTime":"2026-03-07T00:00:00Z","eventID":"e","errorCode":"Denied","#
            try folder.write(
                event + "\"eventName\":\"A\"}\n" + event + "\"eventName\":\"B\"}\n",
                to: "a.json"
            )
            let program = program(
                """
                title: Refused
                name: refused
                logsource: {product: aws}
                detection: {a: {errorCode: Denied}, condition: a}
                ---
                title: Two
                correlation:
                  type: event_count
                  rules: refused
                  timespan: 10m
                  condition: {gte: 2}
                  generate: true
                """
            )
            let found = try scan([folder.path], jobs: 1, program)
            #expect(try Set(found.hits.all().map(\.event.eventName)) == ["A", "B"])
            #expect(found.correlations.isEmpty)
        }
    }

    @Test
    func `A span leaves out what happened outside`() throws {
        try TemporaryFolder.with { folder in
            try folder.write(LogText.log(0..<100), to: "a.json")
            var options = ScanOptions()
            let midnight: Int64 = 1_772_841_600
            options.span = midnight + 10..<midnight + 20
            let found = try Scan(program(), options: options).run([folder.path])
            #expect(
                try found.hits.all().map(\.event.time.seconds)
                    == Array(midnight + 10..<midnight + 20)
            )
        }
    }

    @Test
    func `Damage is reported, and the rest is scanned`() throws {
        try TemporaryFolder.with { folder in
            try folder.write(Array(LogText.gzip(1...50).dropLast(9)), to: "a.json.gz")
            try folder.write(
                LogText.log([LogText.timeless(1), LogText.event(60), LogText.timeless(2)]),
                to: "b.json"
            )
            try folder.write("no log", to: "README")
            let found = try scan([folder.path, folder.path("none")], jobs: 2, program())
            #expect(found.hits.count == 51)
            #expect(found.summary.rejected == 2)
            #expect(found.summary.files.damaged == 1)
            #expect(found.summary.files.others == [.file: 1])
            #expect(found.summary.problemCount == 3)
            #expect(!found.summary.isClean)
        }
    }

    @Test
    func `A scan that is stopped before it began finds nothing`() throws {
        try TemporaryFolder.with { folder in
            try folder.write(LogText.log(0..<100), to: "a.json")
            let scan = Scan(program(), options: ScanOptions())
            scan.stop()
            let found = try scan.run([folder.path])
            #expect(found.isEmpty)
            #expect(found.summary.wasInterrupted)
        }
    }

    @Test
    func `What memory does not hold is on disk, and the same is found`() throws {
        try TemporaryFolder.with { folder in
            let program = program()
            var options = ScanOptions()
            options.jobs = 3
            options.memory = 60_000
            options.temporaryFolder = folder.path
            let expected = try scan([RealLogs.folder.path], jobs: 1, program)
            let found = try Scan(program, options: options).run([RealLogs.folder.path])
            #expect(try found.hits.all() == expected.hits.all())
            #expect(try found.correlations.all() == expected.correlations.all())
            #expect(found.hits.counts == expected.hits.counts)
            // Whoever kills a scan leaves nothing behind.
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test
    func `Where nothing can be written the scan says so`() throws {
        try TemporaryFolder.with { folder in
            try folder.write(LogText.log(0..<1_000), to: "a.json")
            var options = ScanOptions()
            options.memory = 1_000
            options.temporaryFolder = folder.path("none")
            let failure = #expect(throws: SpoolFailure.self) {
                try Scan(program(), options: options).run([folder.path])
            }
            #expect(failure?.description.contains("cannot create a temporary file in ") == true)
        }
    }

    @Test
    func `Of a flood a correlation has the first ids, and counts the others`() throws {
        try TemporaryFolder.with { folder in
            let flood = CorrelationRun.eventLimit + 500
            let events = (0..<flood).map { number in
                let time = EventTime(seconds: 1_772_841_600 + Int64(number))
                return """
                    {"eventTime":"\(time)","eventID":"e\(number)","eventName":"A",\
                    "errorCode":"Denied","userIdentity":{"arn":"arn:aws:iam::1:user/eve"}}
                    """
            }
            try folder.write(events.joined(separator: "\n"), to: "a.json")
            let found = try scan([folder.path], jobs: 1, program()).correlations.all()
            #expect(found.map(\.eventCount) == [flood])
            #expect(found.first?.eventIDs.count == CorrelationRun.eventLimit)
            #expect(found.first?.eventIDs.last == "e\(CorrelationRun.eventLimit - 1)")
        }
    }
}

extension ScanHits {
    fileprivate func all() throws -> [ScanHit] {
        var hits: [ScanHit] = []
        try forEach { hits.append($0) }
        return hits
    }
}

extension ScanCorrelations {
    fileprivate func all() throws -> [ScanCorrelation] {
        var cursor = cursor
        var found: [ScanCorrelation] = []
        while let next = try cursor.next() { found.append(next) }
        return found
    }
}
