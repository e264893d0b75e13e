import Basics
import Foundation

/// Runs the program of `credential_process`, without a shell.
///
/// It gets the variables of this process but those of `audit` itself, no input and no terminal's
/// group of its own, so that it can ask at a terminal and an interrupt reaches it. What it prints is
/// read up to a limit, and never shown: it is the credentials.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>
struct CredentialProcess {
    private static let outputLimit = 65_536

    let command: String
    let environment: [String: String]
    /// The longest run, in seconds; it may ask for a code.
    var seconds: Double = 120

    func run() throws -> AWSCredentials {
        let words: [String]
        do {
            words = try ShellWords.split(command)
        } catch {
            throw TextFault("the command \(error)")
        }
        guard let program = words.first else { throw TextFault("the command is empty") }
        let shown = ShownText.line(program, limit: 200)
        guard let output = OutputReader(limit: Self.outputLimit),
            let errors = OutputReader(limit: 2_000)
        else { throw TextFault("\(shown): no pipe can be made") }
        let child = Result { () throws(ChildProcessFault) in
            try ChildProcess(
                program,
                arguments: Array(words.dropFirst()),
                environment: environment,
                input: nil,
                output: output.writeEnd,
                errors: errors.writeEnd,
                hasOwnGroup: false
            )
        }
        // Closes our ends, whether there is a program or not.
        output.start()
        errors.start()
        let end: ChildProcess.End
        switch child {
        case .success(let child): end = child.end(within: seconds)
        case .failure(let fault): throw TextFault("\(shown): \(fault.reason)")
        }
        let printed = output.finish()
        let said = Self.said(errors.finish())
        switch end {
        case .exited(0): return try Self.credentials(printed, program: shown)
        case .exited(let status): throw TextFault("\(shown) exited with status \(status)\(said)")
        case .signalled(let signal): throw TextFault("\(shown) was killed by signal \(signal)")
        case .late: throw TextFault("\(shown) took longer than \(Int(seconds)) seconds")
        case .unknown: throw TextFault("\(shown) ended with an unknown status")
        }
    }

    /// What the program complained about, on one line, after a colon.
    private static func said(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.isEmpty ? "" : ": " + ShownText.line(line, limit: 300)
    }

    static func credentials(_ bytes: [UInt8], program: String) throws(TextFault) -> AWSCredentials {
        guard bytes.count <= outputLimit else {
            throw TextFault("\(program) prints more than \(outputLimit) bytes")
        }
        guard let object = AnswerObject(bytes) else {
            throw TextFault("what \(program) prints is no JSON object")
        }
        guard object.number("Version") == 1 else {
            throw TextFault("what \(program) prints is not of Version 1")
        }
        do {
            return try AWSCredentials(
                id: object.text("AccessKeyId"),
                secret: object.text("SecretAccessKey"),
                token: object.text("SessionToken"),
                expiration: object.text("Expiration")
            )
        } catch {
            throw TextFault("what \(program) prints \(error)")
        }
    }
}

/// Reads what a program writes into a pipe, up to a limit; what is beyond it is read and forgotten,
/// so that the program does not block.
private final class OutputReader: Sendable {
    let writeEnd: Int32
    private let readEnd: Int32
    private let limit: Int
    private let bytes = Locked<[UInt8]>([])
    private let isEnded = DispatchSemaphore(value: 0)
    private let isLast = Locked(false)

    init?(limit: Int) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        // Another program that is started meanwhile must not hold the pipe open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (readEnd, writeEnd) = (ends[0], ends[1])
        self.limit = limit
    }

    /// Reads in the background; to be called once the program has its end of the pipe.
    func start() {
        close(writeEnd)
        let (end, limit, bytes, isEnded, isLast) = (readEnd, limit, bytes, isEnded, isLast)
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 16_384)
            while true {
                let mayEnd = isLast.withLock { $0 }
                var entry = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
                guard poll(&entry, 1, mayEnd ? 0 : 20) > 0 else {
                    if mayEnd { break }
                    continue
                }
                let count = read(end, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                bytes.withLock { bytes in
                    bytes += buffer.prefix(min(count, limit + 1 - bytes.count))
                }
            }
            close(end)
            isEnded.signal()
        }
    }

    /// What has been written, once the program has ended; another that it left behind may hold the
    /// pipe open, and is not waited for.
    func finish() -> [UInt8] {
        isLast.withLock { $0 = true }
        isEnded.wait()
        return bytes.withLock { $0 }
    }
}
