import CloudTrail
import SecurityArchitecture

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
            throw RuleFault("\(path.quoted) is no derived field\(hint)")
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
        case .object: throw RuleFault("\(field.rawValue) is a \(field.type.rawValue), no mapping")
        }
        switch field.type {
        case .list: self = .list(texts)
        case .text:
            guard texts.count == 1 else { throw RuleFault("\(field.rawValue) is one text") }
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
