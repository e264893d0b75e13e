import Detection

/// What people are told about an alert: one message, which is the same on every channel.
///
/// For example:
///
/// ```swift
/// let notice = AlertNotice(
///     id: 42,
///     key: "8f14e45fceea167a5a36dedd4bea2543",
///     kind: .opened,
///     title: "web-prod-instance read secret prod/orders/mongodb from 45.83.64.11",
///     level: .high,
///     rule: "Production secret read by somebody who is not declared",
///     reason: "web-prod-instance is none of the secret's readers",
///     first: 1_772_848_421,
///     last: 1_772_848_421,
///     count: 1
/// )
/// print(try notice.json())
/// ```
///
/// Most of it comes from logs, and so from whoever wrote into them. It is kept here as it is;
/// each channel makes it harmless in its own way.
public struct AlertNotice: Hashable, Sendable {
    /// The number of the message in the outbox; no two messages have the same.
    public var id: Int64
    /// The number of the alert, which `audit alerts show` takes; nil of a test.
    public var alert: Int64?
    /// What all messages about one alert have in common, for example 32 hexadecimal digits.
    public var key: String
    /// What has happened to the alert.
    public var kind: Kind
    /// The alert in one line.
    public var title: String
    /// How serious it is.
    public var level: RuleLevel
    /// The title of the rule.
    public var rule: String
    /// The `id` of the rule, where it has one.
    public var ruleID: String?
    /// Why it is one, in a sentence or two.
    public var reason: String
    /// What it rests on.
    public var basis: Basis
    /// When its first event happened, in seconds since 1970.
    public var first: Int64
    /// When its latest event happened, in seconds since 1970.
    public var last: Int64
    /// How many events it has.
    public var count: Int
    /// Account, region, principal, address, secret and the like, the important ones first.
    public var facts: [Fact]
    /// Some of its events, the first ones first.
    public var evidence: [Evidence]
    /// The titles of other alerts, all of whose events are among those of this one or of others.
    public var covered: [String]
    /// What to do, one step a line.
    public var response: String
    /// Where to read on.
    public var references: [String]
    /// The control that it is about, for example `rotation`.
    public var control: String?

    /// Makes a notice.
    ///
    /// - parameters:
    ///   - id: The number of the message in the outbox.
    ///   - alert: The number of the alert.
    ///   - key: What all messages about the alert have in common.
    ///   - kind: What has happened.
    ///   - title: The alert in one line.
    ///   - level: How serious it is.
    ///   - rule: The title of the rule.
    ///   - ruleID: The `id` of the rule.
    ///   - reason: Why it is one.
    ///   - basis: What it rests on.
    ///   - first: The time of its first event, in seconds since 1970.
    ///   - last: The time of its latest event, in seconds since 1970.
    ///   - count: How many events it has.
    ///   - facts: Who, where, what.
    ///   - evidence: Some of its events.
    ///   - covered: The titles of other alerts about the same events.
    ///   - response: What to do.
    ///   - references: Where to read on.
    ///   - control: The control that it is about.
    public init(
        id: Int64,
        alert: Int64? = nil,
        key: String,
        kind: Kind,
        title: String,
        level: RuleLevel,
        rule: String,
        ruleID: String? = nil,
        reason: String,
        basis: Basis = Basis(kind: .declared),
        first: Int64,
        last: Int64,
        count: Int,
        facts: [Fact] = [],
        evidence: [Evidence] = [],
        covered: [String] = [],
        response: String = "",
        references: [String] = [],
        control: String? = nil
    ) {
        self.id = id
        self.alert = alert
        self.key = key
        self.kind = kind
        self.title = title
        self.level = level
        self.rule = rule
        self.ruleID = ruleID
        self.reason = reason
        self.basis = basis
        self.first = first
        self.last = last
        self.count = count
        self.facts = facts
        self.evidence = evidence
        self.covered = covered
        self.response = response
        self.references = references
        self.control = control
    }
}
