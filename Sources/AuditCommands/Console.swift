import Basics
import Dispatch
import Foundation
import SecurityArchitecture

/// A command's surroundings: output, time, environment variables, terminal.
///
/// Commands see nothing else of the process, so that tests can run them unchanged.
struct Console {
    /// Standard output: data only.
    var output: OutputSink
    /// Standard error: everything else.
    var errors: OutputSink
    /// The time, in seconds since 1970.
    var now: Int64
    /// The environment variables.
    var environment: [String: String]
    /// The layout of tables on standard output.
    var layout: TableLayout
    /// The width of the terminal on standard error; nil if it is none.
    var errorWidth: Int?
    /// Whether Ctrl-C stops the running work.
    var handlesInterrupts: Bool
    /// The lines of the terminal on standard output; nil if it is none, or does not say.
    var height: Int?

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
            handlesInterrupts: true,
            height: Terminal.isTerminal(STDOUT_FILENO)
                ? Terminal.height(STDOUT_FILENO, environment: environment) : nil
        )
    }

    /// The file that takes the place of standard output; nil where there is none.
    var outputFile: String?

    /// Whether a person reads standard output.
    var isInteractive: Bool { layout.isTerminal }

    /// The time, and the zone to read and show times in.
    var clock: Clock { Clock(now: now, zone: layout.zone) }

    /// Writes a heading after an empty line.
    func writeHeading(_ text: String) throws {
        try output.write("\n" + Style.bold.applied(to: text, color: layout.color) + "\n")
    }

    /// Writes a label and its text, wrapped to the terminal.
    func writeField(
        _ label: String,
        _ text: String,
        labelWidth: Int,
        style: Style? = nil
    ) throws {
        let lines = TextWrap.lines(
            TerminalText.visible(text),
            width: layout.width.map { max($0 - labelWidth, 20) }
        )
        for (number, line) in lines.enumerated() {
            let label = number == 0 ? label : ""
            let space = String(repeating: " ", count: max(labelWidth - label.count, 1))
            let styled = style?.applied(to: line, color: layout.color) ?? line
            try output.write(
                Style.bold.applied(to: label, color: layout.color) + space + styled + "\n"
            )
        }
    }

    /// Writes a message to standard error.
    ///
    /// - parameter message: One or more lines; characters unsafe for a terminal are escaped.
    func say(_ message: String) {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines {
            // If even this fails, there is nowhere left to report it.
            try? errors.write(TerminalText.visible(String(line)) + "\n")
        }
        try? errors.flush()
    }

    /// Warns that something could not be checked because audit.yaml does not declare it: without
    /// the line, nothing found would look as if all were well.
    ///
    /// - parameters:
    ///   - what: What was asked for, such as `drift`.
    ///   - section: The section of audit.yaml that would have to declare it.
    ///   - architecture: The architecture in use.
    func sayUnchecked(_ what: String, of section: String, _ architecture: Architecture) {
        complain(
            architecture.isDeclared
                ? "\(what) not checked: audit.yaml has no \(section)"
                : "\(what) not checked: there is no audit.yaml; declare \(section) in one "
                    + "('audit init' writes a first version)"
        )
    }

    /// Reports an error on one line: a line break in a name must not fake a second one.
    func complain(_ message: String) { say("audit: \(TerminalText.visible(message))") }
}

/// Calls a closure at the first Ctrl-C or SIGTERM; the second one ends the process at once, which
/// the index survives.
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

    /// Restores the signals' default effect.
    func cancel() {
        for source in sources { source.cancel() }
        for number in Self.signals { signal(number, SIG_DFL) }
    }
}
