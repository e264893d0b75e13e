import AuditTestSupport
import CloudTrail
import Foundation
import SecurityArchitecture
import Testing

/// The declaration beside the sample logs, and the events of a week.
enum SampleArchitecture {
    static func load() throws -> Architecture {
        // Tests/SecurityArchitectureTests/SampleArchitecture.swift, up to the package.
        let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appendingPathComponent("SampleLogs/audit.yaml")
        return try Architecture(yaml: Array(Data(contentsOf: file)), file: "audit.yaml")
    }

    /// The week of the incident, which most tests look at.
    static let incidentWeek = events(seed: 1, incident: true)

    /// All events of a week, those delivered twice only once.
    static func events(seed: UInt64, incident: Bool) -> [Event] {
        let reader = LogReader()
        var events: [Event] = []
        var seen: Set<EventIdentifier> = []
        for file in SampleLogs(seed: seed, incident: incident).files() {
            _ = reader.read(bytes: file.json) { record, _ in
                if case .event(let event) = record, seen.insert(event.identifier).inserted {
                    events.append(event.detached)
                }
                return true
            }
        }
        return events
    }
}
