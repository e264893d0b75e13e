import Foundation
import Testing

/// The table of exit statuses in the guide "What it promises", line by line, for every command.
struct ExitStatusTests {
    /// An index with the sample week, its alerts and the declaration; the first run of pages that
    /// begin with the same words has read it already.
    private static let index =
        "audit alert SampleLogs/AWSLogs --config SampleLogs/audit.yaml --min-level critical"

    private func status(_ line: String) throws -> (status: Int32, errors: String) {
        let run = try GuideRun(index: Self.index)
        let command = try #require(try ShellLine(line).commands.first)
        let result = try run.run(command)
        return (result.status, result.errors)
    }

    @Test(arguments: [
        "ingest SampleLogs/AWSLogs", "search", "search --count", "search --top eventName",
        "show 2e8c9c6b", "secrets", "secrets prod/orders/mongodb", "groups",
        "groups sg-0dbdfd8430167bcec",
        "deployments", "deployments deploy-prod", "trace ASIAEXAMPLESTOLENWEB",
        "scan SampleLogs/AWSLogs/510000000001 --min-level critical",
        "alert SampleLogs/AWSLogs --config SampleLogs/audit.yaml", "alerts list", "alerts show 1",
        "alerts ack 1", "alerts mute 1 --for 1d", "alerts close 1", "report",
        "query top-secret-readers",
        "query --list", "rules list", "rules show 'Trail stopped'", "rules fields",
        "init --output -",
        "status", "--version", "help search",
    ])
    func `0: something was found`(line: String) throws {
        #expect(try status("audit \(line)").status == 0, "\(line)")
    }

    @Test(arguments: [
        "search --event Nothing", "search --event Nothing --count", "search --since 2027-01-01",
        "show ffffffff-0000-4000-8000-000000000000", "secrets nothing",
        "secrets --since 2027-01-01",
        "groups nothing", "groups --since 2027-01-01", "deployments nothing",
        "deployments --since 2027-01-01", "trace nothing",
        "trace ASIAEXAMPLESTOLENWEB --since 2027-01-01",
        "scan SampleLogs/AWSLogs/510000000001 --min-level critical --since 2027-01-01",
        "alerts list --since 2027-01-01", "alerts show 9999", "alerts ack 9999",
        "report --since 2027-01-01 --until 2027-01-02", "query root-use --since 2027-01-01",
        "rules show nothing-of-that-name", "rules backtest nothing-of-that-name",
        "status --problems",
    ])
    func `1: nothing was found, which says what was looked through`(line: String) throws {
        let result = try status("audit \(line)")
        #expect(result.status == 1, "\(line)")
        #expect(result.errors != "" || line.contains("scan"), "\(line)")
    }

    @Test(arguments: [
        "ingest nowhere", "search --db nowhere.db", "show 2e8c9c6b --db nowhere.db",
        "secrets --db nowhere.db", "groups --db nowhere.db", "deployments --db nowhere.db",
        "trace a --db nowhere.db", "scan nowhere", "alert nowhere.json",
        "alerts list --db nowhere.db", "alerts show 1 --db nowhere.db", "report --db nowhere.db",
        "query root-use --db nowhere.db", "init --output - --db nowhere.db",
        "status --db nowhere.db", "status --problems --db nowhere.db",
    ])
    func `2: some input or the index failed, and why`(line: String) throws {
        let result = try status("audit \(line)")
        #expect(result.status == 2, "\(line): \(result.errors)")
        #expect(result.errors.contains("nowhere"), "\(line)")
    }

    @Test(arguments: [
        "ingest", "search", "show 2e8c9c6b", "secrets", "groups", "deployments", "trace a",
        "scan a",
        "alert", "alerts list", "alerts show 1", "alerts ack 1", "alerts mute 1 --for 1d",
        "alerts close 1", "report", "rules list", "rules show a", "rules lint", "rules test",
        "rules backtest a", "rules fields", "init", "status",
    ])
    func `64: the command line is wrong, and nothing was done`(line: String) throws {
        for slip in ["--no-such-option", "--format xml", "--db"] {
            let result = try status("audit \(line) \(slip)")
            #expect(result.status == 64, "\(line) \(slip)")
            #expect(result.errors.contains("Error: "), "\(line) \(slip)")
        }
    }

    @Test(arguments: [
        "search", "secrets", "groups", "deployments", "report", "alert SampleLogs/AWSLogs",
        "scan SampleLogs/AWSLogs", "trace ASIAEXAMPLESTOLENWEB",
    ])
    func `64: audit.yaml is wrong`(line: String) throws {
        let result = try status(
            "audit \(line) --config SampleLogs/AWSLogs" + (line == "search" ? " --env prod" : "")
        )
        #expect(result.status == 64, "\(line): \(result.errors)")
        #expect(result.errors != "", "\(line)")
    }

    @Test(arguments: [
        "search", "show 2e8c9c6b", "secrets", "groups", "deployments",
        "trace ASIAEXAMPLESTOLENWEB", "alerts list", "report",
        "query top-secret-readers", "query --list",
        "rules list", "rules show 'Trail stopped'", "rules fields", "status",
    ])
    func `A file is written by each command that prints a result`(line: String) throws {
        let run = try GuideRun(index: Self.index)
        let command = try #require(
            try ShellLine("audit \(line) --format json --output x.json").commands.first
        )
        let result = try run.run(command)
        #expect(result.status == 0, "\(line): \(result.errors)")
        #expect(result.lines.last?.hasPrefix("Wrote ") == true, "\(line)")
        #expect(!result.lines.contains { $0.hasPrefix("[") || $0.hasPrefix("{") }, "\(line)")
        #expect(try run.run(command).status == 64, "\(line)")
    }

    @Test(arguments: [
        "search", "search --count", "search --top eventName", "show 2e8c9c6b", "secrets",
        "secrets prod/orders/mongodb", "groups", "groups sg-0dbdfd8430167bcec", "deployments",
        "deployments deploy-prod", "trace i-02f68855e67007841", "alerts list", "alerts show 1",
        "report", "query top-secret-readers", "query --list", "rules list", "rules fields",
        "status",
    ])
    func `JSON is one document, and JSON Lines are one in each line`(line: String) throws {
        let run = try GuideRun(index: Self.index)
        func output(_ format: String) throws -> [String] {
            let words = try ShellLine("audit \(line) --format \(format) | cat").commands
            let found = try run.run(try #require(words.first)).lines
            return found.filter { !$0.hasPrefix("Only the ") && !$0.hasPrefix("Showing ") }
        }
        let json = Data(try output("json").joined(separator: "\n").utf8)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: json) }
        let lines = try output("jsonl")
        #expect(!lines.isEmpty)
        for line in lines {
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        }
    }
}
