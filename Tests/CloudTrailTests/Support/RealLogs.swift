import Foundation

/// Real CloudTrail logs of public sources, which lie beside the repository on some machines.
enum RealLogs {
    static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/data")

    static let areHere = FileManager.default.fileExists(atPath: folder.path)

    /// The log files, or those of one source, in the order of their paths.
    static func files(_ source: String = "") -> [URL] {
        let root = source.isEmpty ? folder : folder.appendingPathComponent(source)
        let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        return (all?.compactMap { $0 as? URL } ?? [])
            .filter { $0.path.hasSuffix(".json.gz") }
            .sorted { $0.path < $1.path }
    }
}
