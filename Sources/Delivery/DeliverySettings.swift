import Basics

/// The channels that alerts are sent to, each from a level on.
///
/// For example:
///
/// ```swift
/// let settings = try DeliverySettings.load(
///     file: environment["AUDIT_DELIVERY"],
///     environment: environment
/// )
/// for entry in settings.channels(for: notice) {
///     entry.channel.deliver(notice, thread: nil)
/// }
/// ```
///
/// See the guide Alerts and delivery for keys and variables.
package struct DeliverySettings: Sendable {
    package struct Entry: Sendable {
        /// Unique.
        package var name: String
        /// The lowest level of alerts that are sent.
        package var minimum: Severity
        package var channel: any DeliveryChannel

        package init(_ channel: any DeliveryChannel, minimum: Severity = .informational) {
            name = channel.name
            self.minimum = minimum
            self.channel = channel
        }
    }

    /// Those of the settings file, in its order, then those of variables.
    package var channels: [Entry]

    package init(channels: [Entry] = []) { self.channels = channels }

    /// The channels that a notice is sent to; a test goes to all of them.
    package func channels(for notice: AlertNotice) -> [Entry] {
        channels.filter { notice.kind == .test || notice.level >= $0.minimum }
    }

    /// Reads settings from a file and from variables.
    ///
    /// Variables set only those kinds of channel that the file does not have.
    ///
    /// - parameters:
    ///   - file: The path of the settings file; nil for none.
    ///   - environment: The variables.
    /// - throws: ``DeliverySettingsError`` with all problems, if there are any. No settings are
    ///   better than half of them: an alert that nobody gets looks like no alert.
    package static func load(
        file: String?,
        environment: [String: String]
    ) throws(DeliverySettingsError) -> DeliverySettings {
        var builder = ChannelBuilder(environment: environment)
        var declared: Set<ChannelKind> = []
        if let file {
            let sections = try DeliveryFile(path: file, environment: environment).sections()
            for section in sections {
                declared.insert(section.kind)
                builder.add(section)
            }
        }
        for kind in ChannelKind.allCases where !declared.contains(kind) {
            if let section = ChannelSection(kind, environment: environment) { builder.add(section) }
        }
        guard builder.problems.isEmpty else {
            throw DeliverySettingsError(problems: builder.problems)
        }
        return DeliverySettings(channels: builder.entries)
    }
}

/// All problems with the delivery settings, without repeating their values.
package struct DeliverySettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where, what is wrong, and what would be right; at least one.
    package var problems: [String]

    package var description: String { problems.joined(separator: "\n") }
}
