import AuditIndex

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The few calls of the file system that the pipeline makes, on names that need not be UTF-8.
enum FileSystem {
    /// What an entry of a folder is.
    enum Kind { case file, folder, pipe, other }

    /// What the file system says of an entry, links followed.
    struct Status {
        var kind: Kind
        var stamp: FileStamp
        /// Device and number, which tell a folder from all others.
        var identity: [UInt64]
    }

    /// An error of the operating system, in its words.
    struct Failure: Error {
        var reason: String
        /// Whether there is nothing of that name.
        var isMissing: Bool

        init() {
            let code = errno
            reason = String(cString: strerror(code))
            isMissing = code == ENOENT || code == ENOTDIR
        }
    }

    /// The status of a path.
    static func status(_ path: [UInt8]) throws(Failure) -> Status {
        var info = stat()
        guard path.withCString({ stat($0, &info) }) == 0 else { throw Failure() }
        let kind: Kind =
            switch info.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFIFO: .pipe
            default: .other
            }
        #if canImport(Darwin)
        let time = info.st_mtimespec
        #else
        let time = info.st_mtim
        #endif
        return Status(
            kind: kind,
            stamp: FileStamp(
                size: Int64(info.st_size),
                modified: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
            ),
            identity: [UInt64(truncatingIfNeeded: info.st_dev), UInt64(info.st_ino)]
        )
    }

    /// Opens a file for reading; a pipe in its place does not block.
    static func open(_ path: [UInt8]) throws(Failure) -> Int32 {
        let descriptor = path.withCString { openForReading($0) }
        guard descriptor >= 0 else { throw Failure() }
        return descriptor
    }

    /// Opens a pipe, and waits for somebody to write to it; `-` is standard input.
    static func openPipe(_ path: [UInt8]) throws(Failure) -> Int32 {
        let descriptor =
            path == LogWalk.standardInput ? dup(STDIN_FILENO) : path.withCString(openAndWait)
        guard descriptor >= 0 else { throw Failure() }
        return descriptor
    }

    private static func openAndWait(_ path: UnsafePointer<CChar>) -> Int32 {
        #if canImport(Glibc)
        Glibc.open(path, O_RDONLY | O_CLOEXEC)
        #elseif canImport(Musl)
        Musl.open(path, O_RDONLY | O_CLOEXEC)
        #else
        Darwin.open(path, O_RDONLY | O_CLOEXEC)
        #endif
    }

    /// The time, in nanoseconds since 1970.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func openForReading(_ path: UnsafePointer<CChar>) -> Int32 {
        #if canImport(Glibc)
        Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #elseif canImport(Musl)
        Musl.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #else
        Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #endif
    }

    /// Reads up to `buffer.count` bytes; 0 at the end.
    static func read(
        _ descriptor: Int32,
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(Failure) -> Int {
        while true {
            #if canImport(Glibc)
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #elseif canImport(Musl)
            let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
            #else
            let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            if count >= 0 { return count }
            if errno != EINTR { throw Failure() }
        }
    }

    /// Sets when a file was changed, in nanoseconds since 1970.
    static func setTime(of path: String, to nanoseconds: Int64) {
        let time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000),
            tv_nsec: Int(nanoseconds % 1_000_000_000)
        )
        _ = [time, time].withUnsafeBufferPointer { utimensat(AT_FDCWD, path, $0.baseAddress, 0) }
    }

    static func close(_ descriptor: Int32) {
        #if canImport(Glibc)
        _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
        _ = Musl.close(descriptor)
        #else
        _ = Darwin.close(descriptor)
        #endif
    }

    /// The names in a folder, in no order, and for each what it is, as far as the folder knows.
    static func list(
        _ folder: [UInt8],
        _ body: (_ name: [UInt8], _ kind: Kind?) -> Void
    ) throws(Failure) {
        guard let handle = folder.withCString({ opendir($0) }) else { throw Failure() }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let length = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                strlen(UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix(length)) }
            guard name != [UInt8(ascii: ".")], name != Array("..".utf8) else { continue }
            let kind: Kind? =
                switch Int32(entry.pointee.d_type) {
                case Int32(DT_REG): .file
                case Int32(DT_DIR): .folder
                case Int32(DT_LNK), Int32(DT_UNKNOWN): nil
                default: .other
                }
            body(name, kind)
        }
    }

    /// The absolute path of an existing entry, links in it resolved.
    static func absolutePath(_ path: [UInt8]) throws(Failure) -> [UInt8] {
        guard let resolved = path.withCString({ realpath($0, nil) }) else { throw Failure() }
        defer { free(resolved) }
        return Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
    }
}

extension [UInt8] {
    /// Calls `body` with the bytes as a C string.
    fileprivate func withCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
        (map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("no terminator") }
            return body(base)
        }
    }
}
