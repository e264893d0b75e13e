/// Numbers for the callers of events, by the very bytes of `userIdentity`.
///
/// For example:
///
/// ```swift
/// let callers = CallerSpellings()
/// callers.number(of: event)      // 1
/// callers.number(of: another)    // 1, of the same session
/// ```
///
/// The calls of a session repeat the same hundreds of bytes. All who remember something of callers
/// share the numbers, so that the bytes are compared once an event, and parsed once a session.
///
/// - complexity: O(n) in the bytes of `userIdentity`. Memory is bounded: 4 MiB of spellings and one
///   more, and what they mean.
/// - note: It belongs to one thread at a time.
package final class CallerSpellings {
    private static let bound = 4 << 20

    private var spellings = TextTable()
    /// The identities that were asked for.
    private var identities: [Identity?] = []
    /// What the numbers belong to: when it changes, they are given anew.
    package private(set) var generation = 0

    /// Makes a table without spellings.
    package init() {}

    /// The number of an event's caller, from 1; 0 where the record has no `userIdentity`.
    package func number(of event: Event) -> Int {
        guard let slot = event.slots[.userIdentity] else { return 0 }
        if spellings.weight > Self.bound {
            spellings = TextTable()
            identities = []
            generation += 1
        }
        let start = event.range.lowerBound
        let range = start + slot.lowerBound..<start + slot.upperBound
        return Int(spellings.intern(event.bytes.storage.span.extracting(range)))
    }

    /// Who made a call, parsed at the first call of each caller.
    ///
    /// - parameters:
    ///   - event: The call.
    ///   - number: The number of its caller, which was given last.
    package func identity(of event: Event, _ number: Int) -> Identity {
        if number < identities.count, let identity = identities[number] { return identity }
        while identities.count <= number { identities.append(nil) }
        let identity = event.identity
        identities[number] = identity
        return identity
    }
}
