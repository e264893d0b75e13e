import CloudTrail
import Testing

struct ContentHashTests {
    private static let record =
        #"{"eventTime":"2026-03-07T01:40:05Z","eventName":"Get \"x\"\\é日🔐\n\t/=&","a":[1,-2.5e3,true,null,"#
        + #"{"b":{},"c":[],"d":""}],"requestParameters":{"key":"a/b=c"},"eventID":"e1"}"#

    private static func hash(_ text: String) throws -> UInt64 {
        try Event(parsing: Array(text.utf8)).contentHash()
    }

    @Test(arguments: [
        record, SampleRecord.pretty(record), SampleRecord.pretty(record, newline: "\r\n"),
        SampleRecord.pretty(record, newline: "\n\t"), " " + record + "\n",
        record.replacing("/", with: #"\/"#), record.replacing("=", with: #"\u003d"#),
        record.replacing("=", with: #"\u003D"#), record.replacing("🔐", with: #"\ud83d\udd10"#),
        record.replacing("é", with: #"\u00e9"#), record.replacing(#"\n"#, with: #"\u000a"#),
        record.replacing(#"\t"#, with: #"\u0009"#), record.replacing(#"\\"#, with: #"\u005c"#),
        record.replacing(#"\""#, with: #"\u0022"#),
        record.replacing("eventName", with: #"event\u004eame"#),
        SampleRecord.pretty(record.replacing("日", with: #"\u65e5"#)),
    ])
    func `Another spelling of the same content has the same hash`(text: String) throws {
        #expect(try Self.hash(text) == Self.hash(Self.record))
        let event = try Event(parsing: Array(text.utf8))
        #expect(String(decoding: event.canonicalSpelling, as: UTF8.self) == Self.record)
        let log = LogReading("[\(SampleRecord.event(1)), \(text)]")
        #expect(log.events.last?.contentHash() == event.contentHash())
        let item = #"{"CloudTrailEvent":"\#(SampleRecord.escaped(Self.record))"}"#
        #expect(try Self.hash(item) == event.contentHash())
    }

    @Test
    func `Other content has another hash`() throws {
        var hashes: Set<UInt64> = [try Self.hash(Self.record)]
        let changes = [
            ("-2.5e3", "-2500"), ("true", "\"true\""), ("null", "0"), ("{}", "[]"),
            ("a/b=c", "a/b=C"),
            ("\"d\":\"\"", "\"d\":\" \""), ("1,", "1.0,"), ("é", "e\u{301}"), ("日", #"\\u65e5"#),
            ("🔐", "\u{fffd}"), ("🔐", #"\ud83d"#), ("🔐", #"\ud83e"#), ("🔐", #"\udd10\ud83d"#),
            ("\\n", "\\u0000"), ("\\n", "\\u0001"), ("\\n", " "), ("\\n", "\\\\n"),
            ("01:40:05", "01:40:06"), ("eventName", "eventname"), (",\"eventID\":\"e1\"", ""),
        ]
        for (old, new) in changes {
            let text = Self.record.replacing(old, with: new)
            #expect(Array(text.utf8) != Array(Self.record.utf8))
            #expect(hashes.insert(try Self.hash(text)).inserted, "\(old) to \(new)")
        }
    }

    @Test
    func `Each byte and the length count`() throws {
        var hashes: Set<UInt64> = []
        for length in 0..<80 {
            let start = #"{"eventTime":"2026-03-07T01:40:05Z","a":""#
            let padding = String(repeating: "x", count: length)
            #expect(hashes.insert(try Self.hash(start + padding + #""}"#)).inserted)
            guard length > 0 else { continue }
            for place in 0..<length {
                let changed = padding.prefix(place) + "y" + padding.dropFirst(place + 1)
                #expect(hashes.insert(try Self.hash(start + changed + #""}"#)).inserted)
            }
        }
    }

    @Test
    func `Seeds give independent hashes`() throws {
        let event = try Event(parsing: Array(Self.record.utf8))
        #expect(Set((0..<100).map { event.contentHash(seed: $0) }).count == 100)
    }

    @Test
    func `A hash is the same on every machine`() throws {
        let short = try Self.hash(#"{"eventTime":"2026-03-07T01:40:05Z"}"#)
        #expect(short == 13_742_032_132_806_243_402)
        let long = try Self.hash(Self.record)
        #expect(long == 9_988_268_437_205_903_651)
    }

    @Test
    func `What follows a record does not count`() throws {
        let alone = try Event(parsing: Array(Self.record.utf8)).contentHash()
        for rest in ["", ",{}", ",\"xxxxxxxxxxxxxxxxxxxx\"", "   "] {
            #expect(LogReading("[\(Self.record)\(rest)]").events.first?.contentHash() == alone)
        }
    }

    @Test
    func `The canonical spelling is its own`() throws {
        let odd = #"{"eventTime":"2026-03-07T01:40:05Z","a":"\u0001\u001f\b\f\ud800x\udc00\u007f"}"#
        let event = try Event(parsing: Array(odd.utf8))
        let again = try Event(parsing: event.canonicalSpelling)
        #expect(again.canonicalSpelling == event.canonicalSpelling)
        #expect(again.contentHash() == event.contentHash())
        #expect(again.value(at: "a")?.string == event.value(at: "a")?.string)
    }
}
