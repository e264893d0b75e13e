import ArgumentParser
import AuditTestSupport
import Foundation
import Testing

@testable import AuditCommands

/// The article on commands is written from their help, which leaves nothing out.
///
/// After a change of a command's help, write it anew:
/// `AUDIT_WRITE_DOCS=1 swift test --filter CommandReferenceTests`
@Suite struct CommandReferenceTests {
    private static let article = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/audit/audit.docc/CommandReference.md")

    /// The guide about each command, as the article links to it.
    private static let guides = [
        "alert": "[Alerts and delivery](AlertsAndDelivery.md)",
        "alerts": "[Alerts and delivery](AlertsAndDelivery.md#deal-with-alerts)",
        "deployments": "[Deployments](Deployments.md)",
        "groups": "[Security groups](SecurityGroups.md)",
        "ingest": "[Getting started](GettingStarted.md#read-logs-into-an-index)",
        "init": "[Getting started](GettingStarted.md#on-your-own-logs)",
        "query": "[SQL](SQL.md)",
        "report": "[Reports](Reports.md)",
        "rules": "[Rules](Rules.md)",
        "scan": "[Rules](Rules.md#run-rules)",
        "search": "[Getting started](GettingStarted.md#search)",
        "secrets": "[Secrets](Secrets.md)",
        "show": "[Getting started](GettingStarted.md#look-at-one-event)",
        "status": "[Getting started](GettingStarted.md#read-logs-into-an-index)",
        "trace": "[Tracing](Tracing.md)",
        "verify": "[Prove it](ProveIt.md)",
    ]

    @Test
    func `The article is what the commands' help says`() throws {
        let manual = try CommandManual.audit()
        var lines = ["", "| command | what it does | guide |", "| --- | --- | --- |"]
        for command in manual.commands.dropFirst() {
            let guide = Self.guides[command.words[1]] ?? ""
            #expect(!guide.isEmpty, "no guide is named for \(command.name)")
            let heading = "[`\(command.name)`](#\(command.words.joined(separator: "-")))"
            lines.append("| \(heading) | \(command.abstractText) | \(guide) |")
        }
        for command in manual.commands.dropFirst() { lines += command.markdown }
        lines.append("")
        let written = try GeneratedTable("commands", in: Self.article).lines(writing: lines)
        #expect(written == lines)
    }

    @Test
    func `Each command has an abstract and an example`() throws {
        for command in try CommandManual.audit().commands {
            #expect(command.abstract?.isEmpty == false, "\(command.name) has no abstract")
            let isShown = command.discussion?.split(separator: "\n").contains {
                $0.hasPrefix("  \(command.name)")
            }
            #expect(isShown == true, "the discussion of \(command.name) has no example")
        }
    }

    @Test
    func `Each option and argument has help`() throws {
        for command in try CommandManual.audit().commands {
            for argument in command.options {
                #expect(
                    argument.abstract?.isEmpty == false,
                    "\(command.name) \(argument.spelling) has no help"
                )
            }
        }
    }
}
