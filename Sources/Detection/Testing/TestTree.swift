import Yams

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
