import CloudTrail

/// How often somebody made a call with one outcome, over some days.
public struct CallCount: Sendable, Hashable {
    /// Who; nil where the record names nobody.
    public var principal: IndexedPrincipal?
    /// The service that was called.
    public var eventSource: String
    /// The name of the call.
    public var eventName: String
    /// Whether the calls failed.
    public var isFailure: Bool
    /// Whether their error code says that the caller lacks a permission.
    public var isDenied: Bool
    /// How many calls there were.
    public var count: Int
    /// The first day with one, as seconds since 1970.
    public var firstDay: Int64
    /// The last day with one.
    public var lastDay: Int64
}
