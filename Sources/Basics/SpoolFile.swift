import Foundation

/// Why what did not fit into memory could not be kept on disk.
package struct SpoolFailure: Error, CustomStringConvertible, Equatable {
    /// What went wrong, where, and what to do.
    package let description: String

    init(_ action: String, in folder: String, code: Int32) {
        let advice =
            code == ENOSPC || code == EDQUOT
            ? "; free some space, or set TMPDIR to a folder with more" : ""
        description =
            "cannot \(action) a temporary file in \(folder): \(String(cString: strerror(code)))\(advice)"
    }

    /// A file that is no longer what was written.
    static func damaged(in folder: String) -> SpoolFailure {
        SpoolFailure("read", in: folder, code: EIO)
    }
}

/// A temporary file without a name, which is gone with the process however that ends.
final class SpoolFile: Sendable {
    /// The folder for temporary files.
    static var usualFolder: String {
        let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? ""
        return folder.isEmpty ? "/tmp" : folder
    }

    let folder: String
    private let descriptor: Int32

    init(in folder: String) throws(SpoolFailure) {
        self.folder = folder
        var descriptor: Int32 = -1
        #if os(Linux)
        // Nobody can open what has no name. O_TMPFILE, a macro that Swift does not see.
        let nameless = 0o20_000_000 | O_DIRECTORY
        descriptor = open(folder, nameless | O_RDWR | O_CLOEXEC | O_EXCL, 0o600)
        #endif
        if descriptor < 0 {
            var template = Array("\(folder)/audit-XXXXXX".utf8CString)
            descriptor = mkstemp(&template)
            if descriptor >= 0 {
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                unlink(template)
            }
        }
        guard descriptor >= 0 else { throw SpoolFailure("create", in: folder, code: errno) }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Writes bytes at a place.
    func write(_ bytes: [UInt8], at offset: Int64) throws(SpoolFailure) {
        var done = 0
        while done < bytes.count {
            let (count, code) = bytes.withUnsafeBytes { buffer -> (Int, Int32) in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                let count = pwrite(
                    descriptor,
                    rest.baseAddress,
                    rest.count,
                    off_t(offset) + off_t(done)
                )
                return (count, errno)
            }
            if count < 0, code == EINTR { continue }
            guard count > 0 else {
                throw SpoolFailure("write to", in: folder, code: count == 0 ? ENOSPC : code)
            }
            done += count
        }
    }

    /// Reads so many bytes from a place, or those up to the end.
    func read(_ count: Int, at offset: Int64) throws(SpoolFailure) -> [UInt8] {
        while true {
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
                let result = pread(descriptor, buffer.baseAddress, count, off_t(offset))
                code = result < 0 ? errno : 0
                length = max(result, 0)
            }
            if code == 0 { return bytes }
            if code != EINTR { throw SpoolFailure("read", in: folder, code: code) }
        }
    }
}
