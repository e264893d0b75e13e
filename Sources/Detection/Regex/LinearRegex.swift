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
/// A match may lie anywhere in the text. It is a yes or no: there are no captures, so lazy
/// quantifiers say the same as greedy ones.
///
/// The syntax is that of PCRE, as far as it can be decided without going back:
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
/// Memory: at most 5,000 instructions; see ``LinearRegexMatcher`` for what matching takes.
///
/// Related documentation: <https://www.pcre.org/current/doc/html/pcre2syntax.html>
public struct LinearRegex: Sendable {
    /// The most characters that a pattern may have.
    public static let maximumLength = 10_000
    /// The most instructions that a pattern may make, where a repetition counts as often as it
    /// repeats.
    public static let maximumInstructions = 5_000
    /// How deep groups may be nested.
    public static let maximumNesting = 100
    /// The most ranges of characters that the classes of a pattern may have together.
    public static let maximumRanges = 20_000

    /// The pattern, as it was written.
    public let pattern: String
    /// How the pattern is to be taken, where it does not say so itself.
    public let options: LinearRegexOptions

    let program: RegexProgram

    /// Compiles a pattern.
    ///
    /// - parameters:
    ///   - pattern: The pattern.
    ///   - options: How it is to be taken; case counts unless told otherwise.
    /// - throws: A ``LinearRegexError`` that says what is wrong and where.
    /// - complexity: O(n) in the length of the pattern with repetitions written out.
    public init(
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
    public static func == (left: LinearRegex, right: LinearRegex) -> Bool {
        left.options == right.options && left.pattern.utf8.elementsEqual(right.pattern.utf8)
    }

    /// Hashes the pattern and its options.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(options.rawValue)
        hasher.combine(pattern)
    }
}
