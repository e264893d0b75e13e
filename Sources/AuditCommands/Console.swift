import Basics
import Dispatch
import Foundation

/// What a command has around it: where its words go, what time it is, who looks.
///
/// Commands see nothing of the process but this, so that tests can run them as they are.
struct Console {
    /// Data, and nothing else.
    var output: OutputSink
    /// Everything else.
    var errors: OutputSink
    /// The time, in seconds since 1970.
    var now: Int64
    /// The environment variables.
    var environment: [String: String]
    /// How a table on the output may look.
    var layout: TableLayout
    /// The width of the terminal that errors go to; nil where it is none.
    var errorWidth: Int?
    /// Whether to stop what is running when somebody presses Ctrl-C.
    var handlesInterrupts: Bool

    /// The process's own.
    static func process() -> Console {
        OutputSink.ignoreSIGPIPE()
        let environment = ProcessInfo.processInfo.environment
        return Console(
            output: OutputSink(descriptor: STDOUT_FILENO),
            errors: OutputSink(descriptor: STDERR_FILENO, capacity: 0),
            now: Int64(time(nil)),
            environment: environment,
            layout: TableLayout(descriptor: STDOUT_FILENO, environment: environment),
            errorWidth: Terminal.isTerminal(STDERR_FILENO)
                ? Terminal.width(STDERR_FILENO, environment: environment) : nil,
            handlesInterrupts: true
        )
    }

    /// Whether a person looks at the output.
    var isInteractive: Bool { layout.width != nil }

    /// Writes the heading of a part of a page, with an empty line before it.
    func writeHeading(_ text: String) throws {
        try output.write("\n" + Style.bold.applied(to: text, color: layout.color) + "\n")
    }

    /// Says something to the person at the terminal, or to the log of the job.
    ///
    /// - parameter message: One or more lines; what could harm a terminal is spelt out.
    func say(_ message: String) {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines {
            // Nobody is left to tell when even this fails.
            try? errors.write(TerminalText.visible(String(line)) + "\n")
        }
        try? errors.flush()
    }

    /// Says what is wrong, on one line: a name with a line break in it must not pass for two.
    func complain(_ message: String) { say("audit: \(TerminalText.visible(message))") }
}

/// Calls a closure at the first Ctrl-C, or when the process is told to end; the second one ends
/// it at once, which the index survives.
final class Interrupt {
    private static let signals = [SIGINT, SIGTERM]
    private let sources: [any DispatchSourceSignal]

    init(_ body: @escaping @Sendable () -> Void) {
        sources = Self.signals.map { number in
            // Dispatch sees a signal only if its usual effect is off.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(
                signal: number,
                queue: DispatchQueue(label: "audit.interrupt")
            )
            source.setEventHandler { @Sendable in
                signal(number, SIG_DFL)
                body()
            }
            source.resume()
            return source
        }
    }

    /// Gives the signals their usual effect back.
    func cancel() {
        for source in sources { source.cancel() }
        for number in Self.signals { signal(number, SIG_DFL) }
    }
}
