/// A regular expression that takes linear time, whatever the pattern and the text.
///
/// For example:
///
/// ```swift
/// let regex = try LinearRegex(#"^arn:aws:iam::\d{12}:user/(svc|ci)-"#)
/// var matcher = LinearRegexMatcher(regex)
/// matcher.matches("arn:aws:iam::111122223333:user/ci-deploy")  // true
/// ```
///
/// A match may be anywhere in the text. The result is yes or no: there are no captures, so lazy
/// quantifiers equal greedy ones.
///
/// The syntax is that of PCRE, as far as it can be decided without backtracking:
///
/// - literals, `.`, classes with ranges and negation, `[[:alpha:]]`, `\d \w \s \h \v` and their
///   opposites, `\N`, general categories such as `\p{Lu}`
/// - `^ $ \A \z \Z \b \B`, groups with and without names, alternation
/// - `* + ? {n} {n,} {n,m}`, also lazy; possessive where that changes nothing
/// - `\t \n \r \f \a \e \0 \xHH \x{H…} \uHHHH`, escaped punctuation, `\Q…\E`, `(?#…)`
/// - `(?i)`, `(?m)`, `(?s)` and `(?ims-ims:…)`
///
/// As in PCRE, `\d`, `\w`, `\s` and `\b` are about ASCII, `.` matches all but a newline, and `$`
/// also matches before a newline that ends the text. Rejected are back-references, look-around,
/// recursion, conditionals, atomic groups, control verbs, and patterns beyond a limit.
///
/// Memory: at most 5,000 instructions; see ``LinearRegexMatcher`` for matching.
///
/// Related documentation: <https://www.pcre.org/current/doc/html/pcre2syntax.html>
package struct LinearRegex: Sendable {
    /// The most characters that a pattern may have.
    package static let maximumLength = 10_000
    /// The most instructions that a pattern may make, where a repetition counts as often as it
    /// repeats.
    package static let maximumInstructions = 5_000
    /// How deep groups may be nested.
    package static let maximumNesting = 100
    /// The most ranges of characters that the classes of a pattern may have together.
    package static let maximumRanges = 20_000

    package let pattern: String
    /// How to read the pattern, where it does not say so itself.
    package let options: LinearRegexOptions

    let program: RegexProgram

    /// Compiles a pattern.
    ///
    /// - throws: A ``LinearRegexError`` that says what is wrong and where.
    /// - complexity: O(n) in the length of the pattern with repetitions written out.
    package init(
        _ pattern: String,
        options: LinearRegexOptions = []
    ) throws(LinearRegexError) {
        do {
            var parser = RegexParser(pattern, options: options)
            let root = try parser.parse()
            try root.checkPossession()
            program = try RegexCompiler.compile(root)
        } catch {
            throw LinearRegexError(pattern: pattern, fault: error)
        }
        self.pattern = pattern
        self.options = options
    }
}

extension LinearRegex: Hashable {
    /// Whether two patterns were written alike, byte by byte, and have the same options.
    package static func == (left: LinearRegex, right: LinearRegex) -> Bool {
        left.options == right.options && left.pattern.utf8.elementsEqual(right.pattern.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(options.rawValue)
        hasher.combine(pattern)
    }
}

/// Why a pattern is not a ``LinearRegex``, and where.
package struct LinearRegexError: Error, Hashable, Sendable {
    package let pattern: String
    package let reason: Reason
    /// The number of Unicode scalars before the problem.
    package let offset: Int

    init(pattern: String, fault: RegexFault) {
        self.pattern = pattern
        reason = fault.reason
        offset = fault.offset
    }

    package enum Reason: Hashable, Sendable {
        /// It uses what cannot be decided in linear time, or is not implemented; the text names it.
        case unsupported(String)
        /// A possessive quantifier gives up matches that backtracking would find.
        case possessive
        /// The pattern ends inside what the text names.
        case unfinished(String)
        /// A closing parenthesis closes no group.
        case unmatchedParenthesis
        case nothingToRepeat
        /// The first of two numbers or characters is greater than the second.
        case reversed
        /// `{,m}`, which some engines read as a quantifier and others as text.
        case noLowerBound
        /// A backslash before a letter or digit that is not an escape.
        case unknownEscape(Unicode.Scalar)
        /// A number that is not a Unicode scalar.
        case noScalar
        /// A class or category has no such name.
        case unknownName(String)
        /// The pattern exceeds a limit: so many of what the text names.
        case beyondLimit(Int, String)
    }
}

extension LinearRegexError: CustomStringConvertible {
    package var description: String { "\(reason), at character \(offset + 1) of '\(pattern)'" }
}

extension LinearRegexError.Reason: CustomStringConvertible {
    package var description: String {
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
            "the quantifier has nothing to repeat; put a backslash before a literal one"
        case .reversed:
            "the range is reversed"
        case .noLowerBound:
            #"'{,' has no lower bound; write {0,m}, or \{ for a literal one"#
        case .unknownEscape(let scalar):
            #"'\\#(scalar)' is not an escape; a backslash is written \\"#
        case .noScalar:
            "the number is not a Unicode character"
        case .unknownName(let name):
            "unknown character class '\(name)'"
        case .beyondLimit(let limit, let what):
            "the pattern needs more than \(limit) \(what); simplify it or lower its repetitions"
        }
    }
}

struct RegexFault: Error {
    let reason: LinearRegexError.Reason
    let offset: Int

    init(_ reason: LinearRegexError.Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

/// How to read a ``LinearRegex`` where its pattern does not say so itself.
package struct LinearRegexOptions: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Upper and lower case are the same, by Unicode's simple case folding; `(?i)`, Sigma's `re|i`.
    package static let ignoreCase = LinearRegexOptions(rawValue: 1)
    /// `^` and `$` match at each line; `(?m)`, Sigma's `re|m`.
    package static let multiline = LinearRegexOptions(rawValue: 2)
    /// `.` matches a newline too; `(?s)`, Sigma's `re|s`.
    package static let dotAll = LinearRegexOptions(rawValue: 4)
}
