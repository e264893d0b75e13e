import Foundation
import Testing

@testable import AuditCommands

/// What the README shows is what the program does.
@Suite struct ReadmeTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// A command of the README's main block, and the lines it shows below.
    private struct Example {
        var arguments: [String]
        var output: String
    }

    @Test("The main block's commands print what it shows")
    func isTrue() throws {
        let folder = URL.temporaryDirectory.appending(path: "readme-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let examples = try Self.examples()
        #expect(examples.count == 2)
        for example in examples {
            let output = OutputSink.inMemory()
            let errors = OutputSink.inMemory()
            let console = Console(
                output: output,
                errors: errors,
                now: 1_772_900_000,
                environment: ["AUDIT_DB": folder.appending(path: "audit.db").path],
                layout: TableLayout(width: nil, color: false),
                errorWidth: nil,
                handlesInterrupts: false
            )
            let status = AuditCommand.run(example.arguments, console)
            #expect(status == 0, "\(errors.text)")
            let shown = Self.timeless(output.text + errors.text)
            #expect(shown == Self.timeless(example.output), "\(example.arguments)")
        }
    }

    /// The commands of the block behind the marker, but for the build.
    private static func examples() throws -> [Example] {
        let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let marked = try #require(text.components(separatedBy: "<!-- ci: main -->").last)
        let block = marked.components(separatedBy: "```")[1]
        var examples: [Example] = []
        for line in block.split(separator: "\n").dropFirst() {
            guard line.hasPrefix("$ ") else {
                guard !examples.isEmpty else { continue }
                examples[examples.count - 1].output += line + "\n"
                continue
            }
            let words = line.dropFirst(2).split(separator: " ").map(String.init)
            guard words[0].hasSuffix("/audit") else { continue }
            let arguments = words.dropFirst().map { word in
                let plain = word.replacingOccurrences(of: "'", with: "")
                return plain.hasPrefix("SampleLogs") ? root.appending(path: plain).path : plain
            }
            examples.append(Example(arguments: arguments, output: ""))
        }
        return examples
    }

    /// The text without what differs from run to run: the seconds, and a debug build's warning.
    private static func timeless(_ text: String) -> String {
        text.split(separator: "\n")
            .filter { !$0.contains("debug build") }
            .map { $0.replacing(/in [0-9.]+ m?s/, with: "in … s") }
            .joined(separator: "\n")
    }
}
