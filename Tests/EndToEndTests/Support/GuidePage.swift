import Foundation
import Testing

/// A page of the guides, or the README: what it shows of commands is run and compared.
///
/// Examples are ```` ```console ```` blocks. A line `$ COMMAND` is followed by what the command
/// prints, where a line `…` stands for any number of lines; without such lines only the command
/// is checked. `<!-- index: COMMAND -->` above the first example names the command that fills the
/// index; below it, or with `none`, the page's own examples do.
struct GuidePage: Sendable {
    /// A command, and the lines of the page that show its output.
    struct Example: Sendable {
        var command: String
        var shown: Range<Int>
    }

    var url: URL
    var lines: [String]
    /// What fills the index before the first example; nil where nothing does.
    var index: String?
    var examples: [Example] = []
}

extension GuidePage {
    static let guides = EndToEndCase.project.appending(path: "Sources/audit/audit.docc")

    /// The README and the guides, as paths in the project.
    static let paths: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: guides.path)
        let pages = (names ?? []).filter { $0.hasSuffix(".md") }.sorted()
        return ["README.md"] + pages.map { "Sources/audit/audit.docc/\($0)" }
    }()

    /// Reads the page at a path in the project.
    init(path: String) throws {
        url = EndToEndCase.project.appending(path: path)
        lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
        var isExample = false
        for (number, line) in lines.enumerated() {
            if examples.isEmpty, let comment = line.wholeMatch(of: /<!-- index: (.+) -->/) {
                index = comment.1 == "none" ? nil : String(comment.1)
            } else if line.hasPrefix("```") {
                isExample = line == "```console"
            } else if isExample, line.hasPrefix("$ ") {
                let command = String(line.dropFirst(2))
                examples.append(Example(command: command, shown: number + 1..<number + 1))
            } else if isExample, !examples.isEmpty {
                let start = examples[examples.count - 1].shown.lowerBound
                examples[examples.count - 1].shown = start..<number + 1
            }
        }
    }

    /// Writes other lines in place of some, the last of them first.
    func write(_ changes: [(lines: Range<Int>, text: [String])]) throws {
        var lines = lines
        for change in changes.reversed() { lines.replaceSubrange(change.lines, with: change.text) }
        try Data(lines.joined(separator: "\n").utf8).write(to: url)
    }
}
