/// Why a pattern is not a ``LinearRegex``, and where.
public struct LinearRegexError: Error, Hashable, Sendable {
    /// The pattern.
    public let pattern: String
    /// What is wrong.
    public let reason: Reason
    /// Where: the number of Unicode scalars before it.
    public let offset: Int

    init(pattern: String, fault: RegexFault) {
        self.pattern = pattern
        reason = fault.reason
        offset = fault.offset
    }

    /// What is wrong with a pattern.
    public enum Reason: Hashable, Sendable {
        /// It needs what cannot be decided in linear time, or is not done; the text names it.
        case unsupported(String)
        /// A possessive quantifier gives up matches that going back would find.
        case possessive
        /// The pattern ends in the middle of what the text names.
        case unfinished(String)
        /// A closing parenthesis closes no group.
        case unmatchedParenthesis
        /// A quantifier has nothing before it.
        case nothingToRepeat
        /// The first of two numbers or characters is greater than the second.
        case reversed
        /// `{,m}`, which some take for a quantifier and others for text.
        case noLowerBound
        /// A backslash stands before a letter or digit that means nothing.
        case unknownEscape(Unicode.Scalar)
        /// A number is no Unicode scalar.
        case noScalar
        /// A class or category has no such name.
        case unknownName(String)
        /// The pattern is beyond a limit: so many of what the text names.
        case beyondLimit(Int, String)
    }
}

extension LinearRegexError: CustomStringConvertible {
    /// What is wrong with the pattern, where, and what would be right.
    public var description: String { "\(reason), at character \(offset + 1) of '\(pattern)'" }
}

extension LinearRegexError.Reason: CustomStringConvertible {
    /// What is wrong, and what would be right.
    public var description: String {
        switch self {
        case .unsupported(let what):
            "\(what) not supported: patterns must match in linear time"
        case .possessive:
            "a possessive quantifier not followed by something different would drop matches; "
                + "remove its last '+'"
        case .unfinished(let what):
            "the pattern ends inside \(what)"
        case .unmatchedParenthesis:
            #"')' closes no group; a literal one is written \)"#
        case .nothingToRepeat:
            "a quantifier has nothing before it to repeat; write a backslash before a literal one"
        case .reversed:
            "the range is the wrong way round"
        case .noLowerBound:
            #"'{,' has no lower bound; write {0,m}, or \{ for a literal one"#
        case .unknownEscape(let scalar):
            #"'\\#(scalar)' is no escape; a backslash is written \\"#
        case .noScalar:
            "the number is no Unicode character"
        case .unknownName(let name):
            "there is no class of characters named '\(name)'"
        case .beyondLimit(let limit, let what):
            "the pattern needs more than \(limit) \(what); simplify it or lower its repetitions"
        }
    }
}

/// What is wrong with a pattern that is being read.
struct RegexFault: Error {
    let reason: LinearRegexError.Reason
    let offset: Int

    init(_ reason: LinearRegexError.Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
