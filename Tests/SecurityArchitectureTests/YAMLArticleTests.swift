import Foundation
import Testing

@testable import SecurityArchitecture

/// The article on audit.yaml shows a file that the reader takes, and leaves out nothing.
struct YAMLArticleTests {
    @Test
    func `The blocks are one declaration without a fault`() throws {
        let yaml = try Articles.yaml("AuditYAML")
        let architecture = try Architecture(yaml: Array(yaml.utf8), file: "WritingAuditYAML.md")
        #expect(architecture.environments.map(\.name) == ["prod", "staging"])
        #expect(architecture.deploymentRoles.count == 1)
        #expect(architecture.people.count == 1)
        #expect(architecture.mutualTLS.count == 1)
    }

    @Test(arguments: ArchitectureReader.sections)
    func `Each section is shown`(section: String) throws {
        let yaml = try Articles.yaml("AuditYAML").components(separatedBy: "\n")
        #expect(yaml.contains { $0.hasPrefix("\(section):") })
    }
}
