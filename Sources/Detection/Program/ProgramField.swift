import CloudTrail
import SecurityArchitecture

/// A field that the tests of a program ask for.
struct ProgramField: Sendable {
    /// The path in the record.
    let path: FieldPath
    /// The derived field of that name, which stands in where the record reaches nothing.
    let fact: FactField?
    /// Whether it is `eventSource` or `eventName`.
    let isAction: Bool
    /// Whether the bytes of `userIdentity` decide the value.
    let isOfCaller: Bool

    init(_ name: String) {
        path = FieldPath(name)
        fact = FactField(rawValue: name)
        isAction = name == "eventSource" || name == "eventName"
        isOfCaller = path.field == .userIdentity || (fact?.isOfCaller ?? false)
    }
}

/// A distinct test of a program.
struct ProgramTest: Sendable {
    /// The position among the fields; that of the message is -1.
    let field: Int
    /// The field that is referred to, or -1.
    let other: Int
    let matcher: FieldTest.Matcher
    /// Whether eventSource and eventName alone decide it.
    let isAction: Bool
    /// Whether it is a keyword that is looked for together with all others.
    let isKeyword: Bool
    /// Whether its answer for a value is worth remembering.
    let isMemorable: Bool
}

/// A step of a rule's logic: a test, and where to go on its answer.
struct Branch: Sendable {
    static let accept: Int32 = -1
    static let reject: Int32 = -2

    var test: Int32
    var onTrue: Int32
    var onFalse: Int32
}
