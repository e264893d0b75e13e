/// Numbers of texts, under the hashes that their batches have computed already.
///
/// A dictionary of the standard library would hash each text again, and costs twice as much.
struct NumberCache {
    private struct Entry {
        var hash: UInt64
        var start: Int
        var end: Int
        var number: Int64
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Position + 1 in `entries`, or 0; a power of two, at most half full.
    private var slots = [Int32](repeating: 0, count: 256)

    var count: Int { entries.count }

    /// The number of a text, if it is known.
    func number(of text: ArraySlice<UInt8>, _ hash: UInt64) -> Int64? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot]) - 1]
            if entry.hash == hash, bytes[entry.start..<entry.end].elementsEqual(text) {
                return entry.number
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Remembers the number of a text that is not known yet.
    mutating func insert(_ text: ArraySlice<UInt8>, _ hash: UInt64, _ number: Int64) {
        let start = bytes.count
        bytes.append(contentsOf: text)
        entries.append(Entry(hash: hash, start: start, end: bytes.count, number: number))
        if entries.count > slots.count / 2 {
            slots = [Int32](repeating: 0, count: slots.count * 2)
            for index in entries.indices { occupy(index) }
        } else {
            occupy(entries.count - 1)
        }
    }

    private mutating func occupy(_ index: Int) {
        var slot = Int(truncatingIfNeeded: entries[index].hash) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(index + 1)
    }

    mutating func removeAll() { self = NumberCache() }
}
