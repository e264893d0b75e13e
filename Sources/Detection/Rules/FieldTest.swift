import CloudTrail

/// One question about one field of an event: the leaf of a rule's logic.
///
/// It holds when any candidate of the field satisfies it. Equal tests of different rules are
/// answered once an event.
struct FieldTest: Hashable, Sendable {
    /// What the test looks at.
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
        /// Kept apart, since a compiled pattern would make each test as large as itself.
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
