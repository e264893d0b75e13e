import CloudTrail

/// A rule's hit on an event.
public struct ScanHit: Hashable, Sendable {
    /// The position of the rule among the program's.
    public var rule: Int
    /// The event.
    public var event: ScanEvent
}

/// What a scan keeps of an event that a rule matched.
public struct ScanEvent: Hashable, Sendable {
    /// When it happened.
    public var time: EventTime
    /// Its id, or what stands in for one.
    public var identifier: EventIdentifier
    /// The service.
    public var eventSource: String?
    /// The call.
    public var eventName: String?
    /// The region.
    public var awsRegion: String?
    /// The account that the record is for; the caller's where the record does not say.
    public var recipientAccountId: String?
    /// Where the call came from.
    public var sourceIPAddress: String?
    /// What made the call.
    public var userAgent: String?
    /// The error; nil where there was none, and where a failure has no code.
    public var errorCode: String?
    /// The caller's access key.
    public var accessKeyId: String?
    /// The caller, as ``CloudTrail/Identity/principal`` names it.
    public var principal: String?
    /// What kind of principal that is.
    public var principalKind: PrincipalKind
    /// The ARN of the caller's session, where there is one.
    public var session: String?
    /// What the call was mainly about.
    public var resource: String?
    /// Whether the call failed.
    public var isFailure: Bool
    /// Whether it failed because the caller was not allowed to make it.
    public var isDenied: Bool
    /// The path of its file; of several copies the first by name.
    public var file: String
}
