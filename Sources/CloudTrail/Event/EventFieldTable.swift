/// Finds the ``EventField`` of a key in a few nanoseconds: a hash table over length and first
/// bytes, built once, whose single candidate is then compared in full.
struct EventFieldTable: Sendable {
    static let shared = EventFieldTable()

    private static let size = 1024
    private let fields: [EventField]
    private let names: [[UInt8]]
    /// Index + 1 into `fields`, or 0.
    private let slots: [UInt8]

    private init() {
        fields = Array(EventField.allCases)
        names = fields.map { Array($0.rawValue.utf8) }
        var slots = [UInt8](repeating: 0, count: Self.size)
        for (index, name) in names.enumerated() {
            var first: UInt64 = 0
            for (shift, byte) in name.prefix(8).enumerated() {
                first |= UInt64(byte) << UInt64(shift * 8)
            }
            var slot = Self.slot(first: first, length: name.count)
            while slots[slot] != 0 { slot = (slot + 1) % Self.size }
            slots[slot] = UInt8(index + 1)
        }
        self.slots = slots
    }

    @inline(__always)
    private static func slot(first: UInt64, length: Int) -> Int {
        let mixed = (first ^ UInt64(truncatingIfNeeded: length)) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 54)
    }

    /// The field whose name is the `length` bytes at `start`.
    @inline(__always)
    func field(_ scanner: borrowing JSONScanner, start: Int, length: Int) -> EventField? {
        var first = scanner.word(start)
        if length < 8 { first &= (1 << UInt64(max(length, 0) * 8)) &- 1 }
        var slot = Self.slot(first: first, length: length)
        while true {
            let candidate = slots[slot]
            guard candidate != 0 else { return nil }
            let index = Int(candidate) - 1
            if isName(index, scanner, start: start, length: length) { return fields[index] }
            slot = (slot + 1) % Self.size
        }
    }

    @inline(__always)
    private func isName(
        _ index: Int,
        _ scanner: borrowing JSONScanner,
        start: Int,
        length: Int
    ) -> Bool {
        let name = names[index]
        guard name.count == length else { return false }
        for offset in 0..<length where name[offset] != scanner.byte(start + offset) {
            return false
        }
        return true
    }
}
