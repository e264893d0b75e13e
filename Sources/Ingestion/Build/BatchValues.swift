import AuditIndex
import CloudTrail

/// What a batch has of what a cache numbers: forgotten with the batch, and when the numbers are
/// given anew.
struct BatchValues<Value> {
    private var values: [Value?] = []
    /// What the numbers belong to.
    private var generation = 0

    /// Prepares for another batch, which has nothing yet.
    mutating func removeAll() { values.removeAll(keepingCapacity: true) }

    /// The value kept for a number, if there is one.
    ///
    /// - parameter generation: What the number belongs to.
    mutating func value(_ number: Int, of generation: Int) -> Value? {
        if generation != self.generation {
            self.generation = generation
            removeAll()
        }
        return number < values.count ? values[number] : nil
    }

    /// Keeps a value for the number that was asked for last.
    mutating func keep(_ value: Value, _ number: Int) {
        while values.count <= number { values.append(nil) }
        values[number] = value
    }
}

/// A caller, as numbers of a batch's texts.
struct BatchCaller {
    var principal: Int32
    var session: Int32
    var account: Int32
    var flags: EventFlags = []

    init(_ identity: Identity, in batch: inout IndexBatch) {
        principal = batch.intern(IndexedPrincipal(identity))
        session = Self.intern(identity.session, .session, in: &batch)
        account = Self.intern(identity.accountID, .account, in: &batch)
        if identity.isMFAAuthenticated == true { flags.insert(.mfa) }
        if identity.isForwarded { flags.insert(.forwarded) }
    }

    private static func intern(
        _ text: String?,
        _ kind: TextKind,
        in batch: inout IndexBatch
    ) -> Int32 {
        text.map { batch.texts[kind.rawValue].intern($0) } ?? 0
    }
}
