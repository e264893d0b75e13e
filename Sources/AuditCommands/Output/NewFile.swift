import Foundation

/// A file that is written completely or not at all, readable by its owner only.
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
    /// Whether an existing file may be replaced.
    let replaces: Bool
    /// What to do if the file exists.
    var hint = "write elsewhere, or replace it with --force"

    init(_ path: String, replaces: Bool) {
        self.path = path
        self.replaces = replaces
    }

    /// A file that is never replaced.
    ///
    /// - parameter hint: What to do if the file exists.
    init(_ path: String, hint: String) {
        self.init(path, replaces: false)
        self.hint = hint
    }

    /// Checks, before the work, whether the file may be written.
    ///
    /// - throws: ``CommandFailure`` if it exists and may not be replaced.
    func check() throws {
        guard !replaces, FileManager.default.fileExists(atPath: path) else { return }
        throw isThere
    }

    /// Writes the file; a replacement is written beside it first and renamed.
    ///
    /// - throws: ``CommandFailure`` if it cannot be written, or exists by now.
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
            throw CommandFailure(message: "cannot write \(path); is the disk full?")
        }
        guard replaces, rename(draft, path) != 0 else { return }
        let code = errno
        unlink(draft)
        throw failure(code)
    }

    private var isThere: CommandFailure {
        CommandFailure(
            message: "\(path) already exists; \(hint)",
            status: .usage
        )
    }

    private func failure(_ code: Int32) -> CommandFailure {
        CommandFailure(message: "cannot write \(path): \(String(cString: strerror(code)))")
    }
}
