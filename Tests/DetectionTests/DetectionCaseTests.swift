import CloudTrail
import Detection
import Foundation
import SecurityArchitecture
import Testing

/// What an attacker would do is seen, and everyday work is not.
///
/// Each line of the files is a scene of a few events that stands alone.
struct DetectionCaseTests {
    private struct Scene {
        var name: String
        var events: [Event]
    }

    private static func scenes(_ file: String) throws -> [Scene] {
        let url = RulePackFiles.cases.appendingPathComponent(file)
        let text = try String(contentsOf: url, encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let value = try JSONValue(parsing: line.utf8)
            let events = try (value["events"]?.elements ?? []).map { event in
                try Event(parsing: event.json.utf8)
            }
            return Scene(name: value["case"]?.string ?? "", events: events)
        }
    }

    private static func reader() throws -> FactReader {
        let file = RulePackFiles.cases.appendingPathComponent("audit.yaml")
        let yaml = try Array(Data(contentsOf: file))
        return FactReader(Classifier(try Architecture(yaml: yaml, file: "audit.yaml")))
    }

    /// The titles of the rules of medium level and above that match an event of a scene.
    private static func alerts(
        _ scene: Scene,
        _ matcher: RuleMatcher,
        _ reader: FactReader
    ) -> [String] {
        var titles: Set<String> = []
        for event in scene.events {
            reader.begin(event)
            for rule in matcher.matches(event).map({ matcher.program.rules[$0] })
            where rule.raisesAlerts && rule.header.level.map({ $0 >= .medium }) == true {
                titles.insert(rule.header.displayTitle)
            }
        }
        return titles.sorted()
    }

    /// A declared service that changes DNS does what others of its group do to keep names.
    private static let unseen: Set<String> = [
        "33b route53 ChangeResourceRecordSets by web instance"
    ]

    /// Both are outside what the contract of `deploy-prod` allows.
    private static let loud: Set<String> = [
        "17 first day of a new service: reads its new, undeclared secret",
        "34 ALB access logs bucket lifecycle by deploy-prod",
    ]

    @Test
    func `Evasions raise an alert of medium level or above`() throws {
        let reader = try Self.reader()
        let matcher = RuleMatcher(RuleProgram(RulePackFiles.set), derived: reader)
        let scenes = try Self.scenes("evasion.jsonl")
        #expect(scenes.count == 94)
        let missed = scenes.filter { Self.alerts($0, matcher, reader).isEmpty }.map(\.name)
        #expect(Set(missed) == Self.unseen)
    }

    @Test
    func `Everyday work raises none`() throws {
        let reader = try Self.reader()
        let matcher = RuleMatcher(RuleProgram(RulePackFiles.set), derived: reader)
        let scenes = try Self.scenes("benign.jsonl")
        #expect(scenes.count == 18)
        for scene in scenes where !Self.loud.contains(scene.name) {
            #expect(Self.alerts(scene, matcher, reader) == [], "\(scene.name)")
        }
    }
}

/// The rules of the repository, and the cases that they are held to.
enum RulePackFiles {
    static let cases = LogEvents.repository.appendingPathComponent("Tests/DetectionTests/Cases")

    static let set = RuleLoader().load(
        paths: [LogEvents.repository.appendingPathComponent("Queries/alerts").path]
    )
}
