/// What hits of a rule are about, or what is measured in them, once for a batch.
public struct RuleSubject: Hashable, Sendable {
    /// The rule or correlation, as a position in the judgement's rules.
    public var rule: Int32
    /// The JSON, as a number of the batch's subject texts.
    public var text: Int32

    /// Makes a subject.
    public init(rule: Int32, text: Int32) {
        self.rule = rule
        self.text = text
    }
}
