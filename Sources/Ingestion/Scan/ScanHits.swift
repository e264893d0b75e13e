import Basics
import CloudTrail

/// A rule's hit on an event.
package struct ScanHit: Hashable, Sendable {
    /// The position of the rule among the program's.
    package var rule: Int
    /// The event.
    package var event: ScanEvent
}

/// What a scan keeps of an event that a rule matched.
package struct ScanEvent: Hashable, Sendable {
    /// When it happened.
    package var time: EventTime
    /// Its id, or what stands in for one.
    package var identifier: EventIdentifier
    /// The service.
    package var eventSource: String?
    /// The call.
    package var eventName: String?
    /// The region.
    package var awsRegion: String?
    /// The account that the record is for; the caller's where the record does not say.
    package var recipientAccountId: String?
    /// Where the call came from.
    package var sourceIPAddress: String?
    /// What made the call.
    package var userAgent: String?
    /// The error; nil where there was none, and where a failure has no code.
    package var errorCode: String?
    /// The caller's access key.
    package var accessKeyId: String?
    /// The caller, as ``CloudTrail/Identity/principal`` names it.
    package var principal: String?
    /// What the record says that the principal is.
    package var principalType: PrincipalKind
    /// The role behind it.
    package var role: String?
    /// The person who acted, where the record names one.
    package var person: String?
    /// The ARN of the caller's session, where there is one.
    package var session: String?
    /// What the call was mainly about.
    package var resource: String?
    /// Whether the call failed.
    package var isFailure: Bool
    /// Whether it failed because the caller was not allowed to make it.
    package var isDenied: Bool
    /// The path of its file; of several copies the first by name.
    package var file: String
}

/// The hits of a scan, by time, event and rule.
///
/// - complexity: Memory is a few kilobytes for each part of them that is on disk, and what is not.
package struct ScanHits: Sendable {
    private let spools: [SortedSpool]
    /// The hits of each rule of the program.
    package private(set) var counts: [Int]

    /// How many there are.
    package var count: Int { counts.reduce(0, +) }

    /// Whether there are none.
    package var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }

    /// Puts together what workers found, in whatever order they come.
    init(_ spools: [SortedSpool], rules: Int) throws(SpoolFailure) {
        self.spools = spools
        counts = Array(repeating: 0, count: rules)
        var events = DistinctEvents(spools)
        while let bytes = try events.next() {
            MatchedEvent.forEachRule(bytes) { counts[$0] += 1 }
        }
    }

    /// Calls `body` with each hit.
    ///
    /// - throws: What `body` throws, and when they cannot be read from disk.
    package func forEach(_ body: (ScanHit) throws -> Void) throws {
        var events = DistinctEvents(spools)
        while let bytes = try events.next() {
            let (event, rules) = MatchedEvent.decode(bytes)
            for rule in rules { try body(ScanHit(rule: rule, event: event)) }
        }
    }
}

/// The events of some spools, each once: the copy whose file is the first by name.
private struct DistinctEvents {
    private var cursor: SpoolCursor
    private var last: ArraySlice<UInt8> = []

    init(_ spools: [SortedSpool]) { cursor = SortedSpool.cursor(over: spools) }

    mutating func next() throws(SpoolFailure) -> [UInt8]? {
        while let bytes = try cursor.next() {
            let key = bytes[..<MatchedEvent.keyLength(bytes)]
            guard key != last else { continue }
            last = key
            return bytes
        }
        return nil
    }
}
