import CloudTrail

/// Gives single derived fields of events, and finds out no more of their facts than these take.
///
/// For example:
///
/// ```swift
/// let reader = FactReader(Classifier(architecture))
/// for event in events {
///     reader.begin()
///     if reader.value(of: .principalKind, in: event) == .text("root") { report(event) }
/// }
/// ```
///
/// Rules ask of nearly every event what the caller is, and of few what these touch: the values
/// are the same as those of the event's ``Facts``, which take several times as long.
///
/// - complexity: O(n) in the bytes of what is asked for, where it is not known from another event.
/// - note: A reader belongs to one thread at a time.
public final class FactReader {
    let classifier: Classifier
    private(set) var caller: Int?
    private(set) var resource: String??
    private(set) var topics = EventTopics.all
    var principal: PrincipalFacts?
    var network: NetworkFacts?
    var rare: RareParts?

    /// Makes a reader.
    public init(_ classifier: Classifier) { self.classifier = classifier }

    /// Turns to another event.
    public func begin() {
        caller = nil
        resource = nil
        topics = .all
        principal = nil
        network = nil
        if rare != nil { rare = nil }
    }

    /// Turns to an event of which something has been found out already.
    ///
    /// - parameters:
    ///   - caller: The number of its caller among the classifier's spellings.
    ///   - resource: Its `mainResource`, unless nobody has looked for it.
    ///   - topics: What it may be about.
    package func begin(caller: Int, resource: String?? = nil, topics: EventTopics = .all) {
        begin()
        self.caller = caller
        self.resource = resource
        self.topics = topics
    }

    /// The value of a field; nil where it does not apply.
    ///
    /// - parameters:
    ///   - field: The field.
    ///   - event: The event, the same since ``begin()``.
    public func value(of field: FactField, in event: Event) -> FactValue? {
        LazyFacts(reader: self, event: event).value(of: field, in: event)
    }

    /// Keeps something that few events have.
    func keep(_ change: (inout RareParts) -> Void) {
        var parts = rare ?? RareParts()
        change(&parts)
        rare = parts
    }
}

/// What has been found out of an event beside its caller and its network.
struct RareParts {
    var account: EnvironmentFact??
    var resourceEnvironment: EnvironmentFact??
    var accesses: [SecretAccess]?
    var secrets: [SecretFacts]?
    var start: RoleSessionStart??
    var role: RoleFacts??
    var breaches: [ContractBreach]?
}
