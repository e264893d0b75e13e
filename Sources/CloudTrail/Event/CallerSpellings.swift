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
/// share the numbers, so that the bytes are compared once an event.
///
/// - complexity: O(n) in the bytes of `userIdentity`. Memory is bounded: about 4 MiB, and one spelling.
/// - note: It belongs to one thread at a time.
package final class CallerSpellings {
    private static let bound = 4 << 20

    private var spellings = TextTable()
    /// What the numbers belong to: when it changes, they are given anew.
    package private(set) var generation = 0

    /// Makes a table without spellings.
    package init() {}

    /// The number of an event's caller, from 1; 0 where the record has no `userIdentity`.
    package func number(of event: Event) -> Int {
        guard let slot = event.slots[.userIdentity] else { return 0 }
        if spellings.weight > Self.bound {
            spellings = TextTable()
            generation += 1
        }
        let start = event.range.lowerBound
        let range = start + slot.lowerBound..<start + slot.upperBound
        return Int(spellings.intern(event.bytes.storage.span.extracting(range)))
    }
}
