import Foundation

/// The real logs of public sources that lie beside the repository on the project's own machines.
///
/// They are no part of it, so tests that need them are skipped elsewhere.
enum SharedLogs {
    static let root = SampleWeek.repository.deletingLastPathComponent()
        .appending(path: "shared/data").path

    static var exist: Bool { FileManager.default.fileExists(atPath: root) }
}
