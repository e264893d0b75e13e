import AuditTestSupport
import CloudTrail
import Testing

struct LimitTests {
    @Test
    func `A log may inflate to its limit and not to a byte more`() {
        let text = Array(SampleRecord.log(1...4).utf8)
        for bytes in [Gzip.compress(text), Gzip.compress(text, level: 0)] {
            for limit in 1...Int64(text.count) {
                let reading = LogReading(bytes, limits: LogLimits(inflatedBytes: limit))
                let isWhole = limit == Int64(text.count)
                #expect(reading.report.inflatedBytes == limit)
                #expect((reading.report.damage == nil) == isWhole)
                guard !isWhole else { continue }
                #expect(
                    reading.report.damage
                        == LogDamage(reason: .inflatesBeyond(limit), offset: limit)
                )
            }
        }
    }

    @Test
    func `The records before the limit are read`() {
        let text = Array(SampleRecord.log(1...4).utf8)
        let places = LogReading(text).locations
        for (count, place) in places.enumerated() {
            let limit = place.offset + Int64(place.length)
            let reading = LogReading(
                Gzip.compress(text),
                limits: LogLimits(inflatedBytes: limit)
            )
            #expect(reading.ids == (1...count + 1).map { "e\($0)" })
        }
    }

    @Test
    func `A plain file may be of any size`() {
        let reading = LogReading(SampleRecord.log(1...4), limits: LogLimits(inflatedBytes: 10))
        #expect(reading.ids == ["e1", "e2", "e3", "e4"])
        #expect(reading.report.damage == nil)
    }

    @Test(arguments: [100, 5_000, 262_000, 262_144, 300_000, 1_000_000])
    func `A record may be as long as the limit and not a byte longer`(limit: Int) throws {
        let short = SampleRecord.event(2, padding: 1).utf8.count - 1
        for excess in -1...1 where limit + excess > short {
            let event = SampleRecord.event(2, padding: limit + excess - short)
            try #require(event.utf8.count == limit + excess)
            let tiny = #"{"eventID":"t","eventTime":"2026-03-07T01:40:05Z"}"#
            for text in ["[\(tiny),\(event),\(tiny)]", "\(tiny)\n\(event)\n\(tiny)"] {
                for bytes in [Array(text.utf8), Gzip.compress(Array(text.utf8))] {
                    let reading = LogReading(bytes, limits: LogLimits(recordBytes: limit))
                    #expect(reading.report.damage == nil)
                    #expect(reading.ids == (excess <= 0 ? ["t", "e2", "t"] : ["t", "t"]))
                    #expect(reading.faults == (excess <= 0 ? [] : [.longerThan(limit)]))
                    #expect(
                        reading.locations[1]
                            == RecordLocation(
                                offset: Int64(tiny.utf8.count + 1 + (text.first == "[" ? 1 : 0)),
                                length: limit + excess
                            )
                    )
                }
            }
        }
    }

    /// Whatever is too long, and wherever, only itself is lost.
    @Test(arguments: [
        ("{\"Records\":[", ",", "]}", "{\"a\":[\"", "\"]}"), ("[", ",", "]", "\"", "\""),
        ("[", ", ", "]", "", ""), ("[", ",", "]", "{\"a\":{\"b\":[\"]}\\\"", "\"]}}"),
        ("2026-03-07T01:40:05Z ", "\n2026-03-07T01:40:05Z ", "\n", "{\"a\":\"", "\"}"),
    ])
    func `What is longer than the limit is rejected, and the next is read`(
        head: String,
        separator: String,
        tail: String,
        open: String,
        close: String
    ) {
        let long = open + String(repeating: "1", count: 3_000_000) + close
        let records = [SampleRecord.event(1), long, SampleRecord.event(2)]
        let log = Array((head + records.joined(separator: separator) + tail).utf8)
        for bytes in [log, Gzip.compress(log)] {
            let reading = LogReading(bytes, limits: LogLimits(recordBytes: 100_000))
            #expect(reading.ids == ["e1", "e2"])
            #expect(reading.faults == [.longerThan(100_000)])
            #expect(reading.report.damage == nil)
        }
    }

    /// The beginnings of bombs: what follows them is a gigabyte of one byte.
    @Test(arguments: [
        ("", " "), ("[", " "), ("{\"Records\":[", "\n"), ("{", " "), ("[\"", "a"),
        ("[{\"a\":", "1"),
        ("{\"a\":\"", "\\"), ("{}x", "\n"), ("[", "["), ("{}\n\"", "\n"),
    ])
    func `A gzip bomb is cut off`(start: String, filler: String) throws {
        let bomb = try #require(Self.bomb(start, filler.utf8.first ?? 0, 1 << 30))
        #expect(bomb.count < 2 << 20)
        let limits = LogLimits(inflatedBytes: 16 << 20, recordBytes: 1 << 20)
        var report: LogReport?
        let clock = ContinuousClock()
        let time = clock.measure {
            report = LogReader(limits: limits).read(bytes: bomb) { _, _ in true }
        }
        #expect(time < .seconds(10))
        #expect(report?.damage != nil)
        #expect((report?.inflatedBytes ?? .max) <= 16 << 20)
    }

    /// One gzip member of `start` and `count` times `filler`, made without ever holding the text.
    private static func bomb(_ start: String, _ filler: UInt8, _ count: Int) -> [UInt8]? {
        // A full block of one byte, repeated through many members.
        let block = 8 << 20
        let member = Gzip.compress([UInt8](repeating: filler, count: block), level: 9)
        var bomb = Gzip.compress(Array(start.utf8))
        for _ in 0..<count / block { bomb += member }
        return bomb
    }
}
