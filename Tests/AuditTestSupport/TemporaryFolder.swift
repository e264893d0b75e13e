import Foundation

/// A folder for one test, which is gone when the test is over.
///
/// For example:
///
/// ```swift
/// try TemporaryFolder.with { folder in
///     let log = try folder.write(bytes, to: "AWSLogs/a.json.gz")
/// }
/// ```
public struct TemporaryFolder: Sendable {
    /// The absolute path, without links in it.
    public let path: String

    /// Calls `body` with a new folder, and removes the folder afterwards.
    public static func with<R>(_ body: (TemporaryFolder) throws -> R) throws -> R {
        let manager = FileManager.default
        let url = manager.temporaryDirectory.appending(path: "audit-test-\(UUID().uuidString)")
        try manager.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? manager.removeItem(at: url) }
        guard let resolved = realpath(url.path, nil) else { throw CocoaError(.fileNoSuchFile) }
        defer { free(resolved) }
        return try body(TemporaryFolder(path: String(cString: resolved)))
    }

    /// The path of an entry of the folder, whether it exists or not.
    public func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, and the folders above it that are missing.
    ///
    /// - returns: The file's path.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = path(name)
        try makeFolder(String(name.split(separator: "/").dropLast().joined(separator: "/")))
        // Data.write waits for the disk, thousands of times in a run.
        guard let stream = fopen(file, "w") else { throw CocoaError(.fileWriteUnknown) }
        let count = fwrite(bytes, 1, bytes.count, stream)
        guard fclose(stream) == 0, count == bytes.count else {
            throw CocoaError(.fileWriteUnknown)
        }
        return file
    }

    /// Writes a file of text, and the folders above it that are missing.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        try write(Array(text.utf8), to: name)
    }

    /// Makes a folder, and those above it that are missing.
    @discardableResult
    public func makeFolder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: path(name),
            withIntermediateDirectories: true
        )
        return path(name)
    }

    /// Makes a symbolic link.
    ///
    /// - parameters:
    ///   - target: What the link says, as it is.
    ///   - name: The link's place in the folder.
    @discardableResult
    public func link(to target: String, from name: String) throws -> String {
        try FileManager.default.createSymbolicLink(
            atPath: path(name),
            withDestinationPath: target
        )
        return path(name)
    }

    /// Removes an entry of the folder.
    public func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path(name))
    }
}
