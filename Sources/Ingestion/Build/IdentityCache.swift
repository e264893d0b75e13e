import AuditIndex
import CloudTrail
import SecurityArchitecture

/// Remembers what callers are to a batch, by their numbers.
struct IdentityCache {
    /// A caller, as numbers of the batch's texts.
    struct Caller {
        var principal: Int32 = 0
        var session: Int32 = 0
        var accessKey: Int32 = 0
        var account: Int32 = 0
        var flags: EventFlags = []
    }

    private let numbers: CallerSpellings
    /// What the numbers belong to.
    private var generation = 0
    /// The principals of those that were asked for.
    private var principals: [Principal?] = []
    /// What callers are in the batch, of those that it has met.
    private var callers: [Caller?] = []
    private var met: [Int] = []

    /// Makes a memo.
    ///
    /// - parameter numbers: The numbers of callers.
    init(_ numbers: CallerSpellings) { self.numbers = numbers }

    /// Prepares for another batch, which has numbers of its own.
    mutating func beginBatch() {
        for number in met { callers[number] = nil }
        met.removeAll(keepingCapacity: true)
    }

    /// Who made a call, and the principal behind it.
    ///
    /// - parameters:
    ///   - event: The call.
    ///   - number: The number of its caller.
    mutating func identity(of event: Event, _ number: Int) -> (Identity, Principal) {
        follow(number)
        let identity = numbers.identity(of: event, number)
        let principal = principals[number] ?? Principal(identity)
        principals[number] = principal
        return (identity, principal)
    }

    /// Whether a service made a call, for itself or for somebody.
    func isInvoked(_ event: Event, _ number: Int) -> Bool {
        numbers.identity(of: event, number).invokedBy != nil
    }

    /// What a caller is in the batch.
    mutating func caller(
        of event: Event,
        _ number: Int,
        in batch: inout IndexBatch
    ) -> Caller {
        follow(number)
        if let caller = callers[number] { return caller }
        let caller = Self.caller(numbers.identity(of: event, number), in: &batch)
        callers[number] = caller
        met.append(number)
        return caller
    }

    /// Makes room for a number, and forgets what belongs to others.
    private mutating func follow(_ number: Int) {
        if generation != numbers.generation {
            generation = numbers.generation
            principals.removeAll(keepingCapacity: true)
            callers.removeAll(keepingCapacity: true)
            met.removeAll(keepingCapacity: true)
        }
        while callers.count <= number {
            callers.append(nil)
            principals.append(nil)
        }
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
