import Detection
import Foundation
import Testing

/// What is written on rules shows rules that load, without a word from lint, and whose tests pass.
@Suite struct RuleArticleTests {
    /// The blocks of YAML in a file, each with all else of it as empty lines before.
    private static func blocks(_ file: String) throws -> [String] {
        let url = LogEvents.repository.appendingPathComponent(file)
        let text = try String(contentsOf: url, encoding: .utf8)
        var blocks: [String] = []
        var current: [String]?
        for (number, line) in text.components(separatedBy: "\n").enumerated() {
            if line == "```yaml" {
                current = Array(repeating: "", count: number + 1)
            } else if line == "```", let block = current {
                blocks.append(block.joined(separator: "\n"))
                current = nil
            } else {
                current?.append(line)
            }
        }
        return blocks
    }

    @Test(arguments: [("Sources/audit/audit.docc/Rules.md", 9)])
    func eachBlockLoadsAndPassesItsTests(file: String, count: Int) throws {
        let blocks = try Self.blocks(file)
        #expect(blocks.count == count)
        for block in blocks {
            let set = RuleLoader().load(yaml: Array(block.utf8), file: file)
            #expect(set.rejected.flatMap(\.problems).map(\.description) == [])
            let findings = RuleLint().findings(in: set).filter { $0.kind != .incomplete }
            #expect(findings.map(\.description) == [])
            let reports = RuleTestRunner(architecture: .guessed).run(set)
            #expect(reports.contains { !$0.isUntested })
            for result in reports.flatMap(\.results) {
                #expect(result.failure == nil, "\(result.test.name)")
            }
        }
    }
}
