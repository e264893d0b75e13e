/// A rule's condition, before its identifiers are replaced by what they stand for.
///
/// See [Sigma conditions][conditions].
///
/// [conditions]: https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html#condition
indirect enum Condition: Hashable, Sendable {
    case or([Condition])
    case and([Condition])
    case not(Condition)
    /// `1 of PATTERN` or `any of PATTERN`.
    case anyOf(String)
    /// `all of PATTERN`.
    case allOf(String)
    case identifier(String)
}
