import CloudTrail
import SecurityArchitecture

/// A field that the tests of a program ask for.
struct ProgramField: Sendable {
    /// The path in the record.
    let path: FieldPath
    /// The derived field of that name, which stands in where the record reaches nothing.
    let fact: FactField?
    /// What decides the value, as far as that is known beforehand.
    let decider: Decider

    /// What of an event decides the value of a field.
    enum Decider {
        /// `eventSource` and `eventName`.
        case action
        /// `userIdentity`, and whether the call was made in the console.
        case caller
        /// `readOnly`.
        case reading
        /// What tells of a failure, where something does.
        case outcome
        /// Anything.
        case event
    }

    init(_ name: String) {
        path = FieldPath(name)
        fact = FactField(rawValue: name)
        decider =
            switch name {
            case "eventSource", "eventName": .action
            case "readOnly": .reading
            case "errorCode", "errorMessage": .outcome
            default: Self.decider(path, fact)
            }
    }

    private static func decider(_ path: FieldPath, _ fact: FactField?) -> Decider {
        switch fact {
        case .principalKind, .principalName, .principalEnvironment, .forwarded: .caller
        case .failed, .denied: .outcome
        default: path.field == .userIdentity ? .caller : .event
        }
    }
}

/// A distinct test of a program.
struct ProgramTest: Sendable {
    /// The position among the fields; that of the message is -1.
    let field: Int
    /// The field that is referred to, or -1.
    let other: Int
    let matcher: FieldTest.Matcher
    /// What decides the answer.
    let decider: ProgramField.Decider
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
