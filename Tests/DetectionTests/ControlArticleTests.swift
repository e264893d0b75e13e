import AuditTestSupport
import Detection
import Foundation
import Testing

/// The table in the guide Controls agrees with ``Control`` and the rules of the repository.
///
/// After a change to either, rewrite the table:
/// `AUDIT_WRITE_DOCS=1 swift test --filter ControlArticleTests`
struct ControlArticleTests {
    private static let headers: [RuleHeader] = {
        let rules = LogEvents.repository.appendingPathComponent("Queries/alerts").path
        let program = RuleProgram(RuleLoader().load(paths: [rules]))
        return program.rules.filter(\.raisesAlerts).map(\.header)
            + program.correlations.filter(\.raisesAlerts).map(\.header)
    }()

    @Test
    func `The article has the table of the controls`() throws {
        let article = LogEvents.repository
            .appendingPathComponent("Sources/audit/audit.docc/Controls.md")
        let expected = Self.table
        let found = try GeneratedTable("controls", in: article).lines(writing: expected)
        #expect(found == expected)
    }

    private static var table: [String] {
        ["", "| control | rules | evidence | not visible in CloudTrail |"]
            + ["| --- | --- | --- | --- |"]
            + Control.allCases.map { control in
                let rules = headers.filter { $0.control == control }
                let serious = rules.count { $0.level.map { $0 >= .high } ?? false }
                return "| **\(control.title)**, `control.\(control.rawValue)`: \(control.demand) "
                    + "| [\(rules.count)](../../../Queries/alerts/\(control.rawValue)), \(serious) "
                    + "| \(control.evidence) | \(control.unseen) |"
            } + [""]
    }

    @Test(arguments: Control.allCases)
    func `Each control has rules, evidence and something that cannot be seen`(control: Control) {
        let rules = Self.headers.filter { $0.control == control }
        #expect(!rules.isEmpty)
        #expect(rules.contains { $0.level.map { $0 >= .medium } ?? false })
        for text in [control.title, control.demand, control.evidence, control.unseen] {
            #expect(!text.isEmpty)
            #expect(!text.contains("|"))
        }
    }

    @Test
    func `Each rule that raises alerts looks after one control`() {
        for header in Self.headers {
            let tags = header.tags.filter { $0.namespace == "control" }
            #expect(tags.count == 1, "\(header.displayTitle)")
            #expect(header.control != nil, "\(header.displayTitle): \(tags)")
        }
    }
}
