import Testing

@testable import AuditCommands

struct RuleSetOptionsTests {
    @Test
    func `What is named is taken, else the usual folder, else it is said what to do`() throws {
        let named = try RuleSetOptions.parse(["--rules", "a.yml", "--rules", "b"])
        #expect(try named.paths { _ in true } == ["a.yml", "b"])
        let usual = try RuleSetOptions.parse([])
        #expect(try usual.paths { $0 == "./Queries/alerts" } == ["./Queries/alerts"])
        let error = #expect(throws: CommandFailure.self) { try usual.paths { _ in false } }
        #expect(error?.status == .usage)
        #expect(error?.message.contains("--rules") == true)
    }
}
