import CloudTrail
import SecurityArchitecture

/// An event as the index has it, its texts looked up.
public struct IndexedEvent: Sendable {
    /// When it happened.
    public var time: EventTime
    /// Its id; content stands in where the record has none.
    public var identifier: EventIdentifier
    /// What tells it from others under the same id.
    public var content: Int64
    /// What else there is to say.
    public var flags: EventFlags
    /// `eventSource`.
    public var service: String?
    /// `eventName`.
    public var name: String?
    /// Whom baselines rest on.
    public var principal: String?
    /// What kind of principal it is.
    public var principalKind: String?
    /// The role behind the principal.
    public var role: String?
    /// The other texts, by ``TextKind``.
    var texts: [String?]
    /// The file, by its number in the ledger.
    public var source: Int64
    /// Where the raw record lies in the file's inflated bytes.
    public var location: RecordLocation
    /// The environment of what it is about, where a search was asked to judge that.
    public var targetEnvironment: EnvironmentFact?

    /// One of the texts.
    public subscript(kind: TextKind) -> String? { texts[kind.rawValue] }

    /// The record's `errorCode`: a failure may have none.
    public var errorCode: String? {
        self[.error].flatMap { $0 == EventText.failureWithoutCode ? nil : $0 }
    }
}
