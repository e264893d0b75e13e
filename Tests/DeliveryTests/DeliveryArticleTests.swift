import AuditTestSupport
import Basics
import Foundation
import Testing

@testable import Delivery

/// What the article on delivery shows is what the code takes and makes.
struct DeliveryArticleTests {
    static func article() throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let url = folder.appending(path: "../../Sources/audit/audit.docc/AlertsAndDelivery.md")
        return try String(contentsOf: url, encoding: .utf8)
    }

    /// The blocks of a language.
    static func blocks(_ language: String) throws -> [String] {
        try article().components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
    }

    @Test
    func `The settings in the guide are accepted`() throws {
        let blocks = try Self.blocks("yaml")
        #expect(blocks.count == 1)
        try TemporaryFolder.with { folder in
            for secret in ["slack", "pagerduty"] { try folder.write("EXAMPLE", to: secret) }
            try folder.write("[profile security]\nregion = eu-west-1\n", to: ".aws/config")
            let yaml = blocks[0].replacing("/run/secrets", with: folder.path)
            let file = try folder.write(yaml, to: "delivery.yaml")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            let settings = try DeliverySettings.load(
                file: file,
                environment: [
                    "HOME": folder.path,
                    "SLACK_WEBHOOK": "https://hooks.slack.com/services/T0/B0/EXAMPLE",
                    "WEBHOOK_SECRET": "EXAMPLE-webhook-secret",
                ]
            )
            #expect(
                settings.channels.map(\.name) == [
                    "standard-output", "slack", "slack-bot", "pagerduty", "webhook", "archive",
                    "mail", "syslog", "sns",
                ]
            )
        }
    }

    @Test
    func `The JSON of the article is that of a notice`() throws {
        let blocks = try Self.blocks("json")
        #expect(blocks.count == 1)
        var sample = AlertNotice.sample()
        sample.techniques = [.init(AttackTechnique(id: "T1555.006"))]
        #expect(try AlertNotice(json: Array(blocks[0].utf8)) == sample)
        let members = try JSONSerialization.jsonObject(with: Data(AlertNotice.sample().json()))
        let names = try #require(members as? [String: Any]).keys
        let article = try Self.article()
        for name in names {
            #expect(
                article.contains("\n| `\(name)`") || article.contains(", `\(name)` |"),
                "\(name)"
            )
        }
    }

    @Test
    func `Every key and every variable is in the article`() throws {
        let article = try Self.article()
        for kind in ChannelKind.allCases {
            #expect(article.contains("\n\(kind.rawValue):"), "\(kind)")
            for key in kind.keys {
                #expect(article.contains("\(key.name):"), "\(kind) \(key.name)")
                guard !key.variable.hasSuffix("_MIN_LEVEL") else { continue }
                #expect(article.contains("`\(key.variable)`"), "\(key.variable)")
            }
        }
    }
}
