/// Finds the ``EventField`` of a key in a few nanoseconds: a hash table over length and first
/// bytes, built once, whose single candidate is then compared in full, eight bytes at a time.
struct EventFieldTable: Sendable {
    static let shared = EventFieldTable()

    private static let size = 1024
    /// Words that hold the longest name, 28 bytes.
    private static let wordsPerName = 4

    private let fields: [EventField]
    private let lengths: [Int]
    /// The names, each in `wordsPerName` words, zeros behind; flat, so that reading one costs no
    /// reference count.
    private let words: [UInt64]
    /// Index + 1 into `fields`, or 0.
    private let slots: [UInt8]

    private init() {
        let fields = Array(EventField.allCases)
        var words: [UInt64] = []
        var slots = [UInt8](repeating: 0, count: Self.size)
        for (index, field) in fields.enumerated() {
            let name = Array(field.rawValue.utf8)
            precondition(name.count <= Self.wordsPerName * 8, "\(field) is too long a name")
            for word in 0..<Self.wordsPerName {
                var value: UInt64 = 0
                for (shift, byte) in name.dropFirst(word * 8).prefix(8).enumerated() {
                    value |= UInt64(byte) << UInt64(shift * 8)
                }
                words.append(value)
            }
            var slot = Self.slot(first: words[index * Self.wordsPerName], length: name.count)
            while slots[slot] != 0 { slot = (slot + 1) % Self.size }
            slots[slot] = UInt8(index + 1)
        }
        self.fields = fields
        self.words = words
        self.slots = slots
        lengths = fields.map(\.rawValue.utf8.count)
    }

    @inline(__always)
    private static func slot(first: UInt64, length: Int) -> Int {
        let mixed = (first ^ UInt64(truncatingIfNeeded: length)) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 54)
    }

    /// The word of a name that begins at `start` and has `length` bytes left.
    @inline(__always)
    private static func word(
        _ scanner: borrowing JSONScanner,
        _ start: Int,
        _ length: Int
    ) -> UInt64 {
        let word = scanner.word(start)
        return length < 8 ? word & ((1 << UInt64(max(length, 0) * 8)) &- 1) : word
    }

    /// The field whose name is the `length` bytes at `start`.
    @inline(__always)
    func field(_ scanner: borrowing JSONScanner, start: Int, length: Int) -> EventField? {
        let first = Self.word(scanner, start, length)
        var slot = Self.slot(first: first, length: length)
        while true {
            let candidate = Int(slots[slot])
            guard candidate != 0 else { return nil }
            if isName(candidate - 1, first, scanner, start, length) { return fields[candidate - 1] }
            slot = (slot + 1) % Self.size
        }
    }

    @inline(__always)
    private func isName(
        _ index: Int,
        _ first: UInt64,
        _ scanner: borrowing JSONScanner,
        _ start: Int,
        _ length: Int
    ) -> Bool {
        let name = index * Self.wordsPerName
        guard lengths[index] == length, words[name] == first else { return false }
        var done = 8
        while done < length {
            let word = Self.word(scanner, start + done, length - done)
            guard words[name + done / 8] == word else { return false }
            done += 8
        }
        return true
    }
}
