import AuditIndex
import CloudTrail
import SecurityArchitecture

/// Remembers what `userIdentity` values mean, by their very bytes.
///
/// The calls of a session repeat the same hundreds of bytes; only the first is parsed.
struct IdentityMemo {
    /// A caller, as numbers of the batch's texts.
    struct Caller {
        var principal: Int32 = 0
        var session: Int32 = 0
        var accessKey: Int32 = 0
        var account: Int32 = 0
        var flags: EventFlags = []
    }

    /// What is known of a caller.
    private struct Known {
        var identity: Identity
        /// The principal, once it was asked for.
        var principal: Principal?
        /// What the caller is in the batch, once it has met it.
        var caller: Caller?
    }

    private let numbers: CallerSpellings
    /// What the numbers belong to.
    private var generation = 0
    private var known: [Known?] = []
    /// The callers that the batch has met.
    private var met: [Int] = []

    /// Makes a memo.
    ///
    /// - parameter numbers: The numbers of callers.
    init(_ numbers: CallerSpellings) { self.numbers = numbers }

    /// Prepares for another batch, which has numbers of its own.
    mutating func beginBatch() {
        for number in met { known[number]?.caller = nil }
        met.removeAll(keepingCapacity: true)
    }

    /// Who made a call, and the principal behind it.
    ///
    /// - parameters:
    ///   - event: The call.
    ///   - number: The number of its caller.
    mutating func identity(of event: Event, _ number: Int) -> (Identity, Principal) {
        var caller = known(event, number)
        let principal = caller.principal ?? Principal(caller.identity)
        caller.principal = principal
        known[number] = caller
        return (caller.identity, principal)
    }

    /// Whether a service made a call, for itself or for somebody.
    mutating func isInvoked(_ event: Event, _ number: Int) -> Bool {
        known(event, number).identity.invokedBy != nil
    }

    /// What a caller is in the batch.
    mutating func caller(
        of event: Event,
        _ number: Int,
        in batch: inout IndexBatch
    ) -> Caller {
        if let caller = known(event, number).caller { return caller }
        let caller = Self.caller(known(event, number).identity, in: &batch)
        known[number]?.caller = caller
        met.append(number)
        return caller
    }

    private mutating func known(_ event: Event, _ number: Int) -> Known {
        if generation != numbers.generation {
            generation = numbers.generation
            known.removeAll(keepingCapacity: true)
            met.removeAll(keepingCapacity: true)
        }
        while known.count <= number { known.append(nil) }
        if let caller = known[number] { return caller }
        let caller = Known(identity: event.identity)
        known[number] = caller
        return caller
    }

    private static func caller(_ identity: Identity, in batch: inout IndexBatch) -> Caller {
        var caller = Caller()
        caller.principal = batch.texts[TextKind.principal.rawValue].intern(identity.principal)
        if Int(caller.principal) > batch.principals.count {
            batch.principals.append(
                IndexBatch.PrincipalFacts(kind: identity.kind, role: identity.role)
            )
        }
        caller.session = intern(identity.session, .session, in: &batch)
        caller.accessKey = intern(identity.accessKeyID, .accessKey, in: &batch)
        caller.account = intern(identity.accountID, .account, in: &batch)
        if identity.isMFAAuthenticated == true { caller.flags.insert(.mfa) }
        if identity.isForwarded { caller.flags.insert(.forwarded) }
        return caller
    }

    private static func intern(
        _ text: String?,
        _ kind: TextKind,
        in batch: inout IndexBatch
    ) -> Int32 {
        text.map { batch.texts[kind.rawValue].intern($0) } ?? 0
    }
}
