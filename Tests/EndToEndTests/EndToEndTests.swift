import Foundation
import Testing

/// Whole commands, from the files they read to the words they print, as `Cases/` has them.
///
/// `Cases/README.md` tells how a case is added.
@Suite struct EndToEndTests {
    @Test("Case", arguments: EndToEndCase.paths)
    func behaves(path: String) throws {
        let test = try EndToEndCase(path: path)
        let differences = try test.differences()
        if let reason = test.knownBug {
            return withKnownIssue(Comment(rawValue: reason)) { differences.forEach(record) }
        }
        if ProcessInfo.processInfo.environment["AUDIT_WRITE_CASES"] != nil {
            try test.write(differences)
        }
        differences.forEach(record)
    }

    private func record(_ difference: CaseRun.Difference) { Issue.record("\(difference)") }

    @Test("There are cases")
    func areFound() {
        #expect(EndToEndCase.paths.count > 50)
    }
}

extension EndToEndCase {
    /// Why the case fails, where that is known.
    fileprivate var knownBug: String? {
        for step in steps {
            if case .prepare("fails", let words, _) = step.action {
                return words.joined(separator: " ")
            }
        }
        return nil
    }

    fileprivate func differences() throws -> [CaseRun.Difference] {
        var run = try CaseRun()
        return try run.run(steps) ? run.differences : []
    }

    /// Writes what was found into the file, in place of what was expected.
    fileprivate func write(_ differences: [CaseRun.Difference]) throws {
        guard !differences.isEmpty else { return }
        var lines = lines
        for difference in differences.reversed() {
            lines.replaceSubrange(
                difference.lines,
                with: CaseRun.Difference.text(difference.found).map(ExpectedText.generalised)
            )
        }
        try lines.joined(separator: "\n").write(to: url, atomically: true, encoding: .utf8)
    }
}
