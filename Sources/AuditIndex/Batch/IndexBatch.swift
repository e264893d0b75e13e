import CloudTrail
import SecurityArchitecture

/// Events and files on their way from a worker to the writer.
///
/// Rows refer to texts by the numbers of the batch's own tables, so that a worker needs no word
/// with any other; the writer gives each distinct text its number in the index once a batch.
public struct IndexBatch: Sendable {
    /// The files that the rows are from, or the parts of files.
    public var files: [FilePart] = []
    /// The events.
    public var rows: [EventRow] = []
    /// The distinct ways in which secrets were touched.
    public var secretAccesses: [SecretAccess] = []
    /// The touches of secrets.
    public var secretTouches: [SecretTouch] = []
    /// The starts of sessions.
    public var sessionStarts: [SessionStart] = []
    /// The changes of security groups.
    public var groupChanges: [GroupChange] = []
    /// The hits of rules.
    public var ruleHits: [RuleHit] = []
    /// What correlations want of events.
    public var observations: [RuleObservation] = []
    /// What hits are about, and what is measured in them.
    public var subjects: [RuleSubject] = []
    /// The same as JSON.
    public var subjectTexts = TextTable()
    /// The records that are none.
    public var rejections: [Rejection] = []
    /// The texts that rows refer to, by ``TextKind``.
    public var texts = [TextTable](repeating: TextTable(), count: TextKind.allCases.count)
    /// Event ids that are no UUIDs.
    public var identifiers = TextTable()
    /// What is known of the principals, by number - 1.
    public var principals: [PrincipalFacts] = []

    /// Stands for the code of a failure that has a message only.
    public static let failureWithoutCode = EventText.failureWithoutCode

    /// Makes an empty batch.
    public init() {}

    /// Roughly the bytes of memory that the batch holds.
    public var weight: Int {
        rows.count * MemoryLayout<EventRow>.stride + texts.reduce(0) { $0 + $1.weight }
            + identifiers.weight + secretAccesses.count * 250 + sessionStarts.count * 400
            + groupChanges.count * 400 + ruleHits.count * 12 + observations.count * 20
            + subjects.count * 8 + subjectTexts.weight
            + rejections.count * 200 + files.count * 300
    }

    /// What the dictionary of principals says beside the name.
    public struct PrincipalFacts: Hashable, Sendable {
        /// What kind it is.
        public var kind: PrincipalKind
        /// The role behind it; nil where it is none.
        public var role: String?

        /// Makes facts.
        public init(kind: PrincipalKind, role: String?) {
            self.kind = kind
            self.role = role
        }
    }

    /// A record that could not be taken.
    public struct Rejection: Hashable, Sendable {
        /// The file, as a position in ``IndexBatch/files``.
        public var file: Int32
        /// Where the record lies.
        public var location: RecordLocation
        /// Why, as one clause.
        public var reason: String

        /// Makes a rejection.
        public init(file: Int32, location: RecordLocation, reason: String) {
            self.file = file
            self.location = location
            self.reason = reason
        }
    }
}
