import Basics
import StrictYAML
import Yams

/// Reads the tests document of a rule's file.
struct RuleTestReader {
    private static let reserved: Set<String> = ["name", "template", "events", "without", "at"]

    private let log: ProblemLog
    private var base = TestTemplate()
    private var named: [String: TestTemplate] = [:]
    private var eventCount = 0

    /// What the document says the tests are about; nil for the rule before it.
    private(set) var rule: String?
    private(set) var cases: [RuleTestCase] = []

    /// Reads what stands under `tests:`; problems go to the log.
    init(_ tests: YAMLValue) {
        log = tests.log
        guard tests.isMapping else {
            tests.complain("is a \(tests.kind), but should be template, match and no-match")
            return
        }
        let entries = tests.entries("template, match and no-match")
        let keys = ["rule", "template", "templates", "match", "no-match"]
        for entry in entries where !keys.contains(entry.name) {
            let hint = NearestName.hint(entry.name, among: keys)
            entry.value.complain("unknown key \(entry.name.quoted) of tests\(hint)")
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
            tests.complain("has no tests; write some under match and no-match")
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
            value.complain("lacks 'name': what the test is about, in a few words")
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
            choice.complain("\(text.quoted) is none of the templates\(hint)")
            return base
        }
        return template
    }

    /// Puts the fields of a mapping over a template.
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

/// A JSON value that tests build events of; the order of keys is kept.
indirect enum TestTree: Hashable, Sendable {
    case object([Member])
    case array([TestTree])
    /// A string, number, boolean or null, as JSON text.
    case scalar(String)

    struct Member: Hashable, Sendable {
        var key: String
        var value: TestTree
    }

    /// Makes a tree of YAML, with scalars typed as rules' values are.
    init(_ node: Node) {
        switch node {
        case .scalar(let scalar): self = .scalar(Self.json(RuleValue(scalar)))
        case .sequence(let sequence): self = .array(sequence.map { TestTree($0) })
        case .mapping(let mapping):
            self = .object(
                YAMLMembers.of(mapping).map { Member(key: $0.key, value: TestTree($0.value)) }
            )
        case .alias: self = .scalar("null")
        }
    }

    /// Puts a value at a dotted path, whose keys become objects.
    mutating func set(_ value: TestTree, at path: some Collection<Substring>) {
        guard let key = path.first else {
            self = value
            return
        }
        var members: [Member] = []
        if case .object(let known) = self { members = known }
        let rest = path.dropFirst()
        if let index = members.firstIndex(where: { $0.key == key }) {
            members[index].value.set(value, at: rest)
        } else {
            var inner = TestTree.object([])
            inner.set(value, at: rest)
            members.append(Member(key: String(key), value: inner))
        }
        self = .object(members)
    }

    /// Takes away what stands at a dotted path.
    mutating func remove(at path: some Collection<Substring>) {
        guard case .object(var members) = self, let key = path.first,
            let index = members.firstIndex(where: { $0.key == key })
        else { return }
        if path.count == 1 {
            members.remove(at: index)
        } else {
            members[index].value.remove(at: path.dropFirst())
        }
        self = .object(members)
    }

    /// The member of an object.
    subscript(key: String) -> TestTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The tree as JSON text.
    var json: String {
        switch self {
        case .scalar(let text): text
        case .array(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ",")
                + "}"
        }
    }

    private static func json(_ value: RuleValue) -> String {
        switch value {
        case .text(let text), .time(let text): quoted(text)
        case .number(.integer(let number), _): String(number)
        case .number(.real(let number), let spelling):
            number.isFinite ? String(number) : quoted(spelling)
        case .boolean(let boolean): boolean ? "true" : "false"
        case .null: "null"
        }
    }

    /// A text as a JSON string.
    static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\r": json += "\\r"
            case "\t": json += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
