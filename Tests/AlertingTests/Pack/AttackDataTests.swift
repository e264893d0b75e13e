import AuditIndex
import AuditTestSupport
import Basics
import CloudTrail
import Detection
import Foundation
import SecurityArchitecture
import Testing

/// Rules find what attackers do, in logs of a real account in which each technique was tried.
struct AttackDataTests {
    /// Rules that find whatever a tool does by the tool's name, which the careful change.
    private static let catchAll: Set<String> = [
        "Credentials used from an attack tool or distribution"
    ]

    @Test func everyTechniqueRaisesAnAlert() throws {
        // Of that account nothing is declared; what is known is guessed.
        let rules = try RulePack.rules(.guessed)
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            try index.take([RealLogs.attacks], rules)
            let shown = try Self.eventsShown(index)
            var found: Set<String> = []
            var done: Set<String> = []
            let classifier = Classifier(Architecture.guessed)
            for event in Self.events {
                guard let name = event.text(.eventName) else { continue }
                for technique in AttackTechnique.all where technique.calls.contains(name) {
                    let fields = EventFields(event, classifier.facts(for: event))
                    let isOne = [technique.field, technique.other].allSatisfy { field in
                        guard let field else { return true }
                        return fields.texts(field.name).contains { $0.hasPrefix(field.prefix) }
                    }
                    guard isOne else { continue }
                    done.insert(technique.name)
                    let id = event.identifier.description
                    if shown[id] != nil { found.insert(technique.name) }
                }
            }
            let names = AttackTechnique.all.map(\.name)
            #expect(names.filter { !done.contains($0) } == [], "not in the logs")
            #expect(names.filter { done.contains($0) && !found.contains($0) } == [])
        }
    }

    /// The events that are behind alerts of medium or more, each with the rules' titles.
    private static func eventsShown(_ index: AuditDatabase) throws -> [String: Set<String>] {
        var shown: [String: Set<String>] = [:]
        for listing in try index.alerts(AlertFilter()) {
            let alert = listing.alert
            guard Severity(rawValue: alert.level) ?? .low >= .medium,
                !catchAll.contains(listing.ruleTitle)
            else { continue }
            let hits = PendingSubject(
                rule: alert.rule,
                subject: alert.subject,
                first: alert.first,
                last: alert.last
            )
            let keys = try index.readAlerts { store in
                try store.matches(hits, limit: .max) + store.evidenceKeys(alert.id)
                    + store.firings(hits).flatMap(\.events)
            }
            for key in keys {
                shown[key.identifier.description, default: []].insert(listing.ruleTitle)
            }
        }
        return shown
    }

    private static var events: [Event] {
        var events: [Event] = []
        for file in RealLogs.files("invictus-ir") {
            let descriptor = open(file.path, O_RDONLY)
            defer { close(descriptor) }
            _ = LogReader().read(descriptor: descriptor) { record, _ in
                if case .event(let event) = record { events.append(event.detached) }
                return true
            }
        }
        return events
    }
}
