import AuditIndex
import Basics
import Foundation

/// A folder that keeps the objects that were read, under their buckets and keys.
///
/// What is in it can be read like any other folder of logs, also by other tools. A file counts if it
/// has the size and the time of its object.
package final class ObjectCache: Sendable {
    /// What could not be kept.
    package struct Failures: Hashable, Sendable {
        package var count = 0
        /// Why, of the first.
        package var reason = ""
    }

    private let folder: String
    private let failed = Locked(Failures())

    /// - parameter folder: The path of the folder, which is made where there is none.
    package init(folder: String) { self.folder = folder }

    /// What could not be kept so far; it was read all the same.
    package var failures: Failures { failed.withLock { $0 } }

    fileprivate func fail(_ error: any Error) {
        failed.withLock { failures in
            if failures.count == 0 { failures.reason = error.localizedDescription }
            failures.count += 1
        }
    }

    /// Opens an object that was kept; nil where it was not, or has changed since.
    ///
    /// - parameter stamp: What is known of the object; nil takes whatever was kept.
    func open(_ location: ObjectLocation, _ stamp: FileStamp?) -> CachedObject? {
        let path = Array(path(of: location).utf8)
        guard let status = try? FileSystem.status(path), status.kind == .file,
            let descriptor = try? FileSystem.open(path)
        else { return nil }
        guard let stamp else { return CachedObject(descriptor, status.stamp) }
        guard status.stamp.size == stamp.size, status.stamp.modified == stamp.modified else {
            FileSystem.close(descriptor)
            return nil
        }
        return CachedObject(descriptor, stamp)
    }

    /// Where an object is kept.
    ///
    /// Names that would leave the folder are percent-encoded.
    func path(of location: ObjectLocation) -> String {
        let names = location.key.split(separator: "/", omittingEmptySubsequences: false)
        return ([folder[...], Self.name(location.bucket[...])] + names.map(Self.name))
            .joined(separator: "/")
    }

    private static func name(_ text: Substring) -> Substring {
        switch text {
        case "": "%"
        case ".", "..": text.replacing(".", with: "%2E")
        default: text.replacing("%", with: "%25").replacing("\0", with: "%00")
        }
    }
}

/// An object that was kept.
final class CachedObject: ObjectReader {
    private let descriptor: Int32
    private let stored: FileStamp

    /// - parameter descriptor: An open file, which this closes.
    init(_ descriptor: Int32, _ stamp: FileStamp) {
        self.descriptor = descriptor
        stored = stamp
    }

    deinit { FileSystem.close(descriptor) }

    func stamp() -> FileStamp { stored }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ObjectFault) -> Int {
        do throws(FileSystem.Failure) {
            return try FileSystem.read(descriptor, into: buffer)
        } catch {
            throw ObjectFault(reason: error.reason)
        }
    }
}

/// An object that is kept once it has been read to its end.
final class KeptObject: ObjectReader {
    private let object: any ObjectReader
    private let cache: ObjectCache
    private let path: String
    private let file: Locked<FileHandle?>
    private let hasFailed: Locked<Bool>
    private var temporaryPath: String { "\(path).\(getpid()).part" }

    init(_ object: any ObjectReader, of location: ObjectLocation, in cache: ObjectCache) {
        self.object = object
        self.cache = cache
        path = cache.path(of: location)
        file = Locked(nil)
        hasFailed = Locked(false)
    }

    deinit { discard() }

    private func discard() {
        guard let file = file.withLock({ $0 }) else { return }
        try? file.close()
        try? FileManager.default.removeItem(atPath: temporaryPath)
    }

    func stamp() throws(ObjectFault) -> FileStamp { try object.stamp() }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ObjectFault) -> Int {
        let count = try object.read(into: buffer)
        guard !hasFailed.withLock({ $0 }) else { return count }
        let stamp = count == 0 ? try object.stamp() : nil
        do {
            try file.withLock { file in
                if let stamp { return try keep(&file, stamp) }
                let handle = try file ?? make()
                file = handle
                try handle.write(contentsOf: Data(buffer.prefix(count)))
            }
        } catch {
            hasFailed.withLock { $0 = true }
            discard()
            file.withLock { $0 = nil }
            cache.fail(error)
        }
        return count
    }

    private func make() throws -> FileHandle {
        let folder = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        guard
            FileManager.default.createFile(
                atPath: temporaryPath,
                contents: nil,
                attributes: [.posixPermissions: 0o600]
            )
        else { throw CocoaError(.fileWriteUnknown) }
        return try FileHandle(forWritingTo: URL(filePath: temporaryPath))
    }

    private func keep(_ file: inout FileHandle?, _ stamp: FileStamp) throws {
        guard let handle = file else { return }
        file = nil
        try handle.close()
        FileSystem.setTime(of: temporaryPath, to: stamp.modified)
        guard rename(temporaryPath, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
