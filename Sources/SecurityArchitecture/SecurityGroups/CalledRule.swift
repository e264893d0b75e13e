/// A rule of a security group, as a call names it.
public struct CalledRule: Hashable, Sendable {
    /// `sgr-…`; nil where the record does not tell.
    public var id: String?
    /// In or out; nil where `ModifySecurityGroupRules` does not tell.
    public var direction: SecurityGroupRule.Direction?
    /// What the rule opens; nil where only its id is named, or what is named makes no sense.
    public var reach: SecurityGroupReach?

    /// Names a rule.
    public init(
        id: String? = nil,
        direction: SecurityGroupRule.Direction?,
        reach: SecurityGroupReach?
    ) {
        self.id = id
        self.direction = direction
        self.reach = reach
    }
}
