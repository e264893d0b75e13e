import Basics
import CloudTrail

/// What one worker knows of what its events repeat: callers, actions, and requests for secrets.
///
/// For example:
///
/// ```swift
/// let cache = WorkerCache()
/// let known = cache.known(of: event)
/// known.topics                              // .secrets
/// cache.caller(of: event, known).identity   // parsed at the caller's first call
/// ```
///
/// A caller is `userIdentity` without what is another in each session: roles get new keys every
/// hour, and little depends on these.
///
/// Callers, actions and requests are numbered from 1; 0 stands for nothing. When one of the three
/// has grown beyond its bound it is forgotten all at once, and its generation changes: the numbers
/// are given anew, and whoever keeps something by them must forget it too. The batch, the rules
/// and the facts of a worker share the numbers, so that bytes are compared once an event, and
/// parsed once a caller.
///
/// - complexity: O(n) in the bytes of `userIdentity`, `eventSource` and `eventName`. Memory is
///   bounded: 8,192 callers or 4 MiB of them, 4 MiB of their spellings, 2 MiB of actions, 2 MiB of requests, one more of each,
///   and what they mean.
/// - note: It belongs to one thread at a time.
package final class WorkerCache {
    private var tables = Tables()
    private var secrets = SecretCache()

    package init() {}

    /// What is known of an event, valid until that of another is asked for.
    package func known(of event: Event) -> KnownEvent { tables.known(of: event) }

    /// Who made a call.
    package func caller(of event: Event, _ known: KnownEvent) -> CallerRecord {
        if let caller = tables.callers[known.caller] { return caller }
        var identity = event.identity
        identity.accessKeyID = nil
        let caller = CallerRecord(identity)
        tables.callers[known.caller] = caller
        return caller
    }

    /// The source and the name of an action, joined by a zero byte.
    ///
    /// - parameter number: A number other than 0.
    package func text(ofAction number: Int) -> ArraySlice<UInt8> {
        tables.actions.utf8(Int32(number))
    }

    /// The accesses to secrets in an event, and the number of their request.
    ///
    /// - returns: The same accesses as `SecretAccess.accesses(in:)`. Calls with the same number
    ///   access the same secrets alike; 0 says that this one is not remembered.
    package func secretAccesses(
        in event: Event,
        _ known: KnownEvent
    ) -> (number: Int, accesses: [SecretAccess]) {
        secrets.accesses(in: event) { caller(of: event, known).identity.invokedBy != nil }
    }

    /// Changes when the numbers of requests are given anew.
    package var requestGeneration: Int { secrets.generation }
}

/// What a worker's cache knows of an event.
package struct KnownEvent {
    /// The number of its `userIdentity`, by the very bytes; 0 where it has none.
    package fileprivate(set) var spelling = 0
    /// Changes when the numbers of spellings are given anew.
    package fileprivate(set) var spellingGeneration = 0
    /// The number of its caller, whatever the session; 0 where it has none.
    package fileprivate(set) var caller = 0
    /// Changes when the numbers of callers are given anew.
    package fileprivate(set) var callerGeneration = 0
    /// The number of its `eventSource` and `eventName`; 0 where it has neither.
    package fileprivate(set) var action = 0
    /// Changes when the numbers of actions are given anew.
    package fileprivate(set) var actionGeneration = 0
    /// Whether the two are texts without escapes: then the number decides all tests of them.
    package fileprivate(set) var isPlainAction = false
    /// What it may be about.
    package var topics = EventTopics.all

    init() {}
}

/// A caller, as far as somebody has asked.
package final class CallerRecord {
    /// Who it is; the access key is the session's.
    package let identity: Identity
    package private(set) lazy var principal = Principal(identity)
    /// What the classifier that the cache belongs to says of all sessions of the role or user.
    var common: PrincipalClass?
    /// What it says of the caller; nil where that depends on when the session began.
    var facts: PrincipalFacts?

    init(_ identity: Identity) { self.identity = identity }
}

/// It is a struct, so that numbering an event costs one check for overlapping accesses.
private struct Tables {
    private static let callerBound = 4 << 20
    /// Callers, of each of whom some kilobytes are known.
    private static let callerLimit = 8_192
    private static let actionLimit = 16_384
    private static let actionBound = 2 << 20

    private var spellings = TextTable()
    private var spellingGeneration = 0
    /// The caller of each spelling, by number; the first is nobody.
    private var callersOfSpellings: [Int32] = [0]
    /// The callers, as they are spelled without their sessions.
    private var callerTexts = TextTable()
    private var callerGeneration = 0
    /// By number; the first is nobody.
    var callers: [CallerRecord?] = [nil]

    private(set) var actions = TextTable()
    private var actionGeneration = 0
    private var topics: [EventTopics?] = [nil]
    private var scratch: [UInt8] = []

    mutating func known(of event: Event) -> KnownEvent {
        var known = KnownEvent()
        setCaller(of: event, &known)
        if actions.count >= Self.actionLimit || actions.weight > Self.actionBound {
            actions = TextTable()
            topics = [nil]
            actionGeneration += 1
        }
        let (action, isPlain) = event.internAction(in: &actions, scratch: &scratch)
        known.action = Int(action)
        known.actionGeneration = actionGeneration
        known.isPlainAction = isPlain
        if known.action == topics.count { topics.append(nil) }
        if let topics = topics[known.action] {
            known.topics = topics
        } else {
            known.topics = EventTopics(event)
            topics[known.action] = known.topics
        }
        return known
    }

    private mutating func setCaller(of event: Event, _ known: inout KnownEvent) {
        if callerTexts.count >= Self.callerLimit || callerTexts.weight > Self.callerBound {
            callerTexts = TextTable()
            callers = [nil]
            callerGeneration += 1
            forgetSpellings()
        }
        if spellings.weight > Self.callerBound { forgetSpellings() }
        known.spelling = Int(event.internCaller(in: &spellings))
        known.spellingGeneration = spellingGeneration
        if known.spelling == callersOfSpellings.count {
            callersOfSpellings.append(
                event.internCallerBeyondSession(in: &callerTexts, scratch: &scratch)
            )
        }
        known.caller = Int(callersOfSpellings[known.spelling])
        known.callerGeneration = callerGeneration
        if known.caller == callers.count { callers.append(nil) }
    }

    private mutating func forgetSpellings() {
        spellings = TextTable()
        callersOfSpellings = [0]
        spellingGeneration += 1
    }
}
