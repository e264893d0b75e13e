extension JSONScanner {
    /// How the walk over an object's members ended.
    enum MembersEnd {
        /// The object ends; its length from the origin.
        case closed(Int)
        /// An array of records begins; the length from the origin to behind its `[`.
        case recordArray(Int)
        /// An object that wraps another log begins; the length from the origin to its `{`.
        case wrapper(Int)
    }

    /// Walks the members of the object whose `{` is at `start`, and keeps where known fields lie.
    ///
    /// - parameter slots: Receives the values' ranges, relative to `start`.
    mutating func scanRecord(
        _ start: Int,
        into slots: inout EventSlots,
        table: borrowing EventFieldTable
    ) throws(JSONFault) -> Int {
        slots.removeAll()
        beginRecord()
        let first = skipWhitespace(start + 1)
        if byte(first) == UInt8(ascii: "}") { return first + 1 }
        let end = try walk(first, origin: start, into: &slots, table: table, stops: false)
        return start + end.length
    }

    /// Walks the members of an object that may hold many records, from the key at `position` on;
    /// it stops where an array of records begins.
    mutating func scanDocument(
        members position: Int,
        origin: Int,
        into slots: inout EventSlots,
        table: borrowing EventFieldTable
    ) throws(JSONFault) -> MembersEnd {
        try walk(position, origin: origin, into: &slots, table: table, stops: true)
    }

    @inline(__always)
    private mutating func walk(
        _ start: Int,
        origin: Int,
        into slots: inout EventSlots,
        table: borrowing EventFieldTable,
        stops: Bool
    ) throws(JSONFault) -> MembersEnd {
        var position = start
        while true {
            let key = position
            position = try skipKey(position)
            let field = field(key, valueAt: position, table: table)
            if stops, let field, slots[.eventTime] == nil,
                let end = try containerStart(field, position, origin)
            {
                return end
            }
            let value = position
            position = try skipValue(position, depth: 1)
            if let field {
                slots.set(field, value - origin, position - origin)
            } else {
                slots.hasOtherKeys = true
            }
            position = skipWhitespace(position)
            switch byte(position) {
            case UInt8(ascii: ","): position = skipWhitespace(position + 1)
            case UInt8(ascii: "}"): return .closed(position + 1 - origin)
            default: throw unexpected(position, .expectedSeparator)
            }
        }
    }

    private func containerStart(
        _ field: EventField,
        _ position: Int,
        _ origin: Int
    ) throws(JSONFault) -> MembersEnd? {
        if field.holdsRecords, byte(position) == UInt8(ascii: "[") {
            return .recordArray(position + 1 - origin)
        }
        guard byte(position) == UInt8(ascii: "{") else { return nil }
        // One record where an array of them was due.
        if field == .records { return .wrapper(position - origin) }
        guard field == .data else { return nil }
        // A record may have a member of that name, too; only one with records in it is a log.
        var ahead = self
        let start = ahead.skipWhitespace(position + 1)
        let name: StaticString = "\"Records\""
        guard start + name.utf8CodeUnitCount <= end else {
            throw JSONFault(offset: end, reason: .incomplete)
        }
        guard matches(name, start..<start + name.utf8CodeUnitCount) else { return nil }
        return .wrapper(position - origin)
    }

    /// The field of the key whose opening quote is at `key`, with its value at `value`.
    @inline(__always)
    private func field(_ key: Int, valueAt value: Int, table: borrowing EventFieldTable)
        -> EventField?
    {
        // Back from the value over colon and white space to the key's closing quote.
        var close = value - 2
        while byte(close) != UInt8(ascii: "\"") { close -= 1 }
        if let field = table.field(self, start: key + 1, length: close - key - 1) { return field }
        return isSpelledFreely ? escapedField(key + 1..<close, table: table) : nil
    }

    /// The field of a key that has an escape for a character that needs none.
    @inline(never)
    private func escapedField(_ key: Range<Int>, table: borrowing EventFieldTable) -> EventField? {
        let spelling = JSONBytes(copying: UnsafeBufferPointer(start: base, count: end)[key])
        guard spelling.hasEscape(0..<key.count) else { return nil }
        var name: [UInt8] = []
        spelling.appendUnescaped(0..<key.count, to: &name)
        return JSONBytes(copying: name).withScanner {
            table.field($0, start: 0, length: name.count)
        }
    }
}

extension JSONScanner.MembersEnd {
    fileprivate var length: Int {
        switch self {
        case .closed(let length), .recordArray(let length), .wrapper(let length): length
        }
    }
}

extension JSONScanner {
    /// The keys of the object at `start`, as far as its text is at hand.
    mutating func keys(_ start: Int) -> Set<String> {
        var keys: Set<String> = []
        var position = skipWhitespace(start + 1)
        while keys.count < 64, byte(position) == UInt8(ascii: "\"") {
            guard let end = try? skipString(position) else { break }
            let name = UnsafeBufferPointer(start: base + position + 1, count: end - position - 2)
            keys.insert(String(decoding: name, as: UTF8.self))
            guard let value = try? skipKey(position), let next = try? skipValue(value, depth: 1)
            else { break }
            position = skipWhitespace(next)
            guard byte(position) == UInt8(ascii: ",") else { break }
            position = skipWhitespace(position + 1)
        }
        return keys
    }
}
