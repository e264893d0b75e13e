import Foundation

/// A file that is made whole or not at all, readable by its owner only.
///
/// For example:
///
/// ```swift
/// let file = NewFile("report.html", replaces: false)
/// try file.check()
/// try file.write(bytes)
/// ```
struct NewFile {
    let path: String
    /// Whether a file that is there already may go.
    let replaces: Bool

    /// Names a file.
    init(_ path: String, replaces: Bool) {
        self.path = path
        self.replaces = replaces
    }

    /// Finds out before the work whether the file may be made.
    ///
    /// - throws: ``CommandFailure`` where one is there that may not go.
    func check() throws {
        guard !replaces, FileManager.default.fileExists(atPath: path) else { return }
        throw isThere
    }

    /// Writes the file: one that replaces another beside it first, so that nobody sees half of it.
    ///
    /// - throws: ``CommandFailure`` where it cannot be written, or has come to be there since.
    func write(_ bytes: [UInt8]) throws {
        let draft = replaces ? "\(path).\(UUID().uuidString.prefix(8))" : path
        let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let code = errno
            throw code == EEXIST ? isThere : failure(code)
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: bytes)
            try file.close()
        } catch {
            unlink(draft)
            throw CommandFailure(message: "\(path) cannot be written; is the disk full?")
        }
        guard replaces, rename(draft, path) != 0 else { return }
        let code = errno
        unlink(draft)
        throw failure(code)
    }

    private var isThere: CommandFailure {
        CommandFailure(
            message: "\(path) is there already; write elsewhere, or replace it with --force",
            status: .usage
        )
    }

    private func failure(_ code: Int32) -> CommandFailure {
        CommandFailure(message: "\(path) cannot be written: \(String(cString: strerror(code)))")
    }
}
