/// The distinct texts of a batch of events, each with a small number.
///
/// For example:
///
/// ```swift
/// var regions = TextTable()
/// regions.intern("eu-west-1".utf8.span)   // 1
/// regions.intern("us-east-1".utf8.span)   // 2
/// regions.intern("eu-west-1".utf8.span)   // 1
/// ```
///
/// Numbers begin at 1; 0 means no text.
///
/// - complexity: O(n) in the bytes of a text, for each call. Memory is the distinct texts' bytes
///   and about 24 bytes for each.
package struct TextTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    private var hashes: [UInt64] = [0]
    /// Open addressing over `hashes`; a power of two, at most half full.
    private var slots = [Int32](repeating: 0, count: 64)
    private var last = 0

    package init() {}

    package var count: Int { ends.count - 1 }

    /// Approximate memory, in bytes.
    package var weight: Int { bytes.count + ends.count * 24 }

    /// The number of a text; a new one if the text has none yet.
    package mutating func intern(_ text: Span<UInt8>) -> Int32 {
        // Events in a row often have the same region, account or agent.
        if last > 0, isEqual(last, text) { return Int32(last) }
        let hash = TextHash.hash(text)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, isEqual(number, text) {
                last = number
                return slots[slot]
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = Int32(ends.count)
        slots[slot] = number
        for index in 0..<text.count { bytes.append(text[index]) }
        ends.append(bytes.count)
        hashes.append(hash)
        if ends.count > slots.count / 2 { grow() }
        last = Int(number)
        return number
    }

    /// The number of a text; nil where the table lacks it.
    package func number(of text: Span<UInt8>) -> Int32? {
        let hash = TextHash.hash(text)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, isEqual(number, text) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The number of a text; a new one if the text has none yet, and 0 for an empty text.
    package mutating func intern(_ text: String) -> Int32 {
        guard !text.isEmpty else { return 0 }
        return intern(text.utf8.span)
    }

    /// The text with a number from ``intern(_:)-(Span<UInt8>)``.
    package subscript(number: Int32) -> String {
        String(decoding: self.utf8(number), as: UTF8.self)
    }

    /// The UTF-8 bytes of the text with a number.
    package func utf8(_ number: Int32) -> ArraySlice<UInt8> {
        bytes[ends[Int(number) - 1]..<ends[Int(number)]]
    }

    /// A hash of the text with a number, the same in every table and every run.
    package func hash(_ number: Int32) -> UInt64 { hashes[Int(number)] }

    /// Forgets all texts, but keeps the memory.
    package mutating func removeAll() {
        last = 0
        bytes.removeAll(keepingCapacity: true)
        ends.removeSubrange(1...)
        hashes.removeSubrange(1...)
        for index in slots.indices { slots[index] = 0 }
    }

    private func isEqual(_ number: Int, _ text: Span<UInt8>) -> Bool {
        let start = ends[number - 1]
        guard ends[number] - start == text.count else { return false }
        return TextHash.isEqual(bytes.span.extracting(start..<ends[number]), text)
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        for number in 1..<ends.count {
            var slot = Int(truncatingIfNeeded: hashes[number]) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }
}
