import CloudTrail
import Foundation
import SecurityArchitecture
import Testing

@testable import Detection

/// What an attacker would do is seen, and everyday work is not.
///
/// Each line of the files is a scene of a few events that stands alone. What a scene of attackers
/// is not seen for, or an everyday one is reported for, it argues itself.
struct DetectionCaseTests {
    private struct Scene {
        var name: String
        /// Why the scene is an exception; nil where it is none.
        var argument: String?
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
            return Scene(
                name: value["case"]?.string ?? "",
                argument: value["argued"]?.string,
                events: events
            )
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
            for position in matcher.matches(event) {
                let rule = matcher.program.rules[position]
                if rule.raisesAlerts, isSerious(rule.header) {
                    titles.insert(rule.header.displayTitle)
                }
                // A correlation that one event satisfies is a rule, too.
                for correlation in matcher.program.correlations
                where correlation.raisesAlerts && isSerious(correlation.header)
                    && correlation.references.contains(.rule(position))
                    && correlation.correlation.definition.kind == .eventCount
                    && correlation.correlation.definition.bounds.allSatisfy({ $0.holds(for: 1) })
                {
                    titles.insert(correlation.header.displayTitle)
                }
            }
        }
        return titles.sorted()
    }

    private static func isSerious(_ header: RuleHeader) -> Bool {
        header.level.map { $0 >= .medium } == true
    }

    @Test(arguments: [("evasion.jsonl", 94), ("evasion-variants.jsonl", 326)])
    func `Evasions raise an alert of medium level or above`(file: String, count: Int) throws {
        let reader = try Self.reader()
        let matcher = RuleMatcher(RuleProgram(RulePackFiles.set), derived: reader)
        let scenes = try Self.scenes(file)
        #expect(scenes.count == count)
        let missed = scenes.filter { Self.alerts($0, matcher, reader).isEmpty }.map(\.name)
        #expect(missed == scenes.filter { $0.argument != nil }.map(\.name))
    }

    @Test(arguments: [("benign.jsonl", 18), ("benign-variants.jsonl", 73)])
    func `Everyday work raises none`(file: String, count: Int) throws {
        let reader = try Self.reader()
        let matcher = RuleMatcher(RuleProgram(RulePackFiles.set), derived: reader)
        let scenes = try Self.scenes(file)
        #expect(scenes.count == count)
        for scene in scenes {
            let alerts = Self.alerts(scene, matcher, reader)
            #expect(alerts.isEmpty == (scene.argument == nil), "\(scene.name): \(alerts)")
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
