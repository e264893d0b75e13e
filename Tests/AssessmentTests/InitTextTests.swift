import AuditTestSupport
import SecurityArchitecture
import Testing

@testable import Assessment

/// Names of logs mean nothing in the file but themselves.
struct InitTextTests {
    private static let hostile = [
        "prod/db", "a: b", "a #b", "- a", "*", "**?\\", "\\", "\"", "'", "null", "true", "~",
        "0x1F",
        "12345678901", "510000000001", "1.5", "2026-03-07", "yes", "[a]", "{a: b}", "a,b", "&a *a",
        "!!binary a", "%YAML", "---", "...", "a\nb", "a\r\nenvironments: {}", "a\u{85}b",
        "a\u{2028}b", "a\u{2029}b", "\u{feff}a", "a\u{0}b", "a\u{1b}[2J", "\u{202e}gnp", "ä/ö", "🙂",
        "\u{fffe}", "\u{ffff}", "\u{10ffff}", "<environment>/x", "prod/<environment>", ":", "a:",
        ":a", "a:b", "=", "<<", "<a>", "|", ">", "?", "? a", "@a", "`a", " a ", "\t", "10.0.0.1",
        "1.2.3.4/", "....", "/", "//", "arn:aws:secretsmanager:eu-west-1:510000000001:secret:a*b",
    ]

    @Test(arguments: hostile.filter(PatternText.isWritable))
    func `A pattern of a name is that name's`(name: String) throws {
        let yaml = """
            environments:
              one:
                secrets: [\(YAMLText.scalar(PatternText.literal(name))), b]
            """
        let architecture = try Architecture(yaml: Array(yaml.utf8), file: "audit.yaml")
        let pattern = try #require(architecture.environments[0].secrets.first)
        #expect(pattern.matches(name))
        #expect(architecture.environments[0].secrets.count == 2)
        #expect(architecture.environments.map(\.name) == ["one"])
        for other in Self.hostile where other != name { #expect(!pattern.matches(other)) }
    }

    @Test
    func `Nothing with a line break or a control character is written`() {
        let names = [
            "", "a\nb", "a\r", "a\u{85}b", "\u{2028}", "\u{feff}a", "\u{0}", "\t", "\u{1b}[",
        ]
        #expect(names.allSatisfy { !PatternText.isWritable($0) })
        #expect(Self.hostile.filter(PatternText.isWritable).count > 50)
    }

    @Test(arguments: hostile)
    func `A comment ends where its line does`(text: String) throws {
        let comment = YAMLText.comment(text)
        #expect(comment.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        let yaml = "environments:  # \(comment)\n  one: {accounts: '510000000001'}\n# \(comment)\n"
        let architecture = try Architecture(yaml: Array(yaml.utf8), file: "audit.yaml")
        #expect(architecture.environments.map(\.name) == ["one"])
    }

    @Test
    func `Random names are themselves too`() throws {
        var random = SeededRandom(seed: 7)
        let letters = Array("a*?\\<>: #\n\u{85}\u{2028}\"'[]{},&!|-\u{0}é/0").map(String.init)
        for _ in 0..<300 {
            let count = Int.random(in: 1...12, using: &random)
            let name = (0..<count).compactMap { _ in letters.randomElement(using: &random) }
                .joined()
            guard PatternText.isWritable(name) else { continue }
            let yaml =
                "environments: {one: {secrets: \(YAMLText.scalar(PatternText.literal(name)))}}"
            let architecture = try Architecture(yaml: Array(yaml.utf8), file: "audit.yaml")
            #expect(architecture.environments[0].secrets.first?.matches(name) == true, "\(name)")
        }
    }

    @Test
    func `The environment's word becomes the placeholder, and nothing else does`() {
        #expect(PatternText.template("prod/orders/db", "prod") == "<environment>/orders/db")
        #expect(PatternText.template("/prod/a-prod", "prod") == "/<environment>/a-<environment>")
        #expect(PatternText.template("product/prod*", "prod") == "product/<environment>\\*")
        #expect(PatternText.template("product/reproduce", "prod") == nil)
        #expect(
            PatternText.template("prod/<environment>", "prod") == "<environment>/?environment>"
        )
    }
}
