import Basics
import LinearRegex
import StrictYAML
import Yams

/// A test of one field of an event: the leaf of a rule's logic.
///
/// It holds when any candidate of the field satisfies it. Equal tests of different rules are
/// evaluated once per event.
struct FieldTest: Hashable, Sendable {
    enum Subject: Hashable, Sendable {
        /// A field, by its dotted path.
        case field(String)
        /// The whole event: a keyword occurs anywhere in it.
        case message
    }

    /// How one field's text relates to another's.
    enum ReferenceMode: Hashable, Sendable {
        case equal, contains, startsWith, endsWith
    }

    /// What a candidate is compared with.
    enum Matcher: Hashable, Sendable {
        /// The path reaches a node, whatever it is.
        case exists
        /// The field is absent, or every node is `null`.
        case null
        case text(TextPattern)
        /// Indirect, since a compiled pattern would enlarge every test.
        indirect case regex(LinearRegex)
        case number(RuleNumber)
        case boolean(Bool)
        case comparison(Comparison, RuleNumber)
        case network(CIDRBlock)
        case timePart(TimePart, Comparison, RuleNumber)
        case reference(String, ReferenceMode)
    }

    var subject: Subject
    var matcher: Matcher
}

/// The logic of a rule over its tests.
indirect enum Expression: Hashable, Sendable {
    case all([Expression])
    case any([Expression])
    case not(Expression)
    case test(FieldTest)
}

/// Turns a field, its modifiers and its values into logic.
struct ItemBuilder {
    let field: String
    let chain: ModifierChain
    let placeholders: [String: [String]]

    private var isKeyword: Bool { field.isEmpty }
    private var subject: FieldTest.Subject { isKeyword ? .message : .field(field) }

    init(field: String, chain: ModifierChain, placeholders: [String: [String]]) {
        self.field = field
        self.chain = chain
        self.placeholders = placeholders
    }

    /// The logic of the item.
    ///
    /// - parameter isList: Whether the values are in a list.
    func expression(_ values: [RuleValue], isList: Bool) throws(RuleFault) -> Expression {
        if chain.modifiers.contains(.exists), values.count != 1 || isList {
            throw RuleFault("exists takes one value: true or false, unquoted")
        }
        var parts: [Expression] = []
        for value in values.isEmpty ? [RuleValue.null] : values {
            let modified = try chain.apply(to: value, placeholders: placeholders)
            parts.append(try expression(isKeyword ? keyword(modified, value) : modified))
        }
        var item: Expression
        if parts.count == 1 {
            item = parts[0]
        } else {
            item = chain.requiresAll ? .all(parts) : .any(parts)
        }
        if chain.isNegated { item = .not(item) }
        return item
    }

    private func expression(_ value: ModifiedValue) throws(RuleFault) -> Expression {
        let matcher: FieldTest.Matcher
        switch value {
        case .anyOf(let values):
            var parts: [Expression] = []
            for value in values { parts.append(try expression(value)) }
            return parts.count == 1 ? parts[0] : .any(parts)
        case .exists(let isThere):
            let test = Expression.test(FieldTest(subject: subject, matcher: .exists))
            return isThere ? test : .not(test)
        case .bytes(let bytes): return try expression(.text(SigmaText(bytes: bytes)))
        case .text(let text): matcher = .text(TextPattern(text, isCased: chain.isCased))
        case .number(let number): matcher = .number(number)
        case .boolean(let boolean): matcher = .boolean(boolean)
        case .null: matcher = .null
        case .network(let block): matcher = .network(block)
        case .comparison(let comparison, let number): matcher = .comparison(comparison, number)
        case .timePart(let part, let comparison, let number):
            matcher = .timePart(part, comparison, number)
        case .fieldReference(let other, let mode): matcher = .reference(other, mode)
        case .regex(let pattern): matcher = .regex(try regex(pattern))
        }
        return .test(FieldTest(subject: subject, matcher: matcher))
    }

    private func regex(_ pattern: String) throws(RuleFault) -> LinearRegex {
        var options: LinearRegexOptions = []
        for option in chain.regexOptions {
            switch option {
            case .ignoreCase: options.insert(.ignoreCase)
            case .multiline: options.insert(.multiline)
            case .dotAll: options.insert(.dotAll)
            }
        }
        do {
            return try LinearRegex(pattern, options: options)
        } catch {
            // The error's own description would repeat a pattern of up to ten thousand characters.
            throw RuleFault(
                "\(error.reason), at character \(error.offset + 1) of \(pattern.quoted)"
            )
        }
    }

    /// A keyword occurs anywhere in the event: numbers and booleans as they are spelled.
    private func keyword(
        _ value: ModifiedValue,
        _ written: RuleValue
    ) throws(RuleFault) -> ModifiedValue {
        switch value {
        case .text(var text):
            text.openStart()
            text.openEnd()
            return .text(text)
        case .bytes(let bytes): return try keyword(.text(SigmaText(bytes: bytes)), written)
        case .anyOf(let values):
            var results: [ModifiedValue] = []
            for value in values { results.append(try keyword(value, written)) }
            return .anyOf(results)
        case .number:
            guard case .number(_, let spelling) = written else { return value }
            return try keyword(.text(SigmaText(literal: spelling)), written)
        case .boolean(let boolean):
            return try keyword(.text(SigmaText(literal: boolean ? "true" : "false")), written)
        case .regex, .network, .comparison, .timePart: return value
        case .null:
            throw RuleFault("a keyword is null; quote it if you mean the word")
        case .fieldReference, .exists:
            throw RuleFault("\(value.kind) needs a field before the '|'")
        }
    }
}

/// Rules and correlations that replace builtin ones, by id.
struct Replacements {
    /// The documents that may replace builtin ones, by id.
    private var holders: [String: SigmaCorrelation.Reference] = [:]
    /// The replacements of builtin documents, by id, name and title of the replaced one.
    private var standIns: [String: SigmaCorrelation.Reference] = [:]

    /// Collects what was loaded before the builtin documents.
    init(_ rules: [RuleHeader], _ correlations: [RuleHeader]) {
        for (index, header) in correlations.enumerated() {
            if let id = header.id { holders[id] = .correlation(index) }
        }
        for (index, header) in rules.enumerated() {
            if let id = header.id { holders[id] = .rule(index) }
        }
    }

    /// Whether a builtin document is replaced; from now on its names mean the replacement.
    mutating func replace(_ header: RuleHeader) -> Bool {
        guard let id = header.id, let holder = holders[id] else { return false }
        for name in [id, header.name, header.title.isEmpty ? nil : header.title] {
            if let name { standIns[name] = holder }
        }
        return true
    }

    /// Whether a text names a replaced document.
    func hasReplaced(_ text: String) -> Bool { standIn(for: text) != nil }

    /// The replacement of the document that a text names; nil where that was not replaced.
    func standIn(for text: String) -> SigmaCorrelation.Reference? {
        standIns[text] ?? standIns[text.lowercased()]
    }
}

/// The members of a mapping, merge keys followed.
enum YAMLMembers {
    static func of(_ mapping: Node.Mapping) -> [(key: String, value: Node)] {
        YAMLValue.merged(mapping)
    }
}
