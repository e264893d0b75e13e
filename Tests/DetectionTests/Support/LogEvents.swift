import CloudTrail
import Foundation

/// The events of logs on disk.
enum LogEvents {
    static let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The events of the gzip files in a folder, in the order of their paths.
    static func events(in folder: URL, limit: Int = .max) -> [Event] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let files = (all?.compactMap { $0 as? URL } ?? [])
            .filter { $0.path.hasSuffix(".json.gz") }
            .sorted { $0.path < $1.path }
        let reader = LogReader()
        var events: [Event] = []
        for file in files where events.count < limit {
            guard let data = try? Data(contentsOf: file) else { continue }
            _ = reader.read(bytes: Array(data)) { record, _ in
                if case .event(let event) = record { events.append(event.detached) }
                return events.count < limit
            }
        }
        return events
    }

    /// The paths of an event's leaves, and their texts.
    static func leaves(of value: JSONValue, _ path: String = "") -> [(path: String, value: String)]
    {
        switch value.kind {
        case .object:
            value.members.flatMap { member in
                leaves(of: member.value, path.isEmpty ? member.key : "\(path).\(member.key)")
            }
        case .array: value.elements.flatMap { leaves(of: $0, path) }
        case .null: []
        case .string, .number, .boolean: [(path, value.text)]
        }
    }
}
