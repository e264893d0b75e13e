import AuditTestSupport
import Foundation
import Testing

@testable import Delivery
@testable import HTTP

struct DeliverySettingsTests {
    /// Reads a settings file of some text, and gives the file the name that it has in messages.
    static func load(
        _ yaml: String?,
        mode: Int = 0o600,
        environment: [String: String] = [:],
        files: [String: String] = [:]
    ) throws -> DeliverySettings {
        try TemporaryFolder.with { folder in
            for (name, content) in files { try folder.write(content, to: name) }
            var file: String?
            if let yaml {
                file = try folder.write(yaml.replacing("DIR", with: folder.path), to: "d.yaml")
                try FileManager.default.setAttributes(
                    [.posixPermissions: mode],
                    ofItemAtPath: folder.path("d.yaml")
                )
            }
            do {
                return try DeliverySettings.load(file: file, environment: environment)
            } catch let error as DeliverySettingsError {
                let problems = error.problems.map {
                    $0.replacing(folder.path + "/", with: "")
                }
                throw DeliverySettingsError(problems: problems)
            }
        }
    }

    static func problems(
        _ yaml: String?,
        mode: Int = 0o600,
        environment: [String: String] = [:],
        files: [String: String] = [:]
    ) -> [String] {
        do {
            _ = try load(yaml, mode: mode, environment: environment, files: files)
            return []
        } catch let error as DeliverySettingsError {
            return error.problems
        } catch {
            return ["\(error)"]
        }
    }

    /// Name and level of each channel.
    static func summary(_ settings: DeliverySettings) -> [String] {
        settings.channels.map { "\($0.name) \($0.minimum.rawValue)" }
    }

    static let environment = [
        "AUDIT_SLACK_WEBHOOK": "https://hooks.slack.com/services/T0/B0/EXAMPLETOKEN",
        "AUDIT_SLACK_TOKEN": "xoxb-EXAMPLETOKEN", "AUDIT_SLACK_CHANNEL": "C0123456789",
        "AUDIT_SLACK_MIN_LEVEL": "medium",
        "AUDIT_PAGERDUTY_KEY": "EXAMPLETOKENEXAMPLETOKEN", "AUDIT_PAGERDUTY_MIN_LEVEL": "Critical",
        "AUDIT_WEBHOOK_URL": "https://example.com/EXAMPLETOKEN",
        "AUDIT_WEBHOOK_SECRET": "EXAMPLETOKENEXAMPLETOKEN",
        "AUDIT_MAIL_TO": "a@example.com, b@example.com", "AUDIT_MAIL_FROM": "audit@example.com",
        "AUDIT_SENDMAIL": "/usr/bin/msmtp", "AUDIT_SYSLOG": "udp://logs.example.com",
        "AUDIT_DELIVERY_DEADLINE": "5",
    ]

    @Test
    func `Variables alone set channels`() throws {
        let settings = try Self.load(nil, environment: Self.environment)
        #expect(
            Self.summary(settings) == [
                "slack medium", "slack-bot medium", "pagerduty critical", "webhook informational",
                "mail informational", "syslog informational",
            ]
        )
        let mail = try #require(settings.channels[4].channel as? MailChannel)
        #expect(mail.to.map(\.description) == ["a@example.com", "b@example.com"])
        #expect(mail.sendmail == "/usr/bin/msmtp")
        #expect(mail.deadline == 5)
        #expect(try Self.load(nil).channels.isEmpty)
    }

    @Test
    func `No setting prints a token`() throws {
        let settings = try Self.load(nil, environment: Self.environment)
        var printed = "\(settings) \(String(reflecting: settings))"
        dump(settings, to: &printed)
        #expect(printed.contains("hooks.slack.com"))
        #expect(!printed.contains("EXAMPLETOKEN"))
    }

    @Test
    func `A file sets channels, with variables and files for tokens`() throws {
        let yaml = """
            standard-output: {min-level: low}
            slack:
              - webhook: ${HOOK}
                min-level: medium
              - name: slack-night
                webhook: https://${HOST}/services/night
                deadline: 20s
            pagerduty:
              key: {file: DIR/secrets/pagerduty}
              url: https://events.eu.pagerduty.com
              min-level: high
            mail:
              to: [a@example.com, b@example.com]
              from: audit@example.com
            """
        let settings = try Self.load(
            yaml,
            environment: ["HOOK": "https://example.com/a", "HOST": "example.org"],
            files: ["secrets/pagerduty": "EXAMPLEKEY\n"]
        )
        #expect(
            Self.summary(settings) == [
                "standard-output low", "slack medium", "slack-night informational",
                "pagerduty high", "mail informational",
            ]
        )
        let night = try #require(settings.channels[2].channel as? SlackWebhookChannel)
        #expect(night.endpoint.url.absoluteString == "https://example.org/services/night")
        #expect(night.transport.deadline == 20)
        let pager = try #require(settings.channels[3].channel as? PagerDutyChannel)
        #expect(pager.routingKey.revealed == "EXAMPLEKEY")
        #expect(pager.endpoint.url.absoluteString == "https://events.eu.pagerduty.com/v2/enqueue")
    }

    @Test
    func `The file sets its kinds alone, variables the others`() throws {
        let settings = try Self.load(
            "slack: {webhook: '${AUDIT_SLACK_WEBHOOK}', min-level: high}",
            environment: Self.environment
        )
        #expect(
            Self.summary(settings) == [
                "slack high", "slack-bot medium", "pagerduty critical", "webhook informational",
                "mail informational", "syslog informational",
            ]
        )
    }

    @Test
    func `A level is a floor, but not for a test`() throws {
        let settings = try Self.load(nil, environment: Self.environment)
        func names(_ notice: AlertNotice) -> [String] { settings.channels(for: notice).map(\.name) }
        #expect(names(.sample(level: .low)) == ["webhook", "mail", "syslog"])
        #expect(
            names(.sample(level: .high)) == ["slack", "slack-bot", "webhook", "mail", "syslog"]
        )
        #expect(names(.sample(.test, level: .low)).count == 6)
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o620, 0o602, 0o777])
    func `A file that others can read is rejected`(mode: Int) {
        let text = String(mode, radix: 8)
        #expect(
            Self.problems("syslog: {to: 'udp://h'}", mode: mode) == [
                "d.yaml: other users can read or write it (mode \(text)), but it holds tokens; run: "
                    + "chmod 600 d.yaml"
            ]
        )
    }

    @Test(arguments: [
        (
            "slack:\n  webhook: http://example.com/EXAMPLETOKEN",
            "d.yaml:2:12: slack.webhook: uses http://, which anyone on the path can read; use https:// "
                + "(http:// is accepted for localhost, 127.0.0.1 and [::1] only)"
        ),
        (
            "slack:\n  webhok: https://example.com",
            "d.yaml:2:3: slack: unknown key 'webhok'; did you mean 'webhook'?"
        ),
        ("slak: {}", "d.yaml:1:1: unknown key 'slak'; did you mean 'slack'?"),
        (
            "pagerduty: {min-level: high}",
            "d.yaml:1:12: pagerduty: missing key 'key': the integration key of a service"
        ),
        (
            "slack: {webhook: '${NO_SUCH}'}",
            "d.yaml:1:18: slack.webhook: the environment variable 'NO_SUCH' is not set"
        ),
        ("slack: {webhook: 'https://${NO'}", "d.yaml:1:18: slack.webhook: has a ${ without a }"),
        (
            "pagerduty: {key: {file: DIR/none}}",
            "d.yaml:1:25: pagerduty.key.file: the file cannot be read"
        ),
        (
            "pagerduty: {key: {fil: x}}",
            "d.yaml:1:19: pagerduty.key: unknown key 'fil'; did you mean 'file'?\n"
                + "d.yaml:1:18: pagerduty.key: missing key 'file': the path of a file with the integration key of a service"
        ),
        (
            "pagerduty: {key: 'EXAMPLE TOKEN'}",
            "d.yaml:1:18: pagerduty.key: contains a space, a line break or a non-ASCII character"
        ),
        (
            "syslog: {to: 'udp://h', min-level: urgent}",
            "d.yaml:1:36: syslog.min-level: is not a level; use one of informational, low, medium, high, critical"
        ),
        (
            "syslog: {to: 'udp://h', deadline: 1h}",
            "d.yaml:1:35: syslog.deadline: should be a number of seconds from 1s to 300s"
        ),
        (
            "syslog: [{to: 'udp://h'}, {to: 'udp://i'}]",
            "d.yaml:1:27: syslog[1]: there is already a channel named syslog; give this one another 'name'"
        ),
        (
            "syslog: {to: 'udp://h', name: 'a b'}",
            "d.yaml:1:31: syslog.name: should be a name of letters, digits, hyphens and dots"
        ),
        (
            "webhook: {url: 'https://h', secret: short}",
            "d.yaml:1:37: webhook.secret: is shorter than 16 bytes and could be guessed; generate one with: openssl rand -hex 32"
        ),
        (
            "mail: {to: [a@b.c, 'x y'], from: a@b.c}",
            "d.yaml:1:12: mail.to: has an invalid mail address; write for example security@example.com"
        ),
        (
            "mail: {to: a@b.c, from: a@b.c, sendmail: msmtp}",
            "d.yaml:1:42: mail.sendmail: should be an absolute path, such as /usr/sbin/sendmail"
        ),
        ("", "d.yaml: the file is empty; add at least one channel"),
        (
            "syslog: {to: 'udp://h'}\n---\nmail: {}",
            "d.yaml: the file has more than one YAML document; keep one, without ---"
        ),
    ])
    func `Problems are reported with their place`(yaml: String, problem: String) {
        #expect(Self.problems(yaml).joined(separator: "\n") == problem)
    }

    @Test
    func `All that is wrong is notified at once`() {
        let yaml = "slack: {webhook: x}\nsyslog: {to: y}\nmail: {to: z, from: z}\n"
        #expect(Self.problems(yaml).count == 3)
    }

    @Test(arguments: [
        (
            ["AUDIT_SLACK_TOKEN": "xoxb"],
            "AUDIT_SLACK_CHANNEL is not set, but AUDIT_SLACK_TOKEN is; set it to the id of a Slack channel"
        ),
        (
            ["AUDIT_MAIL_TO": "a@b.c"],
            "AUDIT_MAIL_FROM is not set, but AUDIT_MAIL_TO is; set it to a mail address"
        ),
        (
            ["AUDIT_WEBHOOK_URL": "http://10.0.0.1/"],
            "AUDIT_WEBHOOK_URL: uses http://, which anyone on the path can read; use https:// (http:// is accepted for localhost, 127.0.0.1 and [::1] only)"
        ),
        (
            ["AUDIT_PAGERDUTY_KEY": "a\r\nX: y"],
            "AUDIT_PAGERDUTY_KEY: contains a space, a line break or a non-ASCII character"
        ),
    ])
    func `A problem with a variable names it`(environment: [String: String], problem: String) {
        #expect(Self.problems(nil, environment: environment) == [problem])
    }

    @Test
    func `A path that is not a file is reported`() {
        #expect(
            throws: DeliverySettingsError(
                problems: ["/nonexistent/d.yaml: cannot be read: No such file or directory"]
            )
        ) { try DeliverySettings.load(file: "/nonexistent/d.yaml", environment: [:]) }
        #expect(throws: DeliverySettingsError(problems: ["/: is not a regular file"])) {
            try DeliverySettings.load(file: "/", environment: [:])
        }
        #expect(Self.problems("a: [b: c: d").first?.hasPrefix("d.yaml:1:") == true)
    }

    @Test
    func `A secret's file has one line`() {
        for content in ["", "\n", "a\nb", String(repeating: "a", count: 9_000)] {
            let problems = Self.problems(
                "pagerduty: {key: {file: DIR/key}}",
                files: ["key": content]
            )
            #expect(
                problems == [
                    "d.yaml:1:25: pagerduty.key.file: the file should contain one line of at most "
                        + "8 KiB"
                ]
            )
        }
    }
}
