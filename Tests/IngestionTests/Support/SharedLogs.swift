import Foundation

/// The real logs of public sources that lie beside the repository on the project's own machines.
///
/// They are no part of it, so tests that need them are skipped elsewhere.
enum SharedLogs {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/data").path

    static var exist: Bool { FileManager.default.fileExists(atPath: root) }

    /// The paths of all logs, in the order of their names.
    static var files: [String] {
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String }
        return (names ?? []).filter { $0.hasSuffix(".json.gz") }.sorted().map { "\(root)/\($0)" }
    }
}
