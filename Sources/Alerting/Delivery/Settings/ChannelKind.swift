/// A kind of channel, as the settings name it, with the keys and variables that set it.
enum ChannelKind: String, CaseIterable, Sendable {
    case standardOutput = "standard-output"
    case slack
    case slackBot = "slack-bot"
    case pagerDuty = "pagerduty"
    case webhook
    case mail
    case syslog

    /// One value of a channel.
    struct Key: Sendable {
        let name: String
        /// The variable that sets it where the settings file does not.
        let variable: String
        /// What it should be, with its article.
        let meaning: String
        var isRequired = false
    }

    /// The values that a channel of this kind has.
    var keys: [Key] { ownKeys + sharedKeys }

    /// The keys in the settings file.
    var names: [String] { keys.map(\.name) + ["name"] }

    private var ownKeys: [Key] {
        switch self {
        case .standardOutput: []
        case .slack:
            [
                Key(
                    name: "webhook",
                    variable: "AUDIT_SLACK_WEBHOOK",
                    meaning: "the address of an incoming webhook",
                    isRequired: true
                )
            ]
        case .slackBot:
            [
                Key(
                    name: "token",
                    variable: "AUDIT_SLACK_TOKEN",
                    meaning: "the token of a bot, xoxb-…",
                    isRequired: true
                ),
                Key(
                    name: "channel",
                    variable: "AUDIT_SLACK_CHANNEL",
                    meaning: "the id of a Slack channel",
                    isRequired: true
                ),
                Key(
                    name: "url",
                    variable: "AUDIT_SLACK_URL",
                    meaning: "the address of Slack's API"
                ),
            ]
        case .pagerDuty:
            [
                Key(
                    name: "key",
                    variable: "AUDIT_PAGERDUTY_KEY",
                    meaning: "the integration key of a service",
                    isRequired: true
                ),
                Key(
                    name: "url",
                    variable: "AUDIT_PAGERDUTY_URL",
                    meaning: "the address of PagerDuty's events API"
                ),
            ]
        case .webhook:
            [
                Key(
                    name: "url",
                    variable: "AUDIT_WEBHOOK_URL",
                    meaning: "an address to post to",
                    isRequired: true
                ),
                Key(
                    name: "secret",
                    variable: "AUDIT_WEBHOOK_SECRET",
                    meaning: "a secret to sign with"
                ),
            ]
        case .mail:
            [
                Key(
                    name: "to",
                    variable: "AUDIT_MAIL_TO",
                    meaning: "one or more mail addresses",
                    isRequired: true
                ),
                Key(
                    name: "from",
                    variable: "AUDIT_MAIL_FROM",
                    meaning: "a mail address",
                    isRequired: true
                ),
                Key(name: "sendmail", variable: "AUDIT_SENDMAIL", meaning: "the path of sendmail"),
            ]
        case .syslog:
            [
                Key(
                    name: "to",
                    variable: "AUDIT_SYSLOG",
                    meaning: "a syslog server",
                    isRequired: true
                )
            ]
        }
    }

    private var sharedKeys: [Key] {
        let prefix =
            switch self {
            case .standardOutput: "AUDIT_STANDARD_OUTPUT"
            case .slack, .slackBot: "AUDIT_SLACK"
            case .pagerDuty: "AUDIT_PAGERDUTY"
            case .webhook: "AUDIT_WEBHOOK"
            case .mail: "AUDIT_MAIL"
            case .syslog: "AUDIT_SYSLOG"
            }
        let level = Key(
            name: "min-level",
            variable: "\(prefix)_MIN_LEVEL",
            meaning: "a level, informational to critical"
        )
        let deadline = Key(
            name: "deadline",
            variable: "AUDIT_DELIVERY_DEADLINE",
            meaning: "a number of seconds such as 15s"
        )
        return self == .standardOutput ? [level] : [level, deadline]
    }
}
