import AuditTestSupport
import CloudTrail
import Testing

struct GzipDamageTests {
    private static let text = Array(SampleRecord.log(1...4).utf8)

    /// The events whose last byte is within the first `count` bytes of the sample text.
    private static func wholeEvents(in count: Int64) -> [String] {
        let whole = LogReading(text)
        return zip(whole.ids, whole.locations)
            .filter { $1.offset + Int64($1.length) < count }
            .map { id, _ in id }
    }

    @Test(arguments: [Int32(0), 6])
    func `A truncated file gives its whole records, then says where it ends`(level: Int32) {
        let compressed = Gzip.compress(Self.text, level: level)
        for length in 2..<compressed.count {
            let reading = LogReading(Array(compressed[..<length]))
            #expect(
                reading.report.damage
                    == LogDamage(reason: .truncatedGzip, offset: Int64(length))
            )
            #expect(reading.faults.isEmpty)
            #expect(reading.ids.starts(with: Self.wholeEvents(in: reading.report.inflatedBytes)))
        }
        #expect(LogReading(Array(compressed[..<1])).report.damage?.reason == .notALog)
        #expect(LogReading([UInt8]()).report.damage?.reason == .empty)
    }

    @Test
    func `A file without its trailer gives all of its records`() {
        let compressed = Gzip.compress(Self.text)
        let reading = LogReading(compressed.dropLast(8) + [])
        #expect(reading.ids == ["e1", "e2", "e3", "e4"])
        #expect(reading.report.damage?.reason == .truncatedGzip)
    }

    @Test
    func `A flipped byte is noticed wherever it is`() {
        let compressed = Gzip.compress(Self.text)
        for index in compressed.indices {
            var broken = compressed
            broken[index] ^= 0x5a
            let reading = LogReading(broken)
            // Bytes 4 to 9 are time, flags and system, of which nothing depends.
            let isNoticed = reading.report.damage != nil
            #expect(isNoticed || (4...9).contains(index), "byte \(index)")
            if let damage = reading.report.damage, case .corruptGzip = damage.reason {
                #expect(damage.offset <= Int64(compressed.count))
            }
        }
    }

    @Test
    func `A wrong checksum loses no record`() {
        var compressed = Gzip.compress(Self.text)
        compressed[compressed.count - 8] ^= 1
        let reading = LogReading(compressed)
        #expect(reading.ids == ["e1", "e2", "e3", "e4"])
        #expect(
            reading.report.damage?.description
                == "corrupt gzip at compressed byte \(compressed.count - 4): incorrect data check"
        )
    }

    @Test
    func `Whole records before a corrupt place are read`() {
        let text = Array(SampleRecord.log(1...2000).utf8)
        var compressed = Gzip.compress(text)
        let middle = compressed.count / 2
        for index in middle..<middle + 64 { compressed[index] = 0xff }
        let reading = LogReading(compressed)
        #expect(reading.ids.count > 500)
        #expect(reading.ids.count < 2000)
        guard case .corruptGzip = reading.report.damage?.reason else {
            Issue.record("\(String(describing: reading.report.damage))")
            return
        }
        let offset = Int(reading.report.damage?.offset ?? 0)
        #expect((middle...middle + 70_000).contains(offset))
    }

    @Test(arguments: ["x", "\u{0}\u{0}\u{0}x", "\u{1f}", "\u{1f}\u{8b}", "{}", "GARBAGE AFTER"])
    func `Bytes behind the last member are noticed`(garbage: String) {
        let compressed = Gzip.compress(Self.text)
        let reading = LogReading(compressed + garbage.unicodeScalars.map { UInt8($0.value) })
        #expect(reading.ids == ["e1", "e2", "e3", "e4"])
        let isMember = garbage == "\u{1f}\u{8b}"
        #expect(reading.report.damage?.reason == (isMember ? .truncatedGzip : .trailingGarbage))
        #expect(
            reading.report.damage?.offset == Int64(compressed.count + (isMember ? 2 : 0))
        )
    }

    @Test
    func `Members follow one another at any byte of the text`() {
        for cut in 0...Self.text.count {
            let members =
                Gzip.compress(Array(Self.text[..<cut])) + Gzip.compress(Array(Self.text[cut...]))
            let reading = LogReading(members)
            #expect(reading.ids == ["e1", "e2", "e3", "e4"])
            #expect(reading.report.damage == nil)
            #expect(reading.report.inflatedBytes == Int64(Self.text.count))
        }
    }

    @Test
    func `Hundreds of members, empty ones among them, are one log`() {
        var members: [UInt8] = []
        for number in 1...300 {
            members += Gzip.compress(Array((SampleRecord.event(number) + "\n").utf8))
            members += Gzip.compress([])
        }
        let reading = LogReading(members)
        #expect(reading.ids == (1...300).map { "e\($0)" })
        #expect(reading.report.damage == nil)
    }

    @Test
    func `A member may begin anywhere in the buffer of compressed bytes`() {
        // Stored bytes keep their length, so that the header of the second member can be placed
        // around the 128 KiB that are read at once.
        let second = Gzip.compress(Array("\n\(SampleRecord.event(2))".utf8))
        for distance in -12...3 {
            let length = (128 << 10) + distance
            let padding = length - Gzip.compress(Array(SampleRecord.event(1).utf8), level: 0).count
            var first: [UInt8] = []
            for adjusted in padding - 80...padding {
                let event = SampleRecord.event(1, padding: adjusted)
                first = Gzip.compress(Array(event.utf8), level: 0)
                if first.count == length { break }
            }
            #expect(first.count == length)
            let reading = LogReading(first + second)
            #expect(reading.ids == ["e1", "e2"])
            #expect(reading.report.damage == nil)
        }
    }

    @Test(arguments: [
        (LogDamage.Reason.truncatedGzip, "ends at compressed byte 7"),
        (.trailingGarbage, "compressed byte 7"), (.corruptGzip("why"), "byte 7: why"),
        (.inflatesBeyond(1000), "more than 1000 bytes; raise --max-inflated"),
        (.recordBeyond(1000), "byte 7 is longer than 1000 bytes; raise --max-record"),
        (.notJSON(.incomplete), "a record that begins at byte 7"),
        (.notJSON(.expectedKey), "not JSON at byte 7: expected a string"), (.empty, "is empty"),
        (.notALog, "neither gzip nor JSON"), (.unreadable("Is a directory"), "Is a directory"),
    ])
    func `Damage is notified with its place and a remedy`(reason: LogDamage.Reason, text: String) {
        let log = LogReading([UInt8]()).report
        var damage = log.damage
        damage?.reason = reason
        damage?.offset = 7
        #expect(damage?.description.contains(text) == true)
    }
}
