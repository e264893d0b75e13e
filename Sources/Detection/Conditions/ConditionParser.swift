import SecurityArchitecture

/// Reads a condition: `selection and not 1 of filter_*`.
///
/// `or` binds weakest, then `and`, then `not`, then `1 of`; operators are whole words in lower
/// case.
struct ConditionParser {
    /// Parentheses within parentheses; more is an attack on the stack.
    private static let depthLimit = 64

    private let tokens: [ConditionToken]
    private var position = 0

    /// Reads a whole condition.
    static func parse(_ text: String) throws(RuleFault) -> Condition {
        var parser = ConditionParser(tokens: try ConditionToken.tokens(of: text))
        guard !parser.tokens.isEmpty else {
            throw RuleFault("the condition is empty; name a selection")
        }
        let condition = try parser.or(depth: 0)
        guard parser.position == parser.tokens.count else {
            throw parser.unexpected("and, or, or the end")
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
            guard depth < Self.depthLimit else { throw RuleFault("too many parentheses") }
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
            throw RuleFault("\(pattern.quoted) is no pattern: these have letters, digits, _ and *")
        }
        position += 1
        switch quantifier {
        case "1", "any": return .anyOf(pattern)
        case "all": return .allOf(pattern)
        default:
            throw RuleFault(
                "\(quantifier.quoted) of is not Sigma's; it has 1 of, any of and all of"
            )
        }
    }

    private func unexpected(_ wanted: String) -> RuleFault {
        let found: String
        switch next {
        case nil: found = "the condition ends"
        case .open: found = "'(' stands"
        case .close: found = "')' stands"
        case .word(let word):
            found = "\(word.quoted) stands"
            if ["AND", "OR", "NOT", "And", "Or", "Not"].contains(word) {
                return RuleFault("\(word.quoted) must be written in lower case")
            }
        }
        return RuleFault("\(found) where \(wanted) should follow")
    }
}
