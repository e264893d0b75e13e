import SecurityArchitecture

/// A rule of a program.
public struct ProgramRule: Sendable {
    /// The rule.
    public let rule: SigmaRule
    /// The filters that were added to it.
    public let filters: [SigmaFilter]
    /// Whether a match is told on its own; not where a correlation takes it up.
    public let raisesAlerts: Bool
    /// 32 hexadecimal digits that change when what the rule matches may have changed: when the
    /// rule does, or one of its filters.
    public let contentHash: String

    /// What the rule says about itself.
    public var header: RuleHeader { rule.header }

    init(_ rule: SigmaRule, filters: [SigmaFilter], raisesAlerts: Bool) {
        self.raisesAlerts = raisesAlerts
        self.rule = rule
        self.filters = filters
        contentHash = YAMLDigest.combined(
            [rule.header.contentHash] + filters.map(\.header.contentHash)
        )
    }
}

extension YAMLDigest {
    /// One hash of several; of one alone, itself.
    static func combined(_ hashes: [String]) -> String {
        guard hashes.count > 1 else { return hashes.first ?? "" }
        var digest = YAMLDigest()
        for hash in hashes { digest.add(hash) }
        return digest.description
    }
}
