#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A buffered writer to a file descriptor, or to memory.
///
/// For example:
///
/// ```swift
/// OutputSink.ignoreSIGPIPE()
/// let sink = OutputSink(descriptor: STDOUT_FILENO)
/// try sink.write("eventID\n")
/// try sink.flush()
/// ```
///
/// Whoever starts the process must call ``ignoreSIGPIPE()`` first. Otherwise `audit search | head`
/// dies of the signal before ``OutputError/brokenPipe`` can be thrown.
///
/// A sink that is discarded without ``flush()`` writes nothing, as it could not report errors.
final class OutputSink {
    private enum Destination {
        case descriptor(Int32)
        case memory
    }

    private let destination: Destination
    private let capacity: Int
    private var buffer: [UInt8] = []
    /// Whether anything was written, buffered or not.
    private(set) var isUsed = false

    /// Creates a sink that writes to a file descriptor, which it does not close.
    ///
    /// - parameter descriptor: The file descriptor.
    /// - parameter capacity: How many bytes are gathered for one write.
    init(descriptor: Int32, capacity: Int = 64 * 1024) {
        destination = .descriptor(descriptor)
        self.capacity = capacity
        buffer.reserveCapacity(capacity)
    }

    private init() {
        destination = .memory
        capacity = 0
    }

    /// Returns a sink that keeps what is written in ``text``.
    static func inMemory() -> OutputSink {
        OutputSink()
    }

    /// What was written to a sink in memory.
    var text: String {
        String(decoding: buffer, as: UTF8.self)
    }

    /// Writes text.
    ///
    /// - parameter text: The text.
    /// - throws: ``OutputError/brokenPipe`` when the reader has gone.
    func write(_ text: String) throws(OutputError) {
        buffer.append(contentsOf: text.utf8)
        try drainIfFull()
    }

    /// Writes bytes.
    ///
    /// - parameter bytes: The bytes.
    /// - throws: ``OutputError/brokenPipe`` when the reader has gone.
    func write(_ bytes: [UInt8]) throws(OutputError) {
        buffer.append(contentsOf: bytes)
        try drainIfFull()
    }

    /// Writes bytes.
    ///
    /// - parameter bytes: The bytes.
    /// - throws: ``OutputError/brokenPipe`` when the reader has gone.
    func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
        buffer.append(contentsOf: bytes)
        try drainIfFull()
    }

    /// Hands everything that is buffered to the system.
    ///
    /// - throws: ``OutputError/brokenPipe`` when the reader has gone.
    func flush() throws(OutputError) {
        guard case .descriptor(let descriptor) = destination, !buffer.isEmpty else { return }
        // Also when it fails: what a failed write left must not be written by the next one.
        defer { emptyBuffer() }
        var start = 0
        while start < buffer.count {
            let (written, code) = buffer.withUnsafeBytes { bytes in
                let count = systemWrite(
                    descriptor,
                    bytes.baseAddress?.advanced(by: start),
                    bytes.count - start
                )
                return (count, errno)
            }
            if written >= 0 {
                start += written
                continue
            }
            switch code {
            case EINTR: continue
            case EAGAIN: Self.waitUntilWritable(descriptor)
            case EPIPE: throw .brokenPipe
            default: throw .system(code)
            }
        }
    }

    /// Makes writing to a closed pipe an error instead of a signal that kills the process.
    static func ignoreSIGPIPE() {
        signal(SIGPIPE, SIG_IGN)
    }

    private func drainIfFull() throws(OutputError) {
        isUsed = true
        if buffer.count >= capacity { try flush() }
    }

    private func emptyBuffer() {
        // A record of megabytes makes the buffer grow; it need not stay so large.
        let keeps = buffer.capacity <= 4 * capacity
        buffer.removeAll(keepingCapacity: keeps)
        if !keeps { buffer.reserveCapacity(capacity) }
    }

    /// Waits, as the descriptor does not block: another process that shares it has asked for that.
    private static func waitUntilWritable(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
    }
}

/// The `write` of the system, under a name that is not hidden by the methods above.
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, start, count)
}

/// Why output could not be written.
enum OutputError: Error, Hashable, Sendable {
    /// The reader has closed the pipe, as `head` does. Not a failure: exit quietly.
    case brokenPipe

    /// The system call failed with this `errno`.
    case system(Int32)
}

extension OutputError: CustomStringConvertible {
    /// What is wrong.
    var description: String {
        switch self {
        case .brokenPipe: "the reader of the output has gone"
        case .system(let code): "cannot write the output: \(String(cString: strerror(code)))"
        }
    }
}
