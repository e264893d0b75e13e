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

    /// The spellings are forgotten, between two batches, when they have grown beyond this.
    private static let bound = 2 << 20

    private var spellings = TextTable()
    private var identities: [Identity] = []
    /// The principals of those that were asked for.
    private var principals: [Principal?] = []
    /// What the identities are in the batch, as far as it has met them.
    private var callers: [Caller?] = []

    /// Roughly the bytes of memory that the memo holds.
    var weight: Int { spellings.weight }

    /// Prepares for another batch, which has numbers of its own.
    mutating func beginBatch() {
        if weight > Self.bound {
            spellings = TextTable()
            identities = []
            principals = []
        }
        callers = [Caller?](repeating: nil, count: identities.count)
    }

    /// Who made a call, and the principal behind it.
    mutating func identity(of event: Event) -> (Identity, Principal) {
        guard let number = number(of: event) else { return (.none, Principal(.none)) }
        while principals.count <= number { principals.append(nil) }
        let principal = principals[number] ?? Principal(identities[number])
        principals[number] = principal
        return (identities[number], principal)
    }

    /// Whether a service made a call, for itself or for somebody.
    mutating func isInvoked(_ event: Event) -> Bool {
        number(of: event).map { identities[$0].invokedBy != nil } ?? false
    }

    private mutating func number(of event: Event) -> Int? {
        let number = event.internIdentity(in: &spellings)
        guard number > 0 else { return nil }
        let index = Int(number) - 1
        if index == identities.count {
            identities.append(event.identity)
            callers.append(nil)
        }
        return index
    }

    mutating func caller(of event: Event, in batch: inout IndexBatch) -> Caller {
        guard let index = number(of: event) else { return Caller() }
        if let known = callers[index] { return known }
        let caller = Self.caller(identities[index], in: &batch)
        callers[index] = caller
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
