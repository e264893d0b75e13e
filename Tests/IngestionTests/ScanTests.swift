import AuditTestSupport
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
    ) -> ScanResult {
        var options = ScanOptions()
        options.jobs = jobs
        return Scan(program, options: options).run(paths)
    }

    /// The hits without their files.
    private func events(_ result: ScanResult) -> [ScanHit] {
        result.hits.map { hit in
            var hit = hit
            hit.event.file = ""
            return hit
        }
    }

    @Test
    func `Hits on real logs are the same whatever the jobs and the files' order`() throws {
        let program = program()
        let expected = scan([RealLogs.folder.path], jobs: 1, program)
        #expect(expected.hits.count > 1_000)
        #expect(!expected.correlations.isEmpty)
        for jobs in [2, 8] {
            let found = scan([RealLogs.folder.path], jobs: jobs, program)
            #expect(Array(found.hits) == Array(expected.hits))
            #expect(found.correlations == expected.correlations)
        }
        try TemporaryFolder.with { folder in
            try folder.makeFolder("logs")
            var random = SeededRandom(seed: 3)
            // Some of them twice, which must not count.
            let files = RealLogs.files().map(\.path).shuffled(using: &random)
            for (number, file) in (files + files.prefix(files.count / 3)).enumerated() {
                try folder.link(to: file, from: "logs/\(100_000 + number).json.gz")
            }
            let logs = scan(RealLogs.files().map(\.path), jobs: 1, program)
            let found = scan([folder.path("logs")], jobs: 3, program)
            #expect(events(found) == events(logs))
            #expect(found.correlations == logs.correlations)
        }
    }

    @Test
    func `Of copies the first file by name is notified`() throws {
        try TemporaryFolder.with { folder in
            for number in 1...40 {
                try folder.write(LogText.log([1, 2, 3]), to: "\(number % 7)/\(100 + number).json")
            }
            let found = scan([folder.path], jobs: 4, program())
            #expect(found.hits.count == 3)
            #expect(found.summary.records == 120)
            for hit in found.hits { #expect(hit.event.file == folder.path("0/107.json")) }
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
            let found = scan([folder.path], jobs: 1, program)
            #expect(Set(found.hits.map(\.event.eventName)) == ["A", "B"])
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
            let found = Scan(program(), options: options).run([folder.path])
            #expect(found.hits.map(\.event.time.seconds) == Array(midnight + 10..<midnight + 20))
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
            let found = scan([folder.path, folder.path("none")], jobs: 2, program())
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
            let found = scan.run([folder.path])
            #expect(found.isEmpty)
            #expect(found.summary.wasInterrupted)
        }
    }
}
