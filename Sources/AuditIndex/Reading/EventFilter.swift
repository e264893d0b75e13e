import SecurityArchitecture

/// Which events are asked for: a range of time, and conditions that all have to hold.
public struct EventFilter: Sendable {
    /// One condition.
    public struct Condition: Sendable {
        /// What is looked at.
        public enum Subject: Sendable {
            /// A dictionary's text.
            case text(TextKind)
            /// The service of the call, `eventSource`.
            case service
            /// The name of the call, `eventName`.
            case name
            /// The role behind the caller.
            case role
        }

        /// What has to hold.
        public enum Test: Sendable {
            /// A text matches one of some patterns.
            case matches(Subject, [TextPattern])
            /// All of some flags are set.
            case flags(EventFlags)
            /// Some text of the event, or its id, contains this; letters of either case.
            case contains(String)
            /// It touches a secret that one of some patterns means, whatever its caller wrote.
            case secrets([SecretPattern])
            /// It matched a rule whose title or id one of some patterns means.
            case rules([TextPattern])
            /// What it is about belongs to an environment of one of these names.
            case environments(Set<String>, Architecture)
        }

        /// What has to hold.
        public var test: Test
        /// Whether it must not hold instead.
        public var isExcluded: Bool

        /// Makes a condition.
        public init(_ test: Test, isExcluded: Bool = false) {
            self.test = test
            self.isExcluded = isExcluded
        }
    }

    /// The first second asked for; nil asks for all from the first event on.
    public var since: Int64?
    /// The second behind the last one asked for; nil asks for all.
    public var until: Int64?
    /// What has to hold.
    public var conditions: [Condition]

    /// Makes a filter; without arguments, one that lets every event pass.
    public init(since: Int64? = nil, until: Int64? = nil, conditions: [Condition] = []) {
        self.since = since
        self.until = until
        self.conditions = conditions
    }
}
