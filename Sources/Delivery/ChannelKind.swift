import HTTP

/// A kind of channel, as the settings name it, with the keys and variables that set it.
enum ChannelKind: String, CaseIterable, Sendable {
    case standardOutput = "standard-output"
    case slack
    case slackBot = "slack-bot"
    case pagerDuty = "pagerduty"
    case webhook
    case mail
    case syslog
    case sns

    struct Key: Sendable {
        let name: String
        /// The environment variable that sets it where the settings file does not.
        let variable: String
        /// What it should be, with its article.
        let meaning: String
        var isRequired = false
    }

    /// The settings of this kind of channel.
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
                    meaning: "the URL of an incoming webhook",
                    isRequired: true
                )
            ]
        case .slackBot:
            [
                Key(
                    name: "token",
                    variable: "AUDIT_SLACK_TOKEN",
                    meaning: "a bot token, xoxb-…",
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
                    meaning: "the URL of Slack's API"
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
                    meaning: "the URL of PagerDuty's Events API"
                ),
            ]
        case .webhook:
            [
                Key(
                    name: "url",
                    variable: "AUDIT_WEBHOOK_URL",
                    meaning: "a URL to post to",
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
        case .sns:
            [
                Key(
                    name: "topic",
                    variable: "AUDIT_SNS_TOPIC",
                    meaning: "the ARN of an SNS topic",
                    isRequired: true
                ),
                Key(
                    name: "profile",
                    variable: "AUDIT_SNS_PROFILE",
                    meaning: "the name of an AWS profile"
                ),
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
            case .sns: "AUDIT_SNS"
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

/// The settings of one channel, not yet validated.
struct ChannelSection: Sendable {
    let kind: ChannelKind
    /// Where it is, for problems with missing keys.
    let place: String
    var values: [String: SettingValue] = [:]
    /// Decides between `missing key 'token'` and `AUDIT_SLACK_TOKEN is not set`.
    var isFromEnvironment = false

    init(_ kind: ChannelKind, place: String, values: [String: SettingValue]) {
        self.kind = kind
        self.place = place
        self.values = values
    }

    /// Collects the variables of a kind of channel; nil where none asks for one.
    ///
    /// Any required variable asks for a channel; those that are missing are reported later.
    init?(_ kind: ChannelKind, environment: [String: String]) {
        var values: [String: SettingValue] = [:]
        for key in kind.keys {
            guard let text = environment[key.variable], !text.isEmpty else { continue }
            values[key.name] = SettingValue(text, at: key.variable)
        }
        let asking = kind.keys.first { $0.isRequired && values[$0.name] != nil }
        guard let asking else { return nil }
        self.init(kind, place: asking.variable, values: values)
        isFromEnvironment = true
    }
}

/// A value of the settings and its place, for reporting problems.
struct SettingValue: Sendable {
    let hidden: HiddenText
    /// `delivery.yaml:3:5: slack.webhook`, or the name of a variable.
    let place: String

    init(_ text: String, at place: String) {
        hidden = HiddenText(text)
        self.place = place
    }

    var text: String { hidden.revealed }
}
