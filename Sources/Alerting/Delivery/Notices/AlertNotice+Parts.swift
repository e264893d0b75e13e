extension AlertNotice {
    /// What has happened to the alert.
    public enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
        /// It is new.
        case opened
        /// It has more events than when it was last told.
        case grew
        /// It still goes on.
        case reminder
        /// It is over.
        case resolved
        /// Nothing: somebody tries whether the channel works.
        case test
    }

    /// What an alert rests on: the records alone, what `audit.yaml` declares, or what was guessed
    /// from names.
    public struct Basis: Codable, Hashable, Sendable {
        /// Where the facts come from.
        public var kind: Kind
        /// What was declared or guessed, one line each.
        public var lines: [String]

        /// Makes a basis.
        ///
        /// - parameters:
        ///   - kind: Where the facts come from.
        ///   - lines: What was declared or guessed, one line each.
        public init(kind: Kind, lines: [String] = []) {
            self.kind = kind
            self.lines = lines
        }

        /// Where facts come from.
        public enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
            case observed, declared, guessed
        }
    }

    /// One thing that is known of the alert: `principal`, `web-prod-instance`.
    public struct Fact: Codable, Hashable, Sendable {
        /// What it is: `account`, `region`, `principal`, `address`, `secret`.
        public var name: String
        /// Its value, as the log has it.
        public var value: String

        /// Makes a fact.
        ///
        /// - parameters:
        ///   - name: What it is.
        ///   - value: Its value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// One event of the alert.
    public struct Evidence: Codable, Hashable, Sendable {
        /// The event's id, which `audit show` takes.
        public var eventID: String
        /// When it happened, in seconds since 1970.
        public var time: Int64
        /// The event in one line.
        public var text: String

        /// Makes a piece of evidence.
        ///
        /// - parameters:
        ///   - eventID: The event's id.
        ///   - time: When it happened, in seconds since 1970.
        ///   - text: The event in one line.
        public init(eventID: String, time: Int64, text: String) {
            self.eventID = eventID
            self.time = time
            self.text = text
        }
    }
}
