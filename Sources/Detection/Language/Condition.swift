import Basics

/// A rule's condition, before its identifiers are resolved.
///
/// See [Sigma conditions][conditions].
///
/// [conditions]: https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html#condition
indirect enum Condition: Hashable, Sendable {
    case or([Condition])
    case and([Condition])
    case not(Condition)
    case anyOf(String)
    case allOf(String)
    case identifier(String)
}

/// A word or a parenthesis of a condition.
enum ConditionToken: Hashable {
    case open
    case close
    case word(String)

    /// Splits a condition into tokens.
    static func tokens(of text: String) throws(RuleFault) -> [ConditionToken] {
        var tokens: [ConditionToken] = []
        var word = ""
        func endWord() {
            if !word.isEmpty { tokens.append(.word(word)) }
            word = ""
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "(", ")":
                endWord()
                tokens.append(scalar == "(" ? .open : .close)
            case " ", "\t", "\n", "\r": endWord()
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "*": word.unicodeScalars.append(scalar)
            case "|":
                throw RuleFault(
                    "'|' begins an aggregation, which Sigma no longer has; write a correlation instead"
                )
            default:
                throw RuleFault(
                    "\(String(scalar).quoted) is not allowed in a condition; use identifiers, "
                        + "and, or, not, '1 of', 'all of' and parentheses"
                )
            }
        }
        endWord()
        return tokens
    }
}

/// Reads a condition: `selection and not 1 of filter_*`.
///
/// `or` binds weakest, then `and`, then `not`, then `1 of`; operators are whole words in lower
/// case.
struct ConditionParser {
    /// Nested parentheses; more would be an attack on the stack.
    private static let depthLimit = 64

    private let tokens: [ConditionToken]
    private var position = 0

    static func parse(_ text: String) throws(RuleFault) -> Condition {
        var parser = ConditionParser(tokens: try ConditionToken.tokens(of: text))
        guard !parser.tokens.isEmpty else {
            throw RuleFault("the condition is empty; name a selection")
        }
        let condition = try parser.or(depth: 0)
        guard parser.position == parser.tokens.count else {
            throw parser.unexpected("and, or or the end")
        }
        return condition
    }

    private init(tokens: [ConditionToken]) { self.tokens = tokens }

    private var next: ConditionToken? {
        position < tokens.count ? tokens[position] : nil
    }

    private mutating func take(_ word: String) -> Bool {
        guard next == .word(word) else { return false }
        position += 1
        return true
    }

    private mutating func or(depth: Int) throws(RuleFault) -> Condition {
        var parts = [try and(depth: depth)]
        while take("or") { parts.append(try and(depth: depth)) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func and(depth: Int) throws(RuleFault) -> Condition {
        var parts = [try not(depth: depth)]
        while take("and") { parts.append(try not(depth: depth)) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func not(depth: Int) throws(RuleFault) -> Condition {
        var isNegated = false
        while take("not") { isNegated.toggle() }
        let atom = try atom(depth: depth)
        return isNegated ? .not(atom) : atom
    }

    private mutating func atom(depth: Int) throws(RuleFault) -> Condition {
        switch next {
        case .open:
            guard depth < Self.depthLimit else {
                throw RuleFault("parentheses are nested too deeply")
            }
            position += 1
            let inner = try or(depth: depth + 1)
            guard next == .close else { throw unexpected("a closing parenthesis") }
            position += 1
            return inner
        case .word(let word):
            guard !["and", "or", "not", "of"].contains(word) else {
                throw unexpected("an identifier")
            }
            position += 1
            if take("of") { return try quantified(word) }
            guard !word.utf8.contains(UInt8(ascii: "*")) else {
                throw RuleFault("\(word.quoted) is a pattern; write '1 of \(word)' or 'all of'")
            }
            return .identifier(word)
        case .close, nil: throw unexpected("an identifier")
        }
    }

    private mutating func quantified(_ quantifier: String) throws(RuleFault) -> Condition {
        guard case .word(let pattern) = next, !["and", "or", "not", "of"].contains(pattern) else {
            throw unexpected("'them' or a pattern of identifiers")
        }
        guard !pattern.utf8.contains(UInt8(ascii: "-")) else {
            throw RuleFault("\(pattern.quoted) is not a pattern; use letters, digits, _ and *")
        }
        position += 1
        switch quantifier {
        case "1", "any": return .anyOf(pattern)
        case "all": return .allOf(pattern)
        default:
            throw RuleFault(
                "unknown quantifier \(quantifier.quoted); use 1 of, any of or all of"
            )
        }
    }

    private func unexpected(_ wanted: String) -> RuleFault {
        let found: String
        switch next {
        case nil: found = "the end of the condition"
        case .open: found = "'('"
        case .close: found = "')'"
        case .word(let word):
            found = word.quoted
            if ["AND", "OR", "NOT", "And", "Or", "Not"].contains(word) {
                return RuleFault("\(word.quoted) must be written in lower case")
            }
        }
        return RuleFault("found \(found) instead of \(wanted)")
    }
}

/// Replaces the identifiers of a condition by their selections.
struct ConditionResolver {
    /// The most tests in one rule; repeating `1 of them` over many selections would exceed it.
    private static let testLimit = 20_000

    let selections: [Selection]
    private(set) var tests = 0
    /// The identifiers that conditions have used.
    private(set) var used: Set<String> = []
    private let positions: [String: Int]

    init(_ selections: [Selection]) {
        self.selections = selections
        positions = Dictionary(
            selections.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    mutating func resolve(_ condition: Condition) throws(RuleFault) -> Expression {
        switch condition {
        case .or(let parts): return .any(try resolve(parts))
        case .and(let parts): return .all(try resolve(parts))
        case .not(let part): return .not(try resolve(part))
        case .identifier(let name):
            guard let position = positions[name] else {
                let hint = NearestName.hint(name, among: selections.map(\.name))
                throw RuleFault(
                    "the condition names \(name.quoted), which is not a selection\(hint)"
                )
            }
            return try use(selections[position])
        case .anyOf(let pattern): return .any(try expand(pattern))
        case .allOf(let pattern): return .all(try expand(pattern))
        }
    }

    private mutating func resolve(_ parts: [Condition]) throws(RuleFault) -> [Expression] {
        var expressions: [Expression] = []
        for part in parts { expressions.append(try resolve(part)) }
        return expressions
    }

    private mutating func expand(_ pattern: String) throws(RuleFault) -> [Expression] {
        let identifiers = IdentifierPattern(pattern)
        let matching = selections.filter { identifiers.matches($0.name) }
        guard !matching.isEmpty else {
            let hint = NearestName.hint(pattern, among: selections.map(\.name))
            throw RuleFault("\(pattern.quoted) matches no selection\(hint)")
        }
        var expressions: [Expression] = []
        for selection in matching { expressions.append(try use(selection)) }
        return expressions
    }

    private mutating func use(_ selection: Selection) throws(RuleFault) -> Expression {
        used.insert(selection.name)
        tests += selection.tests
        guard tests <= Self.testLimit else {
            throw RuleFault("the condition expands to more than \(Self.testLimit) tests")
        }
        return selection.expression
    }
}

/// A pattern of identifiers, as `1 of` and `all of` have it: `them`, or a name with stars.
struct IdentifierPattern {
    private let pattern: String

    init(_ pattern: String) { self.pattern = pattern }

    /// Whether the pattern matches an identifier; one that begins with `_` only if the pattern does
    /// too.
    func matches(_ identifier: String) -> Bool {
        if identifier.hasPrefix("_"), !pattern.hasPrefix("_") { return false }
        guard pattern != "them" else { return true }
        let text = SigmaText(
            parts: pattern.unicodeScalars.map { $0 == "*" ? .anyRun : .scalar($0) }
        )
        return TextPattern(text, isCased: true).matches(Array(identifier.utf8).span)
    }
}
