/// An alert as the index keeps it.
///
/// Alerts of one rule and subject that are far apart in time are several, under one key.
public struct AlertRecord: Sendable, Hashable {
    /// Who has put an alert into its state, when and why.
    public struct Decision: Sendable, Hashable {
        /// Until when it holds, in seconds since 1970; nil without end.
        public var until: Int64?
        /// Who.
        public var by: String?
        /// Why.
        public var why: String?
        /// When, in seconds since 1970.
        public var at: Int64

        /// Makes a decision.
        public init(until: Int64? = nil, by: String? = nil, why: String? = nil, at: Int64) {
            self.until = until
            self.by = by
            self.why = why
            self.at = at
        }
    }

    /// What people were told last.
    public struct Told: Sendable, Hashable {
        /// When, in seconds since 1970.
        public var at: Int64
        /// The level.
        public var level: String
        /// The entities.
        public var entities: [String]
        /// The time of the latest hit.
        public var last: Int64

        /// Describes what was told.
        public init(at: Int64, level: String, entities: [String], last: Int64) {
            self.at = at
            self.level = level
            self.entities = entities
            self.last = last
        }
    }

    /// Something that is known about what it is about, and how.
    public struct Fact: Sendable, Hashable, Codable {
        /// The field.
        public var name: String
        /// Its value, or several as one text.
        public var value: String
        /// `observed`, `declared` or `guessed`.
        public var provenance: String

        /// Makes a fact.
        public init(name: String, value: String, provenance: String) {
            self.name = name
            self.value = value
            self.provenance = provenance
        }
    }

    /// Its number; 0 before it has one.
    public var id: Int64 = 0
    /// The same for all alerts of a rule and subject, whatever the rule's wording.
    public var key: String
    /// The rule's number in the index.
    public var rule: Int64
    /// The subject's number in the index.
    public var subject: Int64
    /// The time of the first hit, in seconds since 1970.
    public var first: Int64
    /// The time of the latest hit.
    public var last: Int64
    /// How many hits there are.
    public var count: Int = 0
    /// How serious it is.
    public var level: String = ""
    /// One line with the facts in it.
    public var title: String = ""
    /// Why it was raised.
    public var reason: String = ""
    /// `observed`, `declared` or `guessed`: the least sure fact that it rests on.
    public var basis: String = "observed"
    /// What is known.
    public var facts: [Fact] = []
    /// Who and what took part: a new one makes it grow.
    public var entities: [String] = []
    /// Whether its rule is being tried, so that nobody is told.
    public var isStaged = false
    /// The alert that tells of all its events already; nil where it stands by itself.
    public var coveredBy: Int64?
    /// What people have done about it.
    public var state = AlertState.open
    /// Who has, and why.
    public var decision: Decision?
    /// When it was made, in seconds since 1970.
    public var created: Int64 = 0
    /// What people were told last.
    public var told: Told?
    /// Whether something has changed since it was last considered to tell people.
    public var isPending = true

    /// Makes an alert of one hit.
    public init(key: String, rule: Int64, subject: Int64, first: Int64, last: Int64) {
        self.key = key
        self.rule = rule
        self.subject = subject
        self.first = first
        self.last = last
    }
}
