import Basics
import Dispatch
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
/// read cannot block us. It has ended when its process ends, even if it leaves others behind: mail
/// systems deliver in the background, and Foundation's `Process` waits for these too. The program
/// gets four environment variables, and none of the tokens that may be among the others.
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
        let process: pid_t
        do {
            process = try spawn(standardInput.fileDescriptor, complaints.fileDescriptor)
        } catch {
            return .failed(error.reason)
        }
        guard let end = Self.end(of: process, within: deadline) else { return .late }
        // Where SIGCHLD is ignored, which a parent process may have set, there is no status.
        guard let status = end else { return .failed("it ended with an unknown status") }
        // The low seven bits are the signal that ended it, the next byte is its exit status.
        guard status & 0x7F == 0 else { return .signalled(status & 0x7F) }
        try? complaints.seek(toOffset: 0)
        let complaint = (try? complaints.read(upToCount: 1_000)) ?? Data()
        return .exited(status >> 8 & 0xFF, complaint: String(decoding: complaint, as: UTF8.self))
    }

    /// Waits for a process to end, and kills it when it is late.
    ///
    /// - returns: `waitpid`'s status, where there is one; nil when it was late.
    private static func end(of process: pid_t, within seconds: Double) -> Int32?? {
        let end = DispatchSemaphore(value: 0)
        let result = Locked<Int32?>(nil)
        DispatchQueue.global().async {
            var status: Int32 = 0
            var ended = waitpid(process, &status, 0)
            while ended < 0, errno == EINTR { ended = waitpid(process, &status, 0) }
            if ended == process { result.withLock { [status] in $0 = status } }
            end.signal()
        }
        if end.wait(timeout: .now() + seconds) == .success {
            return .some(result.withLock { $0 })
        }
        // It leads a process group of its own, so that its children end with it.
        kill(-process, SIGTERM)
        if end.wait(timeout: .now() + 1) == .timedOut {
            kill(-process, SIGKILL)
            _ = end.wait(timeout: .now() + 1)
        }
        return nil
    }

    private func spawn(_ input: Int32, _ complaints: Int32) throws(SystemFault) -> pid_t {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, complaints, 2)
        // The program must not inherit other descriptors, which would stay open as long as it runs.
        // Closing one that is not open does no harm.
        for descriptor in 3..<max(3, min(getdtablesize(), 1_024)) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        // Resets signals to their defaults, whatever this process ignores.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let variables = ProcessInfo.processInfo.environment
            .filter { ["PATH", "HOME", "USER", "LOGNAME"].contains($0.key) }
            .map { "\($0.key)=\($0.value)" }
        var process: pid_t = 0
        let code = Self.withPointers([program] + arguments) { arguments in
            Self.withPointers(variables) { variables in
                posix_spawn(&process, program, &actions, &attributes, arguments, variables)
            }
        }
        guard code == 0 else { throw SystemFault.system(code) }
        return process
    }

    /// Calls `body` with C strings, ended by NULL.
    private static func withPointers<R>(
        _ texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> R
    ) -> R {
        let pointers = texts.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
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
