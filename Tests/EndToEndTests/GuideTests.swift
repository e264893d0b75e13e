import Foundation
import Testing

@testable import AuditCommands

/// What the README and the guides show is what the program does.
///
/// After a change of what a command prints, write the pages anew, and read the difference:
/// `AUDIT_WRITE_DOCS=1 swift test --filter GuideTests`
@Suite struct GuideTests {
    @Test(arguments: GuidePage.paths)
    func `Commands print what the page shows`(path: String) throws {
        let page = try GuidePage(path: path)
        let run = try GuideRun(index: page.index)
        var changes: [(lines: Range<Int>, text: [String])] = []
        for example in page.examples {
            let shown = Array(page.lines[example.shown])
            guard !shown.isEmpty else {
                try check(example, run)
                continue
            }
            guard let found = try output(of: example, run) else { continue }
            let expected = ShownOutput(shown)
            guard let missing = expected.firstMissing(in: found) else { continue }
            let refreshed = expected.refreshed(from: found)
            changes.append((example.shown, refreshed ?? found))
            Issue.record(
                """
                \(path):\(example.shown.lowerBound): $ \(example.command)
                does not print
                \(missing.joined(separator: "\n"))
                it prints
                \((refreshed ?? found).joined(separator: "\n"))
                """
            )
            if refreshed == nil {
                Issue.record("what is shown was not found again: shorten the output by hand")
            }
        }
        if ProcessInfo.processInfo.environment["AUDIT_WRITE_DOCS"] != nil, !changes.isEmpty {
            try page.write(changes)
        }
    }

    /// What a line prints; nil where it is about another program.
    private func output(of example: GuidePage.Example, _ run: borrowing GuideRun) throws
        -> [String]?
    {
        let commands = try ShellLine(example.command).commands
        guard !commands.isEmpty else { return nil }
        var lines: [String] = []
        for command in commands {
            let result = try run.run(command)
            guard result.status == 0 || result.status == 1 else {
                Issue.record("\(example.command): \(result.errors)")
                return nil
            }
            lines += result.lines
        }
        return lines
    }

    /// Checks an example without output: its options, and what can be checked with an index.
    private func check(_ example: GuidePage.Example, _ run: borrowing GuideRun) throws {
        for command in try ShellLine(example.command).commands {
            #expect(throws: Never.self, "\(example.command)") {
                _ = try AuditCommand.parseAsRoot(command.arguments)
            }
            // Buckets and queues of the reader's own are not there.
            let isAWS = command.arguments.contains { $0.hasPrefix("s3://") || $0 == "--queue" }
            guard run.hasIndex, !isAWS else { continue }
            var command = command
            if command.tail.hasPrefix("|") { command.tail = "" }
            let result = try run.run(command)
            // Logs and rules of the reader's own are not there.
            guard !result.errors.contains("o such file") else { continue }
            #expect(
                result.status == 0 || result.status == 1,
                "\(example.command): \(result.errors)"
            )
        }
    }

    @Test
    func `Pages have examples`() throws {
        let pages = try GuidePage.paths.map(GuidePage.init)
        #expect(pages.flatMap(\.examples).filter { !$0.shown.isEmpty }.count > 20)
    }
}
