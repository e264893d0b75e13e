import Foundation

/// Writes notices as plain text, for a log or a terminal.
///
/// For example:
///
/// ```swift
/// StandardOutputChannel().deliver(notice, thread: nil)
/// ```
public struct StandardOutputChannel: DeliveryChannel {
    /// The channel's name.
    public let name: String
    private let write: @Sendable (String) throws -> Void

    /// Makes a channel.
    ///
    /// - parameters:
    ///   - name: The channel's name.
    ///   - write: Writes a text; standard output unless it is given.
    public init(
        name: String = "standard-output",
        write: (@Sendable (String) throws -> Void)? = nil
    ) {
        self.name = name
        self.write = write ?? { try FileHandle.standardOutput.write(contentsOf: Data($0.utf8)) }
    }

    /// Writes a notice and an empty line.
    public func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        do {
            try write(NoticeText(notice: notice).block + "\n")
            return .delivered(thread: nil)
        } catch {
            return .retry(reason: "standard output cannot be written", after: nil)
        }
    }
}
