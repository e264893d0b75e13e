import AWS
import Basics
import Foundation
import HTTP

/// Builds channels from the settings, and collects problems with them.
struct ChannelBuilder {
    /// The variables, in which AWS credentials may be.
    private let environment: [String: String]
    private(set) var entries: [DeliverySettings.Entry] = []
    private(set) var problems: [String] = []

    init(environment: [String: String]) { self.environment = environment }

    /// Adds the channel of a section, or its problems.
    mutating func add(_ section: ChannelSection) {
        let before = problems.count
        for key in section.kind.keys where key.isRequired && section.values[key.name] == nil {
            problems.append(
                section.isFromEnvironment
                    ? "\(key.variable) is not set, but \(section.place) is; set it to "
                        + key.meaning
                    : "\(section.place): missing key '\(key.name)': \(key.meaning)"
            )
        }
        guard problems.count == before else { return }
        let minimum = value("min-level", section) { try Self.level($0) } ?? .informational
        let deadline = value("deadline", section) { try Self.seconds($0) }
        let name = value("name", section) { try Self.name($0) } ?? section.kind.rawValue
        let channel = channel(section, name: name, deadline: deadline)
        guard problems.count == before, let channel else { return }
        guard !entries.contains(where: { $0.name == name }) else {
            problems.append(
                "\(section.place): there is already a channel named \(name); give this one another 'name'"
            )
            return
        }
        entries.append(DeliverySettings.Entry(channel, minimum: minimum))
    }

    /// Reads an optional value; reports an invalid one with its place.
    private mutating func value<T>(
        _ key: String,
        _ section: ChannelSection,
        _ read: (String) throws -> T
    ) -> T? {
        guard let value = section.values[key] else { return nil }
        do {
            return try read(value.text)
        } catch {
            problems.append("\(value.place): \(error)")
            return nil
        }
    }

    private mutating func channel(
        _ section: ChannelSection,
        name: String,
        deadline: Double?
    ) -> (any DeliveryChannel)? {
        var transport = HTTPTransport()
        if let deadline { transport.deadline = deadline }
        switch section.kind {
        case .standardOutput: return StandardOutputChannel(name: name)
        case .slack:
            guard let endpoint = value("webhook", section, Endpoint.init) else { return nil }
            return SlackWebhookChannel(name: name, endpoint: endpoint, transport: transport)
        case .slackBot:
            guard let token = value("token", section, Self.token),
                let channel = value("channel", section, Self.plain),
                let api = endpoint("url", section, default: SlackBotChannel.api)
            else { return nil }
            return SlackBotChannel(
                name: name,
                token: token,
                channel: channel,
                api: api,
                transport: transport
            )
        case .pagerDuty:
            guard let key = value("key", section, Self.token),
                let api = endpoint("url", section, default: PagerDutyChannel.api)
            else { return nil }
            return PagerDutyChannel(name: name, routingKey: key, api: api, transport: transport)
        case .webhook:
            guard let endpoint = value("url", section, Endpoint.init) else { return nil }
            let secret = value("secret", section, Self.secret)
            return WebhookChannel(
                name: name,
                endpoint: endpoint,
                secret: secret,
                transport: transport
            )
        case .mail:
            guard let to = value("to", section, Self.addresses),
                let from = value("from", section, MailAddress.init)
            else { return nil }
            let sendmail = value("sendmail", section, Self.path) ?? "/usr/sbin/sendmail"
            return MailChannel(
                name: name,
                from: from,
                to: to,
                sendmail: sendmail,
                deadline: deadline ?? 30
            )
        case .syslog:
            guard let destination = value("to", section, SyslogDestination.init) else { return nil }
            return SyslogChannel(name: name, destination: destination, deadline: deadline ?? 10)
        case .sns:
            guard let topic = value("topic", section, TopicARN.init) else { return nil }
            return sns(section, name: name, topic: topic, deadline: deadline ?? transport.deadline)
        }
    }

    /// A channel with the credentials that the AWS tools would use.
    private mutating func sns(
        _ section: ChannelSection,
        name: String,
        topic: TopicARN,
        deadline: Double
    ) -> (any DeliveryChannel)? {
        let profile = section.values["profile"]
        do {
            return SNSChannel(
                name: name,
                topic: topic,
                client: try AWSClient(
                    environment: AWSEnvironment(
                        variables: environment,
                        home: environment["HOME"] ?? NSHomeDirectory()
                    ),
                    profile: profile?.text
                ),
                deadline: deadline
            )
        } catch {
            problems.append("\(profile?.place ?? section.place): \(error)")
            return nil
        }
    }

    private mutating func endpoint(
        _ key: String,
        _ section: ChannelSection,
        default address: String
    ) -> Endpoint? {
        section.values[key] == nil ? try? Endpoint(address) : value(key, section, Endpoint.init)
    }
}

extension ChannelBuilder {
    static func level(_ text: String) throws(TextFault) -> Severity {
        guard let level = Severity(rawValue: text.lowercased()) else {
            let levels = Severity.allCases.map(\.rawValue).joined(separator: ", ")
            throw TextFault("is not a level; use one of \(levels)")
        }
        return level
    }

    /// `15s` or `15`, from 1 to 300.
    static func seconds(_ text: String) throws(TextFault) -> Double {
        guard let seconds = Int(text.hasSuffix("s") ? text.dropLast() : text[...]),
            (1...300).contains(seconds)
        else { throw TextFault("should be a number of seconds from 1s to 300s") }
        return Double(seconds)
    }

    static func name(_ text: String) throws(TextFault) -> String {
        let isPlain = text.utf8.allSatisfy {
            $0 &- 0x30 < 10 || $0 | 0x20 &- 0x61 < 26 || "-_.".utf8.contains($0)
        }
        guard !text.isEmpty, text.utf8.count <= 64, isPlain else {
            throw TextFault("should be a name of letters, digits, hyphens and dots")
        }
        return text
    }

    /// A token goes into a header, which a line break would end.
    static func token(_ text: String) throws(TextFault) -> HiddenText {
        HiddenText(try plain(text))
    }

    static func plain(_ text: String) throws(TextFault) -> String {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw TextFault("contains a space, a line break or a non-ASCII character")
        }
        return text
    }

    static func secret(_ text: String) throws(TextFault) -> HiddenText {
        guard text.utf8.count >= 16 else {
            throw TextFault(
                "is shorter than 16 bytes and could be guessed; generate one with: "
                    + "openssl rand -hex 32"
            )
        }
        return HiddenText(text)
    }

    /// Mail addresses separated by commas.
    static func addresses(_ text: String) throws(TextFault) -> [MailAddress] {
        var addresses: [MailAddress] = []
        for part in text.split(separator: ",") {
            addresses.append(try MailAddress(part.trimmingCharacters(in: .whitespaces)))
        }
        guard !addresses.isEmpty, addresses.count <= 50 else {
            throw TextFault("should be 1 to 50 mail addresses, separated by commas")
        }
        return addresses
    }

    static func path(_ text: String) throws(TextFault) -> String {
        guard text.hasPrefix("/"), !text.contains("\0") else {
            throw TextFault("should be an absolute path, such as /usr/sbin/sendmail")
        }
        return text
    }
}
