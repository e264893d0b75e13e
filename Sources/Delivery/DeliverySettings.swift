import Basics

/// Whom alerts are told to, by which channels, from which level on.
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
/// <doc:Delivery> has the keys and the variables.
package struct DeliverySettings: Sendable {
    /// One channel and what is told by it.
    package struct Entry: Sendable {
        /// The channel's name, of which there is only one.
        package var name: String
        /// The level from which on alerts are told.
        package var minimum: Severity
        /// The channel.
        package var channel: any DeliveryChannel

        /// Makes an entry.
        ///
        /// - parameters:
        ///   - channel: The channel.
        ///   - minimum: The level from which on alerts are told.
        package init(_ channel: any DeliveryChannel, minimum: Severity = .informational) {
            name = channel.name
            self.minimum = minimum
            self.channel = channel
        }
    }

    /// The channels, in the order of the settings file, then those of variables.
    package var channels: [Entry]

    /// Makes settings.
    ///
    /// - parameter channels: The channels.
    package init(channels: [Entry] = []) { self.channels = channels }

    /// The channels that a notice is sent to: a test to all of them.
    package func channels(for notice: AlertNotice) -> [Entry] {
        channels.filter { notice.kind == .test || notice.level >= $0.minimum }
    }

    /// Reads settings from a file and from variables.
    ///
    /// A kind of channel that the file has is set by the file alone; the variables set the others.
    ///
    /// - parameters:
    ///   - file: The path of the settings file; nil for none.
    ///   - environment: The variables.
    /// - throws: ``DeliverySettingsError`` with all that is wrong, where anything is. No settings
    ///   are better than half of them: an alert that nobody gets looks like no alert.
    package static func load(
        file: String?,
        environment: [String: String]
    ) throws(DeliverySettingsError) -> DeliverySettings {
        var builder = ChannelBuilder()
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

/// Everything that is wrong with the settings of delivery; it repeats no value of theirs.
package struct DeliverySettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, where, and what would be right; at least one.
    package var problems: [String]

    /// The problems, one a line.
    package var description: String { problems.joined(separator: "\n") }
}
