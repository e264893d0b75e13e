import Basics
import StrictYAML

/// One YAML document of a rule file, split by top-level key.
struct RuleDocument {
    enum Kind {
        case rule, correlation, filter, tests
    }

    let value: YAMLValue
    let kind: Kind
    let contentHash: String
    /// Whether it is the program's own.
    let isBuiltin: Bool
    private let members: [String: YAMLValue]

    /// Splits a document; nil after a problem has been added to its log.
    init?(_ value: YAMLValue, contentHash: String, isBuiltin: Bool = false) {
        guard value.isMapping else {
            value.complain("is a \(value.kind), but a rule is a mapping with title, detection, …")
            return nil
        }
        self.value = value
        self.contentHash = contentHash
        self.isBuiltin = isBuiltin
        members = Dictionary(
            value.entries("the keys of a rule").map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
        if members["correlation"] != nil {
            kind = .correlation
        } else if members["filter"] != nil {
            kind = .filter
        } else if members["tests"] != nil, members["detection"] == nil {
            kind = .tests
        } else {
            kind = .rule
        }
    }

    subscript(key: String) -> YAMLValue? { members[key] }

    var keys: [String] { Array(members.keys) }

    var log: ProblemLog { value.log }

    var title: String? { text("title") }

    /// The text under a key; nil for anything else.
    func text(_ key: String) -> String? { members[key]?.scalarText }

    /// The texts under a key, one or a list of them.
    func texts(_ key: String) -> [String] {
        guard let value = members[key], !value.isEmpty, !value.isMapping else { return [] }
        return value.list(key).compactMap(\.scalarText)
    }
}

extension YAMLValue {
    /// The text of a scalar that is not empty, whatever its type.
    var scalarText: String? {
        guard case .scalar(let scalar) = node, !isEmpty, !scalar.string.isEmpty else { return nil }
        return scalar.string
    }
}

extension RuleDocument {
    /// The document's metadata; nil after a problem has been added to the log.
    func header() -> RuleHeader? {
        let before = log.problems.count
        let header = RuleHeader(
            file: log.file,
            isBuiltin: isBuiltin,
            line: log.line(of: value.mark),
            id: id(),
            name: text("name"),
            title: text("title") ?? "",
            description: text("description"),
            status: choice("status", RuleStatus.self),
            level: choice("level", Severity.self),
            tags: texts("tags").map(RuleTag.init),
            author: text("author"),
            references: texts("references"),
            falsePositives: texts("falsepositives"),
            response: text("response"),
            alert: alertSettings(),
            contentHash: contentHash
        )
        return log.problems.count == before ? header : nil
    }

    /// The document's log source; by default any.
    func logsource() -> Logsource {
        guard let source = self["logsource"], source.isMapping else { return Logsource() }
        var logsource = Logsource()
        for entry in source.entries("product, service or category") {
            let text = entry.value.scalarText?.lowercased()
            switch entry.name {
            case "product": logsource.product = text
            case "service": logsource.service = text
            case "category": logsource.category = text
            default: break
            }
        }
        return logsource
    }

    private func id() -> String? {
        guard let value = self["id"], !value.isEmpty else { return nil }
        guard let text = value.scalarText, Self.isUUID(text) else {
            let shown = value.scalarText?.quoted ?? "a \(value.kind)"
            value.complain("\(shown) is not a UUID; write one, or remove the key")
            return nil
        }
        return text.lowercased()
    }

    private static func isUUID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            if [8, 13, 18, 23].contains(index) { return byte == UInt8(ascii: "-") }
            return byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
        }
    }

    private func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ key: String,
        _ type: Choice.Type
    ) -> Choice? {
        guard let value = self[key], !value.isEmpty else { return nil }
        if let text = value.scalarText, let choice = Choice(rawValue: text.lowercased()) {
            return choice
        }
        let text = value.scalarText ?? "a \(value.kind)"
        let hint = NearestName.hint(text, among: Choice.allCases.map(\.rawValue))
        value.complain("\(text.quoted) is not a valid \(key)\(hint)")
        return nil
    }
}

extension RuleDocument {
    /// The rule that the document is; nil after a problem has been added to the log.
    func rule(placeholders: [String: [String]]) -> SigmaRule? {
        guard let detection = self["detection"] else {
            let hint = NearestName.of("detection", among: keys).map { "; \($0.quoted) is not it" }
            value.complain(
                "missing key 'detection', which says what the rule looks for\(hint ?? "")"
            )
            _ = header()
            return nil
        }
        // Both are read whatever the other gives, so that an author sees all problems at once.
        let header = header()
        let parts = detectionParts(
            detection,
            placeholders: placeholders,
            ignored: ["timeframe"]
        )
        guard let header, let parts else { return nil }
        return SigmaRule(
            header: header,
            logsource: logsource(),
            selections: parts.selections,
            conditions: parts.conditions,
            expressions: parts.expressions,
            usedSelections: parts.used,
            hasTimeframe: detection.isMapping && detection.keyMark("timeframe") != nil
        )
    }

    /// The filter that the document is; nil after a problem has been added to the log.
    func filter(placeholders: [String: [String]]) -> SigmaFilter? {
        guard let filter = self["filter"] else { return nil }
        let header = header()
        let parts = detectionParts(filter, placeholders: placeholders, ignored: ["rules"])
        let rules = filteredRules(filter)
        let expires = expiry()
        guard let header, let parts, let rules, let expires else { return nil }
        return SigmaFilter(
            header: header,
            logsource: logsource(),
            rules: rules,
            expires: expires.seconds,
            selections: parts.selections,
            expression: parts.expressions.count == 1
                ? parts.expressions[0] : .any(parts.expressions),
            usedSelections: parts.used
        )
    }

    /// When the document stops applying; nil after a problem has been added to the log.
    private func expiry() -> (seconds: Int64?, ())? {
        guard let value = self["expires"], !value.isEmpty else { return (nil, ()) }
        let text = value.scalarText ?? ""
        if let time = EventTime(text) ?? EventTime("\(text)T00:00:00Z") {
            return (time.seconds, ())
        }
        value.complain("\(text.quoted) is not a date; write for example 2026-12-31")
        return nil
    }

    /// The ids, names and titles of the rules that a filter is about; empty for all.
    private func filteredRules(_ filter: YAMLValue) -> [String]? {
        guard let rules = filter.entries("rules").first(where: { $0.name == "rules" })?.value else {
            filter.complain("missing key 'rules': ids, names or titles of rules, or any")
            return nil
        }
        guard !rules.isMapping else {
            rules.complain("is a mapping, but should be ids, names or titles of rules, or any")
            return nil
        }
        if rules.isEmpty { return [] }
        let names =
            rules.scalarText.map { [$0] }
            ?? rules.list("ids, names or titles of rules").compactMap(\.scalarText)
        return names.count == 1 && ["any", "all"].contains(names[0].lowercased()) ? [] : names
    }

    struct DetectionParts {
        var selections: [Selection] = []
        var conditions: [Condition] = []
        var expressions: [Expression] = []
        var used: Set<String> = []
    }

    /// The selections and conditions under `detection:` or `filter:`.
    private func detectionParts(
        _ detection: YAMLValue,
        placeholders: [String: [String]],
        ignored: Set<String>
    ) -> DetectionParts? {
        guard detection.isMapping else {
            detection.complain("is a \(detection.kind), but should be selections and a condition")
            return nil
        }
        let before = log.problems.count
        var reader = SelectionReader(placeholders: placeholders, log: log)
        var parts = DetectionParts()
        var condition: YAMLValue?
        for entry in detection.entries("selections and a condition") {
            if entry.name == "condition" {
                condition = entry.value
            } else if !ignored.contains(entry.name),
                let selection = reader.selection(entry.name, entry.value)
            {
                parts.selections.append(selection)
            }
        }
        guard let condition, !condition.isEmpty else {
            detection.complain("missing key 'condition', which combines the selections")
            return nil
        }
        // Of names that were rejected, the condition is not wrong; of its grammar it may be.
        guard log.problems.count == before else {
            checkGrammar(condition)
            return nil
        }
        guard !parts.selections.isEmpty else {
            detection.complain("has no selections for the condition to name")
            return nil
        }
        return resolve(condition, &parts) ? parts : nil
    }

    private func checkGrammar(_ condition: YAMLValue) {
        for value in condition.list("conditions") { _ = parse(value) }
    }

    /// One condition; nil after a problem has been added to the log.
    private func parse(_ value: YAMLValue) -> Condition? {
        guard let text = value.scalarText else {
            value.complain("is not a condition; write for example: selection and not filter")
            return nil
        }
        do {
            return try ConditionParser.parse(text)
        } catch {
            value.complain(error.message)
            return nil
        }
    }

    private func resolve(_ condition: YAMLValue, _ parts: inout DetectionParts) -> Bool {
        let before = log.problems.count
        var resolver = ConditionResolver(parts.selections)
        for value in condition.list("conditions") {
            guard let condition = parse(value) else { continue }
            do {
                parts.expressions.append(try resolver.resolve(condition))
                parts.conditions.append(condition)
            } catch {
                value.complain(error.message)
            }
        }
        guard log.problems.count == before else { return false }
        guard !parts.conditions.isEmpty else {
            condition.complain("is an empty list; write a condition")
            return false
        }
        parts.used = resolver.used
        return true
    }
}
