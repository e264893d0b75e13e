import Alerting
import CloudTrail

/// The channel that everybody has: what the job prints.
struct PrintChannel: DeliveryChannel {
    /// What tells the outbox's messages to it from others.
    static let channelName = "print"

    let name = PrintChannel.channelName
    let layout: TableLayout
    let format: AlertFormat
    let output: PrintedOutput

    func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        do {
            switch format {
            case .text: try output.write(AlertText(notice: notice, layout: layout).block)
            case .jsonl: try output.write(String(decoding: notice.json(), as: UTF8.self) + "\n")
            }
            return .delivered(thread: nil)
        } catch {
            return .retry(reason: "the output cannot be written", after: nil)
        }
    }
}

/// The job's output as a channel needs it, which may be asked from any thread.
///
/// It is `Sendable` because a lock stands before the one sink that there is.
final class PrintedOutput: @unchecked Sendable {
    private let lock = Locked(())
    private let sink: OutputSink

    init(sink: OutputSink) { self.sink = sink }

    /// Writes a text, and sees to it that it has left the process.
    func write(_ text: String) throws {
        try lock.withLock { _ in
            try sink.write(text)
            try sink.flush()
        }
    }
}
