import Basics
import StrictYAML

/// Reads the tests document of a rule's file.
struct RuleTestReader {
    private static let reserved: Set<String> = ["name", "template", "events", "without", "at"]

    private let log: ProblemLog
    private var base = TestTemplate()
    private var named: [String: TestTemplate] = [:]
    private var eventCount = 0

    /// The subject that the document names; nil for the rule before it.
    private(set) var rule: String?
    private(set) var cases: [RuleTestCase] = []

    /// Reads the value under `tests:`; problems go to the log.
    init(_ tests: YAMLValue) {
        log = tests.log
        guard tests.isMapping else {
            tests.complain(
                "is a \(tests.kind), but should be a mapping of template, match and no-match"
            )
            return
        }
        let entries = tests.entries("template, match and no-match")
        let keys = ["rule", "template", "templates", "match", "no-match"]
        for entry in entries where !keys.contains(entry.name) {
            let hint = NearestName.hint(entry.name, among: keys)
            entry.value.complain("unknown key \(entry.name.quoted) in tests\(hint)")
        }
        rule = entries.first { $0.name == "rule" }?.value.scalarText
        for entry in entries where entry.name == "template" { base = template(entry.value) }
        for entry in entries where entry.name == "templates" {
            for template in entry.value.entries("templates by name") {
                named[template.name] = self.template(template.value)
            }
        }
        for entry in entries where entry.name == "match" || entry.name == "no-match" {
            for element in entry.value.list("tests") {
                guard element.isMapping else {
                    element.complain("is a \(element.kind), but should be a name and fields")
                    continue
                }
                read(element, mustMatch: entry.name == "match")
            }
        }
        if cases.isEmpty, log.problems.isEmpty {
            tests.complain("has no tests; add some under match and no-match")
        }
    }

    private mutating func template(_ value: YAMLValue) -> TestTemplate {
        var template = TestTemplate()
        guard value.isMapping else {
            value.complain("is a \(value.kind), but should be fields and their values")
            return template
        }
        apply(value, to: &template, reserved: [])
        return template
    }

    private mutating func read(_ value: YAMLValue, mustMatch: Bool) {
        let entries = value.entries("a name and fields")
        guard let name = entries.first(where: { $0.name == "name" })?.value.scalarText else {
            value.complain("missing key 'name': what the test checks, in a few words")
            return
        }
        var events: [RuleTestEvent] = []
        var template = chosen(entries)
        apply(value, to: &template, reserved: Self.reserved)
        if let list = entries.first(where: { $0.name == "events" })?.value {
            for element in list.list("events") where element.isMapping {
                var own = template
                if let chosen = element.entries("fields").first(where: { $0.name == "template" }) {
                    own = self.chosen([chosen])
                }
                apply(element, to: &own, reserved: Self.reserved)
                events.append(event(own))
            }
        } else {
            events = [event(template)]
        }
        cases.append(
            RuleTestCase(
                name: name,
                line: log.line(of: value.mark),
                mustMatch: mustMatch,
                events: events
            )
        )
    }

    private func chosen(_ entries: [(name: String, value: YAMLValue)]) -> TestTemplate {
        guard let choice = entries.first(where: { $0.name == "template" })?.value else {
            return base
        }
        guard let name = choice.scalarText, let template = named[name] else {
            let text = choice.scalarText ?? choice.kind
            let hint = NearestName.hint(text, among: named.keys)
            choice.complain("\(text.quoted) is not one of the templates\(hint)")
            return base
        }
        return template
    }

    /// Applies the fields of a mapping to a template.
    private func apply(_ value: YAMLValue, to template: inout TestTemplate, reserved: Set<String>) {
        for entry in value.entries("fields and their values") {
            if entry.name == "without", !reserved.isEmpty {
                for text in entry.value.list("fields").compactMap(\.scalarText) {
                    template.remove(text)
                }
            } else if entry.name == "at", !reserved.isEmpty {
                do {
                    template.offset = try TestTemplate.offset(entry.value.scalarText ?? "")
                } catch {
                    entry.value.complain(error.message)
                }
            } else if !reserved.contains(entry.name) {
                do {
                    try template.set(entry.name, TestTree(entry.value.node))
                } catch {
                    entry.value.complain(error.message)
                }
            }
        }
    }

    private mutating func event(_ template: TestTemplate) -> RuleTestEvent {
        eventCount += 1
        return template.event(number: eventCount)
    }
}
