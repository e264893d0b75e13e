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
///
/// It is written beside its place first, and moved there once it is on the disk. Nothing is written
/// through a link, and no device or pipe is replaced.
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
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        switch status.st_mode & S_IFMT {
        case S_IFREG: if !replaces { throw isThere }
        case S_IFDIR: throw isOther("a folder")
        case S_IFLNK: throw isOther("a symbolic link")
        default: throw isOther("a device or pipe")
        }
    }

    /// Writes the file.
    ///
    /// - throws: ``CommandFailure`` if it cannot be written, or exists by now.
    func write(_ bytes: [UInt8]) throws {
        let draft = try draft()
        do throws(OutputError) {
            try draft.sink.write(bytes)
        } catch {
            throw failure(error)
        }
        try draft.finish()
    }

    /// Begins to write the file.
    ///
    /// - throws: ``CommandFailure`` if it cannot be written, or exists already.
    func draft() throws -> Draft {
        try check()
        let place = "\(path).\(UUID().uuidString.prefix(8))"
        let descriptor = open(place, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(.system(errno)) }
        return Draft(file: self, place: place, descriptor: descriptor)
    }

    /// The file while it is being written; one that is never finished leaves nothing behind.
    final class Draft {
        /// Where to write to.
        let sink: OutputSink
        private let file: NewFile
        private let place: String
        private let descriptor: Int32
        private var isFinished = false

        fileprivate init(file: NewFile, place: String, descriptor: Int32) {
            self.file = file
            self.place = place
            self.descriptor = descriptor
            sink = OutputSink(descriptor: descriptor)
        }

        deinit {
            close(descriptor)
            if !isFinished { unlink(place) }
        }

        /// Moves the file to its place.
        ///
        /// - throws: ``CommandFailure`` if it cannot be written, or exists by now.
        func finish() throws {
            do throws(OutputError) {
                try sink.flush()
            } catch {
                throw file.failure(error)
            }
            guard fsync(descriptor) == 0 else { throw file.failure(.system(errno)) }
            try file.check()
            // A link, unlike a rename, fails where somebody has made the file in the meantime. Not
            // every file system has links.
            if !file.replaces {
                if link(place, file.path) == 0 { return }
                if errno == EEXIST { throw file.isThere }
            }
            guard rename(place, file.path) == 0 else { throw file.failure(.system(errno)) }
            isFinished = true
        }
    }

    fileprivate var isThere: CommandFailure {
        CommandFailure(message: "\(path) already exists; \(hint)", status: .usage)
    }

    private func isOther(_ what: String) -> CommandFailure {
        CommandFailure(
            message: "\(path) is \(what), which is not replaced; name a file, or leave the option "
                + "out and redirect the output",
            status: .usage
        )
    }

    fileprivate func failure(_ error: OutputError) -> CommandFailure {
        switch error {
        case .system(ENOSPC): CommandFailure(message: "cannot write \(path): the disk is full")
        case .system(let code):
            CommandFailure(message: "cannot write \(path): \(String(cString: strerror(code)))")
        case .brokenPipe: CommandFailure(message: "cannot write \(path)")
        }
    }
}
