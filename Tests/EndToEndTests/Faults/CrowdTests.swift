import AuditTestSupport
import Foundation
import Testing

/// Many commands at once on one index: none fails, and nothing is lost or doubled.
@Suite(
    .serialized,
    .enabled(if: AuditProcess.executable != nil, "the executable has not been built")
)
struct CrowdTests {
    @Test func `Two ingests, ten searches and an alert job share an index`() throws {
        let night = try BadNight()
        let alert = BadNight.arguments("alert")
        #expect(try night.run(alert).status == 1)
        let expected = try night.content("undisturbed")
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(night.path)/logs")
            .sorted().map { "logs/\($0)" }
        for round in 1...Extent.rounds(3, all: 100) {
            try night.clear()
            // Searches need an index, with some of the logs in it.
            let known = Array(files.prefix(round * 13 % files.count + 1))
            #expect(try night.run(["ingest", "--quiet"] + known).status == 0)
            var crowd: [(arguments: [String], process: AuditProcess)] = []
            func start(_ arguments: [String]) throws {
                let process = try AuditProcess(
                    arguments,
                    in: night.path,
                    environment: night.environment
                )
                crowd.append((arguments, process))
            }
            try start(["ingest", "logs", "--quiet"])
            for _ in 0..<5 { try start(["search", "--limit", "0", "--format", "jsonl"]) }
            try start(BadNight.arguments("ingest") + ["--quiet"])
            try start(alert)
            for _ in 0..<5 { try start(["search", "--top", "eventName"]) }
            for (arguments, process) in crowd {
                let result = try process.result(within: 240)
                let line = "round \(round), \(arguments.joined(separator: " ")): \(result.errors)"
                #expect(result.status == 0 || result.status == 1, "\(line)")
                guard arguments.contains("jsonl") else { continue }
                for text in result.output.split(separator: "\n") {
                    #expect(throws: Never.self, "\(line)") {
                        try JSONSerialization.jsonObject(with: Data(text.utf8))
                    }
                }
            }
            let last = try night.run(alert)
            #expect(last.status == 0 || last.status == 1, "round \(round): \(last.errors)")
            let content = try night.content("round \(round)")
            #expect(
                content == expected,
                "round \(round): \(content.differences(from: expected))"
            )
        }
    }

    @Test func `Alert jobs at once are one, and the others say which`() throws {
        let night = try BadNight(every: 3)
        let alert = BadNight.arguments("alert")
        #expect(try night.run(alert).status == 1)
        let expected = try night.content("undisturbed")
        for round in 1...Extent.rounds(2, all: 20) {
            try night.clear()
            let processes = try (0..<4).map { _ in
                try AuditProcess(alert, in: night.path, environment: night.environment)
            }
            var printed = 0
            for process in processes {
                let result = try process.result(within: 240)
                let isLate =
                    result.status == 2
                    // Who has just taken the lock may not have written its number yet.
                    && result.errors.contains(" is using state/index.db; nothing")
                #expect(isLate || result.status == 0 || result.status == 1, "\(result.errors)")
                if result.output.contains("Secret read by") { printed += 1 }
            }
            #expect(printed == 1, "round \(round)")
            #expect(try night.content("round \(round)") == expected)
        }
    }
}
