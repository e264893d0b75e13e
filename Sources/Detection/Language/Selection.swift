import StrictYAML
import Yams

/// A named part of a rule's detection, which its condition refers to.
struct Selection: Hashable, Sendable {
    /// One field of the selection as written, for lint.
    struct Item: Hashable, Sendable {
        /// The field's name; empty for keywords.
        var field: String
        var modifiers: [String]
        var values: [RuleValue]
        var line: Int
        var column: Int
        var expression: Expression
    }

    var name: String
    var expression: Expression
    var items: [Item]
    var line: Int
    var column: Int

    var tests: Int { expression.tests }
}

extension Expression {
    /// The number of leaves.
    var tests: Int {
        switch self {
        case .all(let parts), .any(let parts): parts.reduce(1) { $0 + $1.tests }
        case .not(let part): part.tests
        case .test: 1
        }
    }
}

/// Reads the selections of a detection or filter.
struct SelectionReader {
    let placeholders: [String: [String]]
    let log: ProblemLog
    private var items: [Selection.Item] = []

    init(placeholders: [String: [String]], log: ProblemLog) {
        self.placeholders = placeholders
        self.log = log
    }

    /// Reads one selection; nil after a problem has been added to the log.
    mutating func selection(_ name: String, _ value: YAMLValue) -> Selection? {
        items = []
        guard let expression = definition(value) else { return nil }
        return Selection(
            name: name,
            expression: expression,
            items: items,
            line: log.line(of: value.mark),
            column: value.mark?.column ?? 0
        )
    }

    /// A mapping, a list of any of these, or keywords.
    private mutating func definition(_ value: YAMLValue) -> Expression? {
        if value.isMapping {
            let entries = value.entries("fields and their values")
            guard !entries.isEmpty else {
                value.complain("is empty; name at least one field")
                return nil
            }
            let marks = value.keyMarks
            var parts: [Expression] = []
            for entry in entries {
                let mark = marks[entry.name] ?? entry.value.mark
                if let part = item(entry.name, entry.value, at: mark) { parts.append(part) }
            }
            guard parts.count == entries.count else { return nil }
            return parts.count == 1 ? parts[0] : .all(parts)
        }
        guard value.isList else { return keyword(value) }
        let elements = value.list("fields or keywords")
        guard !elements.isEmpty else {
            value.complain("is an empty list; write keywords, or fields and their values")
            return nil
        }
        var parts: [Expression] = []
        for element in elements {
            if let part = definition(element) { parts.append(part) }
        }
        guard parts.count == elements.count else { return nil }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func keyword(_ value: YAMLValue) -> Expression? {
        item("", value, at: value.mark)
    }

    /// One entry: a field with its modifiers, and the values.
    private mutating func item(
        _ key: String,
        _ value: YAMLValue,
        at mark: FilePosition?
    ) -> Expression? {
        let names = key.split(separator: "|", omittingEmptySubsequences: false)
        let field = String(names.first ?? "")
        do {
            let chain = try ModifierChain(names.dropFirst())
            guard let values = try values(of: value) else { return nil }
            let builder = ItemBuilder(field: field, chain: chain, placeholders: placeholders)
            let expression = try builder.expression(values, isList: value.isList)
            items.append(
                Selection.Item(
                    field: field,
                    modifiers: names.dropFirst().map(String.init),
                    values: values,
                    line: log.line(of: mark),
                    column: mark?.column ?? 0,
                    expression: expression
                )
            )
            return expression
        } catch {
            log.add(error.message, at: mark, path: value.path)
            return nil
        }
    }

    private func values(of value: YAMLValue) throws(RuleFault) -> [RuleValue]? {
        switch value.node {
        case .scalar(let scalar): return [RuleValue(scalar)]
        case .mapping: throw RuleFault("a mapping is not a value; write a.b for b in a")
        case .alias: throw RuleFault("an alias is not a value")
        case .sequence(let sequence):
            var values: [RuleValue] = []
            for element in sequence {
                guard case .scalar(let scalar) = element else {
                    throw RuleFault("a list of values cannot contain a list or mapping")
                }
                values.append(RuleValue(scalar))
            }
            return values
        }
    }
}
