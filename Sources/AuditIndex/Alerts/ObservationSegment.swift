import GRDB

/// What a correlation observes of an event, on its way to the index.
package struct RuleObservation: Hashable, Sendable {
    /// The event, as a position in the batch's rows.
    package var row: Int32
    /// The group, as a position in the batch's subjects.
    package var subject: Int32
    /// The position of the matched rule among those that the correlation refers to; of one that is
    /// kept by hours, whether it is expected.
    package var place: Int32
    /// The measured tuples as JSON, as a position in the batch's subjects; -1 for none.
    package var value: Int32

    package init(row: Int32, subject: Int32, place: Int32, value: Int32) {
        self.row = row
        self.subject = subject
        self.place = place
        self.value = value
    }
}

/// An event as a correlation observed it, in an ``ObservationSegment``.
struct ObservationEntry: Equatable {
    /// The group, by its number in `subject`.
    var subject: Int64
    /// The event, without its content.
    var event: EventPlace
    /// Tells two contents under one id apart.
    var content: UInt64
    /// The position of the rule among those that the correlation refers to.
    var place: Int64
    /// The measured tuples, by the number of their JSON in `subject`; 0 where there are none.
    var value: Int64
    /// The file that gave it.
    var source: Int64
    /// The rule set that evaluated the file; when that is another now, the entry counts no longer.
    var fingerprint: Int64
}

/// What one correlation observed of the events of one day, as bytes: a row for each would take
/// ten times as long to write.
///
/// Entries follow one another, by group and time, without anything between them. Numbers
/// are in base 128, the lowest seven bits first and the highest bit set where more follow, as
/// unsigned LEB128 has them (https://dwarfstd.org/doc/DWARF5.pdf, 7.6):
///
///     group less the group before, seconds since the day began, place << 1 | text id,
///     file, rule set, value, content (8 bytes), id (16 bytes, or length and text)
enum ObservationSegment {
    private static let day: Int64 = 86_400

    /// The day of a time, since 1970.
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
            append(entry.fingerprint, to: &bytes)
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
                let fingerprint = reader.number(), let value = reader.number(),
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
                    fingerprint: fingerprint
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

/// Keeps `observation_segment`: what correlations observed, gathered until a commit.
struct ObservationWriter {
    private struct Key: Hashable {
        var rule: Int64
        var day: Int64
    }

    private let insert: HotStatement
    private var waiting: [Key: [ObservationEntry]] = [:]
    /// How many have gathered.
    private(set) var count = 0

    init(_ db: Database) throws {
        insert = try HotStatement(
            db,
            sql: "INSERT INTO observation_segment (rule, day, data) VALUES (?1, ?2, ?3)"
        )
    }

    mutating func add(_ rule: Int64, _ entry: ObservationEntry) {
        let key = Key(rule: rule, day: ObservationSegment.day(of: entry.event.time))
        waiting[key, default: []].append(entry)
        count += 1
    }

    /// Adds what has gathered to the table.
    mutating func flush() throws {
        for (key, entries) in waiting.sorted(by: {
            ($0.key.rule, $0.key.day) < ($1.key.rule, $1.key.day)
        }) {
            insert.bind(key.rule, at: 1)
            insert.bind(key.day, at: 2)
            insert.bind(bytes: ObservationSegment.encoded(entries, day: key.day), at: 3)
            _ = try insert.run()
        }
        forget()
    }

    mutating func forget() {
        waiting.removeAll(keepingCapacity: true)
        count = 0
    }
}
