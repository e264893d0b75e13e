import SecurityArchitecture

/// What is wrong with a part of a rule, before it is known where.
struct RuleFault: Error, Hashable {
    var message: String

    init(_ message: String) { self.message = message }
}
