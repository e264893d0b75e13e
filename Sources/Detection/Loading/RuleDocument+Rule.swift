import CloudTrail
import SecurityArchitecture

extension RuleDocument {
    /// The rule that the document is; nil after a problem has been added to the log.
    func rule(placeholders: [String: [String]]) -> SigmaRule? {
        guard let detection = self["detection"] else {
            let hint = NearestName.of("detection", among: keys).map { "; \($0.quoted) is none" }
            value.complain("lacks 'detection', what the rule looks for\(hint ?? "")")
            return nil
        }
        guard let header = header(),
            let parts = detectionParts(
                detection,
                placeholders: placeholders,
                ignored: ["timeframe"]
            )
        else { return nil }
        return SigmaRule(
            header: header,
            logsource: logsource(),
            selections: parts.selections,
            conditions: parts.conditions,
            expressions: parts.expressions,
            usedSelections: parts.used
        )
    }

    /// The filter that the document is; nil after a problem has been added to the log.
    func filter(placeholders: [String: [String]]) -> SigmaFilter? {
        guard let filter = self["filter"], let header = header(),
            let parts = detectionParts(filter, placeholders: placeholders, ignored: ["rules"]),
            let rules = filteredRules(filter), let expires = expiry()
        else { return nil }
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

    /// When the document stops to apply; nil after a problem has been added to the log.
    private func expiry() -> (seconds: Int64?, ())? {
        guard let value = self["expires"], !value.isEmpty else { return (nil, ()) }
        let text = value.scalarText ?? ""
        if let time = EventTime(text) ?? EventTime("\(text)T00:00:00Z") {
            return (time.seconds, ())
        }
        value.complain("\(text.quoted) is no day; write for example 2026-12-31")
        return nil
    }

    /// The ids and names of the rules that a filter is about; empty for all.
    private func filteredRules(_ filter: YAMLValue) -> [String]? {
        guard let rules = filter.entries("rules").first(where: { $0.name == "rules" })?.value else {
            filter.complain("lacks 'rules': ids or names of rules, or any")
            return nil
        }
        guard !rules.isMapping else {
            rules.complain("is a mapping, but should be ids or names of rules, or any")
            return nil
        }
        if rules.scalarText == "any" || rules.isEmpty { return [] }
        let names = rules.list("ids or names of rules").compactMap(\.scalarText)
        return names == ["any"] ? [] : names
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
        guard log.problems.isEmpty else { return nil }
        guard let condition, !condition.isEmpty else {
            detection.complain("lacks 'condition', which says how the selections go together")
            return nil
        }
        guard !parts.selections.isEmpty else {
            detection.complain("has no selections; a condition needs something to name")
            return nil
        }
        return resolve(condition, &parts) ? parts : nil
    }

    private func resolve(_ condition: YAMLValue, _ parts: inout DetectionParts) -> Bool {
        var resolver = ConditionResolver(parts.selections)
        for value in condition.list("conditions") {
            guard let text = value.scalarText else {
                value.complain("is no condition; write for example: selection and not filter")
                return false
            }
            do {
                let condition = try ConditionParser.parse(text)
                parts.expressions.append(try resolver.resolve(condition))
                parts.conditions.append(condition)
            } catch {
                value.complain(error.message)
                return false
            }
        }
        guard !parts.conditions.isEmpty else {
            condition.complain("is an empty list; write a condition")
            return false
        }
        parts.used = resolver.used
        return true
    }
}
