import Basics
import SecurityArchitecture
import Testing

struct EnvironmentNameTests {
    private static func declared(_ names: String...) throws -> Architecture {
        var yaml = "environments:\n"
        for (number, name) in names.enumerated() {
            yaml += "  \(name):\n    accounts: '51000000000\(number)'\n"
            if name.hasPrefix("live") { yaml += "    production: true\n" }
        }
        return try Architecture(yaml: Array(yaml.utf8), file: "audit.yaml")
    }

    private static func names(_ architecture: Architecture, _ text: String) -> [String] {
        ((try? architecture.environmentNames(matching: text)) ?? []).sorted()
    }

    @Test
    func `Names and globs are looked up among those declared`() throws {
        let architecture = try Self.declared("live-eu", "live-us", "dev")
        #expect(Self.names(architecture, "dev") == ["dev"])
        #expect(Self.names(architecture, "Live-EU") == ["live-eu"])
        #expect(Self.names(architecture, "live-*") == ["live-eu", "live-us"])
        #expect(Self.names(architecture, "*") == ["dev", "live-eu", "live-us"])
    }

    @Test
    func `The word production means all that is, unless it is a name`() throws {
        let declared = try Self.declared("live-eu", "live-us", "dev")
        #expect(Self.names(declared, "production") == ["live-eu", "live-us"])
        #expect(Self.names(declared, "prod").isEmpty)
        #expect(Self.names(try Self.declared("live", "production"), "production") == ["production"])
        #expect(Self.names(try Self.declared("dev"), "production").isEmpty)
    }

    @Test
    func `Without a declaration the words that are guessed from are names`() {
        #expect(Self.names(.guessed, "production") == ["production"])
        #expect(Self.names(.guessed, "prod") == ["production"])
        #expect(Self.names(.guessed, "uat") == ["staging"])
        #expect(Self.names(.guessed, "europe").isEmpty)
    }

    @Test
    func `An unknown name is answered with the nearest`() throws {
        let declared = try Self.declared("live", "staging", "dev")
        let error = #expect(throws: TextFault.self) {
            try declared.environmentNames(matching: "stagign")
        }
        #expect(error?.description == "unknown environment 'stagign'; did you mean 'staging'?")
        let other = #expect(throws: TextFault.self) {
            try declared.environmentNames(matching: "europe")
        }
        #expect(
            other?.description == "unknown environment 'europe'; there are dev, live, staging"
        )
        let none = try Architecture(yaml: Array("guess: false".utf8), file: "audit.yaml")
        #expect(throws: TextFault.self) { try none.environmentNames(matching: "production") }
        #expect(throws: TextFault.self) { try declared.environmentNames(matching: "") }
    }
}
