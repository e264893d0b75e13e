/// How a ``LinearRegex`` is to be taken where its pattern does not say so itself.
public struct LinearRegexOptions: OptionSet, Sendable, Hashable {
    /// The options, a bit for each.
    public let rawValue: UInt8

    /// Creates options from bits.
    ///
    /// - parameter rawValue: A bit for each option.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Upper and lower case are the same, by Unicode's simple case folding; `(?i)`, Sigma's `re|i`.
    public static let ignoreCase = LinearRegexOptions(rawValue: 1)
    /// `^` and `$` match at each line; `(?m)`, Sigma's `re|m`.
    public static let multiline = LinearRegexOptions(rawValue: 2)
    /// `.` matches a newline too; `(?s)`, Sigma's `re|s`.
    public static let dotAll = LinearRegexOptions(rawValue: 4)
}
