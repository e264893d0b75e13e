import AuditTestSupport
import Foundation
import Testing

/// A kill at any moment of any long command: what it leaves is sound, and the same command
/// completes it.
@Suite(
    .serialized,
    .enabled(if: AuditProcess.executable != nil, "the executable has not been built")
)
struct KillTests {
    /// Starts a command, and kills it at a random moment of the time that it takes.
    ///
    /// - returns: Whether it was still running.
    private func kill(
        _ arguments: [String],
        _ night: borrowing BadNight,
        within seconds: Double,
        _ random: inout SeededRandom
    ) throws -> Bool {
        let process = try AuditProcess(arguments, in: night.path, environment: night.environment)
        Thread.sleep(forTimeInterval: Double.random(in: 0...seconds, using: &random))
        process.send(SIGKILL)
        return try process.result().status == nil
    }

    /// How long a command takes, in seconds, and what it leaves.
    private func undisturbed(
        _ arguments: [String],
        _ night: borrowing BadNight
    ) throws -> (seconds: Double, content: IndexContent) {
        let start = Date()
        let result = try night.run(arguments)
        let seconds = Date().timeIntervalSince(start)
        #expect(result.status == 0 || result.status == 1, "\(result.errors)")
        return (seconds, try night.content("undisturbed"))
    }

    @Test(arguments: [
        ["ingest", "logs", "--quiet"], BadNight.arguments("ingest") + ["--quiet"],
        BadNight.arguments("alert"),
    ])
    func `What a kill leaves is completed by the same command`(arguments: [String]) throws {
        let night = try BadNight()
        let (seconds, expected) = try undisturbed(arguments, night)
        var random = SeededRandom(seed: arguments.count)
        var killed = 0
        for round in 1...Extent.rounds(2, all: 25) {
            try night.clear()
            // Once and again, as a machine does that has not enough memory.
            for _ in 0..<2 {
                // Every third kill comes while the index is being made.
                let limit = round % 3 == 0 ? seconds / 6 : seconds
                if try kill(arguments, night, within: limit, &random) { killed += 1 }
                _ = try night.content("round \(round)")
            }
            let last = try night.run(arguments)
            #expect(last.status == 0 || last.status == 1, "round \(round): \(last.errors)")
            let content = try night.content("round \(round)")
            #expect(
                content == expected,
                "round \(round): \(content.differences(from: expected))"
            )
        }
        #expect(killed > 0)
        Extent.note("\(arguments[0]): \(killed) kills")
    }

    @Test(arguments: ["ingest", "alert"])
    func `What a kill leaves of a re-evaluation is completed by the same command`(
        command: String
    ) throws {
        var expected: [[String]] = []
        var seconds = 0.0
        for isDeclared in [false, true] {
            let whole = try BadNight()
            seconds = try undisturbed(
                BadNight.arguments(command, isDeclared: isDeclared),
                whole
            ).seconds
            expected.append(try found(by: command, whole))
        }
        #expect(expected[0] != expected[1] && !expected[0].isEmpty)
        let night = try BadNight()
        _ = try night.run(BadNight.arguments(command, isDeclared: false))
        var random = SeededRandom(seed: 11)
        var killed = 0
        for round in 1...Extent.rounds(3, all: 50) {
            let arguments =
                BadNight.arguments(command, isDeclared: round % 2 == 1) + ["--reclassify"]
            if try kill(arguments, night, within: seconds, &random) { killed += 1 }
            _ = try night.content("round \(round)")
            let last = try night.run(arguments)
            #expect(last.status == 0 || last.status == 1, "round \(round): \(last.errors)")
            #expect(try found(by: command, night) == expected[round % 2], "round \(round)")
        }
        #expect(killed > 0)
        Extent.note("\(command) --reclassify: \(killed) kills")
    }

    /// What the rules have found, without what tells runs apart.
    private func found(by command: String, _ night: borrowing BadNight) throws -> [String] {
        let sql =
            command == "ingest"
            ? "SELECT title, eventID FROM matches"
            : "SELECT key, level, title, count FROM alerts WHERE state <> 'withdrawn'"
        try Data(sql.utf8).write(to: URL(filePath: "\(night.path)/found.sql"))
        let result = try night.run(["query", "found.sql", "--format", "csv"])
        #expect(result.status == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init).sorted()
    }

    @Test
    func `An alert job whose index is removed meanwhile says so`() throws {
        for removed in ["state/index.db", "state"] {
            let night = try BadNight()
            let pipe = "\(night.path)/log.pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            let arguments = BadNight.arguments("alert").map { $0 == "logs" ? "log.pipe" : $0 }
            let process = try AuditProcess(
                arguments,
                in: night.path,
                environment: ["AUDIT_DB": "state/index.db"]
            )
            // Once it reads the pipe, it has opened the index.
            let handle = try #require(FileHandle(forWritingAtPath: pipe))
            try FileManager.default.removeItem(atPath: "\(night.path)/\(removed)")
            let log =
                #"{"eventTime":"2026-03-07T01:00:00Z","eventID":"a1","eventName":"GetObject"}"#
            try handle.write(contentsOf: Data(log.utf8))
            try handle.close()
            let result = try process.result(within: 120)
            #expect(result.status == 2, "\(removed): \(result.errors)")
            #expect(
                result.errors.contains("state/index.db: removed or replaced while"),
                "\(removed)"
            )
        }
    }
}
