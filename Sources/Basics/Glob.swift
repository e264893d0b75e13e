/// A wildcard pattern as AWS policies write them.
///
/// For example:
///
/// ```swift
/// let glob = try Glob("arn:aws:secretsmanager:*:secret:prod/*")
/// glob.matches("arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf")  // true
/// try Glob("get?ecret*", caseInsensitive: true).matches("GetSecretValue")               // true
/// ```
///
/// `*` stands for any run of characters, none included, and passes `/` and `:`. `?` stands for
/// exactly one Unicode scalar. `\*`, `\?` and `\\` stand for the character itself.
///
/// Related IAM documentation:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
package struct Glob: Hashable, Sendable {
    package let pattern: String

    package let isCaseInsensitive: Bool

    /// The text before the first wildcard, without escapes and in the case in which it was written.
    ///
    /// Each text that matches a case-sensitive glob starts with it, so that an ordered index can
    /// be asked for that range only.
    package let literalPrefix: String

    /// Whether the pattern has no wildcard: then it matches ``literalPrefix`` and nothing else.
    package let isLiteral: Bool

    private let tokens: [UInt32]

    /// Compiles a pattern.
    ///
    /// - parameter caseInsensitive: Letters beyond ASCII are compared by their lower-case form when
    ///   that is one scalar.
    /// - throws: A ``GlobError`` when the pattern is empty or an escape is not one.
    package init(_ pattern: String, caseInsensitive: Bool = false) throws(GlobError) {
        guard !pattern.isEmpty else { throw .empty }
        var tokens: [UInt32] = []
        var prefix = String.UnicodeScalarView()
        var hasWildcard = false
        var scalars = pattern.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            var literal = scalar
            switch scalar {
            case "*":
                hasWildcard = true
                // A second star in a row adds nothing, and would cost time in each match.
                if tokens.last != Token.anyRun { tokens.append(Token.anyRun) }
                continue
            case "?":
                hasWildcard = true
                tokens.append(Token.anyScalar)
                continue
            case "\\":
                guard let escaped = scalars.next() else { throw .unfinishedEscape(pattern) }
                guard escaped == "*" || escaped == "?" || escaped == "\\" else {
                    throw .unknownEscape(escaped, pattern)
                }
                literal = escaped
            default:
                break
            }
            tokens.append(caseInsensitive ? Self.folded(literal.value) : literal.value)
            if !hasWildcard { prefix.append(literal) }
        }
        self.pattern = pattern
        self.isCaseInsensitive = caseInsensitive
        self.literalPrefix = String(prefix)
        self.isLiteral = !hasWildcard
        self.tokens = tokens
    }

    /// Whether the whole text matches.
    ///
    /// - complexity: O(n · m) at worst in the lengths of text and pattern; O(n) as a rule.
    package func matches(_ text: String) -> Bool {
        matches(text.utf8.span)
    }

    /// Whether the whole text matches.
    ///
    /// - parameter utf8: The bytes of the text. A byte that is not UTF-8 counts as one character
    ///   that no literal matches.
    /// - complexity: O(n · m) at worst in the lengths of text and pattern; nothing is allocated.
    package func matches(_ utf8: Span<UInt8>) -> Bool {
        let tokens = tokens.span
        var position = 0
        var token = 0
        // Only the last star is ever tried again: what an earlier one could match instead, the last
        // one can match too. This keeps hostile patterns from costing 2^n.
        var retryToken = -1
        var retryPosition = 0
        while position < utf8.count {
            if token < tokens.count, tokens[token] == Token.anyRun {
                token += 1
                if token == tokens.count { return true }
                retryToken = token
                retryPosition = position
                continue
            }
            let (scalar, length) = scalar(utf8, at: position)
            if token < tokens.count,
                tokens[token] == scalar || tokens[token] == Token.anyScalar
            {
                token += 1
                position += length
                continue
            }
            guard retryToken >= 0 else { return false }
            retryPosition += self.scalar(utf8, at: retryPosition).length
            position = retryPosition
            token = retryToken
        }
        while token < tokens.count, tokens[token] == Token.anyRun { token += 1 }
        return token == tokens.count
    }

    /// The wildcards in ``tokens``; a literal is its scalar, which is never so large.
    private enum Token {
        static let anyRun: UInt32 = 0xFFFF_FFFF
        static let anyScalar: UInt32 = 0xFFFF_FFFE
        /// Added to a byte that is not UTF-8, so that it equals no literal.
        static let malformed: UInt32 = 0x8000_0000
    }

    private func scalar(
        _ utf8: Span<UInt8>,
        at index: Int
    ) -> (value: UInt32, length: Int) {
        let first = utf8[index]
        guard first >= 0x80 else {
            let isUpper = isCaseInsensitive && first &- 0x41 < 26
            return (UInt32(isUpper ? first | 0x20 : first), 1)
        }
        let (value, length) = Self.decoded(utf8, at: index)
        return (isCaseInsensitive ? Self.folded(value) : value, length)
    }

    private static func decoded(
        _ utf8: Span<UInt8>,
        at index: Int
    ) -> (value: UInt32, length: Int) {
        let first = utf8[index]
        let length: Int
        var value: UInt32
        switch first {
        case 0xC2...0xDF: (length, value) = (2, UInt32(first & 0x1F))
        case 0xE0...0xEF: (length, value) = (3, UInt32(first & 0x0F))
        case 0xF0...0xF4: (length, value) = (4, UInt32(first & 0x07))
        default: return (Token.malformed | UInt32(first), 1)
        }
        guard index + length <= utf8.count else { return (Token.malformed | UInt32(first), 1) }
        for next in index + 1..<index + length {
            let next = utf8[next]
            guard next & 0xC0 == 0x80 else { return (Token.malformed | UInt32(first), 1) }
            value = value << 6 | UInt32(next & 0x3F)
        }
        // Longer than it need be, a surrogate, or beyond the last plane.
        let smallest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
        guard value >= smallest, Unicode.Scalar(value) != nil else {
            return (Token.malformed | UInt32(first), 1)
        }
        return (value, length)
    }

    /// Returns the lower-case form, when it is one scalar and does not leave or enter ASCII.
    private static func folded(_ value: UInt32) -> UInt32 {
        guard value >= 0x80 else { return value &- 0x41 < 26 ? value | 0x20 : value }
        guard let scalar = Unicode.Scalar(value) else { return value }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        guard let first = lower.first, lower.count == 1, first.value >= 0x80 else { return value }
        return first.value
    }
}

extension Glob: CustomStringConvertible {
    package var description: String {
        pattern
    }
}

/// Why a text is not a ``Glob``.
package enum GlobError: Error, Hashable, Sendable {
    /// The pattern is empty: it would match nothing that is in a log.
    case empty

    /// The pattern ends in a lone backslash.
    case unfinishedEscape(String)

    /// A backslash before a character that needs none, and the pattern.
    case unknownEscape(Unicode.Scalar, String)
}

extension GlobError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty:
            "an empty pattern matches nothing; write * for anything"
        case .unfinishedEscape(let pattern):
            #"'\#(pattern)' ends in a lone backslash; write \\ for a backslash"#
        case .unknownEscape(let scalar, let pattern):
            #"'\#(pattern)' has \\#(scalar), which is not an escape; "#
                + #"a backslash is written \\, a literal * or ? is \* or \?"#
        }
    }
}
