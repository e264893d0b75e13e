/// A value as a rule's YAML has it, before modifiers.
///
/// See [Sigma rules, values][values].
///
/// [values]: https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html
enum RuleValue: Hashable, Sendable {
    /// A text.
    case text(String)
    /// A number that stands unquoted.
    case number(RuleNumber, spelling: String)
    /// `true` or `false`, unquoted.
    case boolean(Bool)
    /// Nothing, or `null`.
    case null
    /// A date or time that stands unquoted, which no value may be.
    case time(String)

    /// The name of the value's type, for messages.
    var kind: String {
        switch self {
        case .text: "text"
        case .number: "number"
        case .boolean: "boolean"
        case .null: "null"
        case .time: "date"
        }
    }
}
