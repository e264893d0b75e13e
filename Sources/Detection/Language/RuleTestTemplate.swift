import Basics
import CloudTrail
import SecurityArchitecture
import Yams

/// Fields that events of tests are made of.
struct TestTemplate {
    /// A Monday morning, at which events of tests happen unless they say another time.
    private static let start: Int64 = 1_772_442_000

    private var tree = TestTree.object([])
    private var derived: [FactField: FactValue] = [:]
    /// The seconds after the start at which the event happens.
    var offset: Int64 = 0

    /// Reads `+5m`.
    static func offset(_ text: String) throws(RuleFault) -> Int64 {
        if text.hasPrefix("-") { return -(try Timespan(String(text.dropFirst())).seconds) }
        return try Timespan(text.hasPrefix("+") ? String(text.dropFirst()) : text).seconds
    }

    /// Sets a field, by its dotted path.
    mutating func set(_ path: String, _ value: TestTree) throws(RuleFault) {
        guard path.hasPrefix("audit.") else {
            tree.set(value, at: path.split(separator: ".", omittingEmptySubsequences: false))
            return
        }
        guard let field = FactField(rawValue: path) else {
            let hint = NearestName.hint(path, among: FactField.allCases.map(\.rawValue))
            throw RuleFault("\(path.quoted) is not a derived field\(hint)")
        }
        derived[field] = try FactValue(value, of: field)
    }

    /// Takes a field away.
    mutating func remove(_ path: String) {
        if let field = FactField(rawValue: path) { derived[field] = nil }
        tree.remove(at: path.split(separator: ".", omittingEmptySubsequences: false))
    }

    /// The event, with what all events have filled in.
    func event(number: Int) -> RuleTestEvent {
        var tree = tree
        let time = EventTime(seconds: Self.start + offset).description
        let common = [
            ("eventVersion", "1.11"), ("eventTime", time), ("eventID", "test-event-\(number)"),
            ("awsRegion", "eu-west-1"), ("recipientAccountId", "111122223333"),
        ]
        for (key, text) in common where tree[key] == nil {
            tree.set(.scalar(TestTree.quoted(text)), at: [key[...]])
        }
        return RuleTestEvent(json: tree.json, derived: derived)
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

extension FactValue {
    /// Reads what a test gives for a derived field.
    fileprivate init?(_ tree: TestTree, of field: FactField) throws(RuleFault) {
        let texts: [String]
        switch tree {
        case .scalar("null"): return nil
        case .scalar(let json): texts = [Self.text(json)]
        case .array(let elements):
            texts = elements.compactMap { element in
                guard case .scalar(let json) = element else { return nil }
                return Self.text(json)
            }
        case .object:
            throw RuleFault("\(field.rawValue) is a \(field.type.rawValue), not a mapping")
        }
        switch field.type {
        case .list: self = .list(texts)
        case .text:
            guard texts.count == 1 else {
                throw RuleFault("\(field.rawValue) takes a single value")
            }
            self = .text(texts[0])
        case .boolean:
            guard texts.count == 1, ["true", "false"].contains(texts[0].lowercased()) else {
                throw RuleFault("\(field.rawValue) is true or false")
            }
            self = .boolean(texts[0].lowercased() == "true")
        }
    }

    private static func text(_ json: String) -> String {
        (try? JSONValue(parsing: json.utf8))?.text ?? json
    }
}
