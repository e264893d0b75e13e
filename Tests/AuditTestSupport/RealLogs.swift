import Foundation

/// Real CloudTrail logs of public sources, in `Tests/Logs`; its README says where they are from.
public enum RealLogs {
    /// The folder of all sources.
    public static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Logs")

    /// An afternoon of attack techniques in one account, 2,900 records.
    public static let attacks = folder.appending(path: "invictus-ir").path

    /// The log files, or those of one source, in the order of their paths.
    public static func files(_ source: String = "") -> [URL] {
        let root = source.isEmpty ? folder : folder.appending(path: source)
        let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        return (all?.compactMap { $0 as? URL } ?? [])
            .filter { $0.path.hasSuffix(".json.gz") }
            .sorted { $0.path < $1.path }
    }
}
