/// What one correlation asked for of the events of one day, as bytes: one row for what as many
/// rows of a table would take ten times as long to write.
///
/// Entries stand one after the other, by group and time, without anything between them. Numbers
/// are in base 128, the lowest seven bits first and the highest bit set where more follow, as
/// unsigned LEB128 has them (https://dwarfstd.org/doc/DWARF5.pdf, 7.6):
///
///     group less the group before, seconds since the day began, place << 1 | text id,
///     file, judgement, value, content (8 bytes), id (16 bytes, or length and text)
enum ObservationSegment {
    private static let day: Int64 = 86_400

    /// The day that a time lies in.
    static func day(of time: Int64) -> Int64 {
        let days = time / day
        return time % day < 0 ? days - 1 : days
    }

    /// Writes entries of one day.
    static func encoded(_ entries: [ObservationEntry], day: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 36)
        var subject: Int64 = 0
        for index in order(of: entries) {
            let entry = entries[index]
            append(entry.subject - subject, to: &bytes)
            subject = entry.subject
            append(entry.event.time - day * Self.day, to: &bytes)
            append(entry.place << 1 | (entry.event.text == nil ? 0 : 1), to: &bytes)
            append(entry.source, to: &bytes)
            append(entry.judgement, to: &bytes)
            append(entry.value, to: &bytes)
            append(word: entry.content, to: &bytes)
            if let text = entry.event.text {
                append(Int64(text.count), to: &bytes)
                bytes += text
            } else {
                append(word: entry.event.high, to: &bytes)
                append(word: entry.event.low, to: &bytes)
            }
        }
        return bytes
    }

    /// The positions of entries by group and time: moving these costs less than moving entries.
    private static func order(of entries: [ObservationEntry]) -> [Int] {
        var keys = entries.indices.map { index in
            (entries[index].subject, entries[index].event.time, index)
        }
        keys.sort { ($0.0, $0.1, $0.2) < ($1.0, $1.1, $1.2) }
        return keys.map(\.2)
    }

    /// Reads entries.
    ///
    /// - returns: Whether the bytes end where an entry does.
    static func decode(
        _ bytes: [UInt8],
        day: Int64,
        _ body: (ObservationEntry) -> Void
    ) -> Bool {
        var reader = Reader(bytes: bytes)
        var subject: Int64 = 0
        while !reader.isAtEnd {
            guard let group = reader.number(), let seconds = reader.number(),
                let place = reader.number(), let source = reader.number(),
                let judgement = reader.number(), let value = reader.number(),
                let content = reader.word()
            else { return false }
            subject &+= group
            var event = EventPlace(time: seconds &+ day &* Self.day)
            if place & 1 == 1 {
                guard let count = reader.number(), let text = reader.text(count) else {
                    return false
                }
                event.text = text
            } else {
                guard let high = reader.word(), let low = reader.word() else { return false }
                (event.high, event.low) = (high, low)
            }
            body(
                ObservationEntry(
                    subject: subject,
                    event: event,
                    content: content,
                    place: place >> 1,
                    value: value,
                    source: source,
                    judgement: judgement
                )
            )
        }
        return true
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: number)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func append(word: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func number() -> Int64? {
            var number: UInt64 = 0
            var shift: UInt64 = 0
            while position < bytes.count, shift < 64 {
                let byte = bytes[position]
                position += 1
                number |= UInt64(byte & 0x7f) << shift
                if byte < 0x80 { return Int64(bitPattern: number) }
                shift += 7
            }
            return nil
        }

        mutating func word() -> UInt64? {
            guard bytes.count - position >= 8 else { return nil }
            var word: UInt64 = 0
            for index in 0..<8 { word |= UInt64(bytes[position + index]) << UInt64(index * 8) }
            position += 8
            return word
        }

        mutating func text(_ count: Int64) -> [UInt8]? {
            guard count >= 0, count <= bytes.count - position else { return nil }
            defer { position += Int(count) }
            return Array(bytes[position..<position + Int(count)])
        }
    }
}
