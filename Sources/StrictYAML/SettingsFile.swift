import Basics
import Foundation

/// A file that says how a program is to behave, such as `audit.yaml`.
package enum SettingsFile {
    /// Reads a file, or what a pipe gives until its end.
    ///
    /// A FIFO that nobody writes to is empty: an ordinary open would wait for ever.
    ///
    /// - parameter limit: The most bytes that are read.
    /// - throws: `TextFault` where the file cannot be read.
    package static func read(_ path: String, upTo limit: Int) throws(TextFault) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw TextFault(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw TextFault(String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw TextFault("it is a folder") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < limit {
            let count = Glibc.read(descriptor, &chunk, min(chunk.count, limit - bytes.count))
            if count > 0 {
                bytes += chunk[..<count]
            } else if count == 0 {
                return bytes
            } else if errno == EAGAIN {
                // The writer of a pipe has not written yet.
                var events = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&events, 1, -1)
            } else if errno != EINTR {
                throw TextFault(String(cString: strerror(errno)))
            }
        }
        return bytes
    }

    /// Why a file cannot be relied on where others write into the same place; nil where only its
    /// owner, who is this user or root, can write it.
    package static func distrust(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let mode = String(status.st_mode & 0o777, radix: 8)
        if status.st_mode & 0o002 != 0 {
            return "any user can write it (mode \(mode)); run: chmod o-w \(path)"
        }
        if status.st_uid != 0, status.st_uid != geteuid(), geteuid() != 0 {
            return "it belongs to another user; copy it, or make it belong to root"
        }
        return nil
    }
}
