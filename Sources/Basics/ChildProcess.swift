import Dispatch
import Foundation

/// A program that was started and will be waited for.
///
/// For example:
///
/// ```swift
/// let child = try ChildProcess(
///     "/usr/sbin/sendmail",
///     arguments: ["-t", "-i"],
///     environment: ["PATH": "/usr/bin"],
///     input: message.fileDescriptor,
///     output: nil,
///     errors: complaints.fileDescriptor
/// )
/// child.end(within: 30)   // exited(0)
/// ```
///
/// No shell is involved. It has ended when its process ends, even if it leaves others behind:
/// Foundation's `Process` waits for these too. It inherits no other descriptor: one that it kept
/// would stay open as long as it runs.
package struct ChildProcess: Sendable {
    package enum End: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        /// It was killed because its time was over.
        case late
        /// Where SIGCHLD is ignored, which a parent process may have set, there is no status.
        case unknown
    }

    package let id: pid_t
    private let hasOwnGroup: Bool
    private let ended: DispatchSemaphore
    private let status: Locked<Int32?>

    /// Starts a program.
    ///
    /// - parameters:
    ///   - program: Its path, or a name that is looked for in `PATH`.
    ///   - arguments: Those after its name.
    ///   - environment: All variables that it gets.
    ///   - input: Its standard input; nil for none.
    ///   - output: Its standard output; nil for none.
    ///   - errors: Its standard error; nil for none.
    ///   - hasOwnGroup: Whether it leads a group of processes, so that its children end with it.
    ///     Without, an interrupt from the terminal reaches it too.
    /// - throws: ``ChildProcessFault`` with the system's reason.
    package init(
        _ program: String,
        arguments: [String],
        environment: [String: String],
        input: Int32?,
        output: Int32?,
        errors: Int32?,
        hasOwnGroup: Bool = true
    ) throws(ChildProcessFault) {
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
        for (target, source) in [input, output, errors].enumerated() {
            let target = Int32(target)
            if let source {
                posix_spawn_file_actions_adddup2(&actions, source, target)
            } else {
                let mode = target == 0 ? O_RDONLY : O_WRONLY
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", mode, 0)
            }
        }
        // Closing a descriptor that is not open does no harm.
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
        var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        if hasOwnGroup { flags |= POSIX_SPAWN_SETPGROUP }
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var id: pid_t = 0
        let code = Self.withPointers([program] + arguments) { arguments in
            Self.withPointers(environment.map { "\($0.key)=\($0.value)" }) { variables in
                posix_spawnp(&id, program, &actions, &attributes, arguments, variables)
            }
        }
        guard code == 0 else { throw ChildProcessFault(reason: String(cString: strerror(code))) }
        self.id = id
        self.hasOwnGroup = hasOwnGroup
        ended = DispatchSemaphore(value: 0)
        status = Locked(nil)
        wait()
    }

    /// Collects the status on another thread, so that a wait can end early.
    private func wait() {
        let (id, ended, result) = (id, ended, status)
        DispatchQueue.global().async {
            var status: Int32 = 0
            var found = waitpid(id, &status, 0)
            while found < 0, errno == EINTR { found = waitpid(id, &status, 0) }
            if found == id { result.withLock { [status] in $0 = status } }
            ended.signal()
        }
    }

    /// Waits for its end, and kills it when it is late; to be called once.
    ///
    /// - parameter seconds: The longest wait; a second more to end when it is asked to.
    package func end(within seconds: Double) -> End {
        guard ended.wait(timeout: .now() + max(0, seconds)) == .success else {
            let target = hasOwnGroup ? -id : id
            kill(target, SIGTERM)
            if ended.wait(timeout: .now() + 1) == .timedOut {
                kill(target, SIGKILL)
                _ = ended.wait(timeout: .now() + 1)
            }
            return .late
        }
        guard let status = status.withLock({ $0 }) else { return .unknown }
        // The low seven bits are the signal that ended it, the next byte is its exit status.
        return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
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
}

/// Why a program did not start.
package struct ChildProcessFault: Error, Hashable, Sendable {
    package let reason: String
}
