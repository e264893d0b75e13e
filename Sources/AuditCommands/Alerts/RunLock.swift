import Basics
import Foundation

/// Keeps a second run of the alert job from working on the same index.
///
/// It is a lock on a file beside the index, which the system releases when the process ends,
/// however it ends. See <https://man7.org/linux/man-pages/man2/flock.2.html>.
final class RunLock {
    private let descriptor: Int32

    /// Acquires the lock of an index.
    ///
    /// - parameters:
    ///   - index: The path of the index.
    ///   - patience: The seconds to wait for another run to end.
    /// - throws: ``CommandFailure`` where another run has it for longer, naming that run.
    init(index: String, patience: Int64) throws {
        let path = index + ".lock"
        // Whoever may write beside the index could have put a link to another file here.
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            let reason = errno == ELOOP ? "is a symbolic link" : String(cString: strerror(errno))
            throw CommandFailure(message: "\(path): \(reason); remove it")
        }
        guard Self.isOwn(descriptor) else {
            close(descriptor)
            throw CommandFailure(
                message: "\(path): not a lock file of this user; remove it, or run as its owner"
            )
        }
        let end = Date(timeIntervalSinceNow: TimeInterval(patience))
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard Date() < end else {
                let owner = Self.owner(descriptor)
                close(descriptor)
                let waited =
                    patience > 0
                    ? "gave up after \(Count(Int(patience), "second"))" : "nothing was done"
                throw CommandFailure(
                    message: "another run\(owner) is using \(index); \(waited). Use --wait to wait "
                        + "for it"
                )
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        ftruncate(descriptor, 0)
        let text = Array("\(getpid())\n".utf8)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    /// Whether a file is a regular one of this user, under no other name.
    private static func isOwn(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_nlink == 1 && status.st_uid == geteuid()
    }

    deinit { close(descriptor) }

    /// The process that holds the lock, as it recorded itself.
    private static func owner(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
            .prefix { $0.isNumber }
        return digits.isEmpty ? "" : " (process \(digits))"
    }
}
