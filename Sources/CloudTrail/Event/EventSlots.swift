/// Where the top-level fields of one record lie in the bytes it was scanned from.
struct EventSlots: Sendable {
    /// One field's value, as a range of bytes; empty where the record lacks the field.
    struct Slot: Sendable {
        var start: UInt32 = 0
        var end: UInt32 = 0
    }

    private var slots: InlineArray<48, Slot>
    /// Whether the record has a top-level key that is none of ``EventField``.
    var hasOtherKeys = false

    init() { slots = InlineArray(repeating: Slot()) }

    /// The range of a field's value, relative to the start of the record.
    subscript(field: EventField) -> Range<Int>? {
        @inline(__always)
        get {
            // By a span: the array's own subscript copies all of it.
            let slot = slots.span[field.index]
            guard slot.end > 0 else { return nil }
            return Int(slot.start)..<Int(slot.end)
        }
    }

    /// Keeps a value's range.
    ///
    /// A key that comes twice counts as its last value.
    @inline(__always)
    mutating func set(_ field: EventField, _ start: Int, _ end: Int) {
        slots[field.index] = Slot(
            start: UInt32(truncatingIfNeeded: start),
            end: UInt32(truncatingIfNeeded: end)
        )
    }

    mutating func removeAll() {
        slots = InlineArray(repeating: Slot())
        hasOtherKeys = false
    }
}
