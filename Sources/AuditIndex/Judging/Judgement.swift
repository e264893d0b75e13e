/// What the events of a run are judged by: rules, and the architecture that gives them their facts.
///
/// For example:
///
/// ```swift
/// let judgement = Judgement(
///     rules: rules, architecture: architecture.contentHash, paths: ["rules"])
/// try index.write { writer in try writer.begin(judgement) }
/// ```
public struct Judgement: Hashable, Sendable {
    /// The rules, in an order that a batch's ``RuleHit``s refer to.
    public var rules: [JudgedRule]
    /// The hash of the declared architecture.
    public var architecture: String
    /// Where the rules were loaded from, as the user named it.
    public var paths: [String]

    /// Makes a judgement.
    public init(rules: [JudgedRule], architecture: String, paths: [String]) {
        self.rules = rules
        self.architecture = architecture
        self.paths = paths
    }

    /// One text for all rules: the same for the same rules in any order.
    var ruleSet: String { rules.map(\.hash).sorted().joined(separator: " ") }
}

/// A rule as the index keeps it beside its matches.
public struct JudgedRule: Hashable, Sendable {
    /// The hash of what the rule matches: another one, another rule.
    public var hash: String
    /// The id that its author gave it.
    public var ruleID: String?
    /// The title.
    public var title: String
    /// The level, in Sigma's words.
    public var level: String?
    /// The status, in Sigma's words.
    public var status: String?
    /// The file that it was loaded from.
    public var file: String
    /// Whether a match is told on its own, or only taken up by a correlation.
    public var raisesAlerts: Bool
    /// What is kept of the events that it is about.
    public var record: Record

    /// What the index keeps of the events that a rule or correlation is about.
    public enum Record: Hashable, Sendable {
        /// The matches themselves.
        case matches
        /// Each event, as a correlation asks for it.
        case observations
        /// The clock hours, for a correlation that looks back over a long time.
        case hours
    }

    /// Describes a rule.
    public init(
        hash: String,
        ruleID: String?,
        title: String,
        level: String?,
        status: String?,
        file: String,
        raisesAlerts: Bool,
        record: Record = .matches
    ) {
        self.hash = hash
        self.ruleID = ruleID
        self.title = title
        self.level = level
        self.status = status
        self.file = file
        self.raisesAlerts = raisesAlerts
        self.record = record
    }
}
