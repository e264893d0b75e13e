import Basics
import Foundation

/// Sends notices by mail, through the machine's own mail system.
///
/// The program is called as `sendmail -t -i`, which Postfix, Exim, OpenSMTPD, msmtp and others
/// understand. What happens to a mail once it is queued is up to the mail system.
package struct MailChannel: DeliveryChannel {
    package let name: String
    let from: MailAddress
    let to: [MailAddress]
    let sendmail: String
    /// In seconds, for the program.
    let deadline: Double
    let clock: WallClock

    package init(
        name: String = "mail",
        from: MailAddress,
        to: [MailAddress],
        sendmail: String = "/usr/sbin/sendmail",
        deadline: Double = 30,
        clock: WallClock = .system
    ) {
        self.name = name
        self.from = from
        self.to = to
        self.sendmail = sendmail
        self.deadline = deadline
        self.clock = clock
    }

    /// Sends a notice.
    package func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        let message = MailMessage(notice: notice, from: from, to: to, time: clock.now)
        let run = SendmailRun(
            program: sendmail,
            arguments: ["-t", "-i"],
            input: message.text,
            deadline: deadline
        )
        let program = ShownText.line(sendmail, limit: 200)
        switch run.run() {
        case .exited(0, _): return .delivered(thread: nil)
        case .exited(let status, let complaint):
            let words = complaint.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let said = words.isEmpty ? "" : ": " + ShownText.line(words, limit: 200)
            let reason = "\(program) exited with status \(status)\(said)"
            return Self.lasting.contains(status)
                ? .rejected(reason: reason) : .retry(reason: reason, after: nil)
        case .signalled(let signal):
            return .retry(reason: "\(program) was killed by signal \(signal)", after: nil)
        case .late:
            return .retry(reason: "\(program) timed out", after: nil)
        case .failed(let reason):
            return .retry(reason: "\(program): \(reason)", after: nil)
        }
    }

    /// The statuses of sysexits.h that another attempt will not change.
    ///
    /// They are usage, data, no input, no user, no host, no permission, configuration.
    /// `EX_TEMPFAIL`, 75, and unknown statuses may.
    private static let lasting: Set<Int32> = [64, 65, 66, 67, 68, 77, 78]
}

/// One run of a program such as sendmail: a text in, an exit status out.
///
/// Input and standard error are unnamed files rather than pipes, so that a program that does not
/// read cannot block us. Mail systems deliver in the background, so it has ended when its process
/// ends, even if it leaves others behind. The program gets four environment variables, and none of
/// the tokens that may be among the others.
struct SendmailRun {
    enum End: Equatable {
        case exited(Int32, complaint: String)
        case signalled(Int32)
        case late
        /// It did not start, or ended with an unknown status.
        case failed(String)
    }

    let program: String
    let arguments: [String]
    let input: String
    /// In seconds, for the whole run.
    let deadline: Double

    /// Runs the program and waits for its end.
    func run() -> End {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            return .failed("no such program")
        }
        guard let standardInput = Self.scratch(), let complaints = Self.scratch(),
            (try? standardInput.write(contentsOf: Data(input.utf8))) != nil,
            (try? standardInput.seek(toOffset: 0)) != nil
        else { return .failed("cannot write the mail to the temporary folder") }
        let child: ChildProcess
        do {
            child = try ChildProcess(
                program,
                arguments: arguments,
                environment: ProcessInfo.processInfo.environment.filter {
                    ["PATH", "HOME", "USER", "LOGNAME"].contains($0.key)
                },
                input: standardInput.fileDescriptor,
                output: nil,
                errors: complaints.fileDescriptor
            )
        } catch {
            return .failed(error.reason)
        }
        switch child.end(within: deadline) {
        case .late: return .late
        case .unknown: return .failed("it ended with an unknown status")
        case .signalled(let signal): return .signalled(signal)
        case .exited(let status):
            try? complaints.seek(toOffset: 0)
            let complaint = (try? complaints.read(upToCount: 1_000)) ?? Data()
            return .exited(status, complaint: String(decoding: complaint, as: UTF8.self))
        }
    }

    /// An empty file without a name.
    private static func scratch() -> FileHandle? {
        guard let file = tmpfile() else { return nil }
        defer { fclose(file) }
        let descriptor = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3)
        guard descriptor >= 0 else { return nil }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}
