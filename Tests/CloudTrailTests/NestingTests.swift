import CloudTrail
import Foundation
import Testing

struct NestingTests {
    private static let time = #""eventTime":"2026-03-07T01:40:05Z""#

    private static func nested(_ levels: Int, _ open: String, _ close: String) -> String {
        String(repeating: open, count: levels) + String(repeating: close, count: levels)
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
    func `512 levels of nesting are accepted, one more is rejected`(open: String, close: String) {
        let inner = open == "[" ? "" : "1"
        func text(_ levels: Int) -> String {
            String(repeating: open, count: levels) + inner + String(repeating: close, count: levels)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: Array(text(512).utf8)) }
        let fault = #expect(throws: JSONFault.self) {
            try JSONValue(parsing: Array(text(513).utf8))
        }
        #expect(fault?.reason == .tooDeep)
        #expect(fault?.offset == open.utf8.count * 512)

        let whole = #"{"a":\#(text(511)),\#(Self.time)}"#
        #expect(LogReading("[\(whole)]").events.count == 1)
        #expect(LogReading(whole).events.count == 1)
        let deep = #"{"a":\#(text(512)),\#(Self.time)}"#
        for log in ["[\(deep)]", deep, "{\"Records\":[\(deep)]}"] {
            let reading = LogReading(log)
            #expect(reading.jsonFaults.map(\.reason) == [.tooDeep])
            #expect(reading.report.damage == nil)
        }
    }

    /// A log of CloudTrail is one line.
    @Test(arguments: [
        ("{\"Records\":[", "]}"), ("[", "]"), ("", ""), ("{\"data\":{\"Records\":[", "]}}"),
        ("{\"logEvents\":[", "],\"owner\":\"a\"}"),
    ])
    func `A record that is too deep is rejected, and the next is read`(head: String, tail: String) {
        let deep =
            #"{"a":"]}\"[{","b":\#(Self.nested(100_000, "[{\"x\":", "}]").replacing(":}", with: ":1}")),\#(Self.time)}"#
        let records = [
            SampleRecord.event(1), deep, SampleRecord.event(2), deep, deep, SampleRecord.event(3),
        ]
        let reading = LogReading(head + records.joined(separator: head == "" ? " " : ",") + tail)
        #expect(reading.ids == ["e1", "e2", "e3"])
        #expect(reading.jsonFaults.map(\.reason) == [.tooDeep, .tooDeep, .tooDeep])
        #expect(reading.report.damage == nil)
        let lengths = reading.entries.filter {
            if case .rejected = $0.record { true } else { false }
        }
        .map(\.location.length)
        #expect(lengths == [deep.utf8.count, deep.utf8.count, deep.utf8.count])
    }

    /// Levels beyond those that the scanner walks by recursion are held to the same grammar.
    @Test(arguments: [
        ("{\"a\":", "}", "1", true), ("[", "]", "", true), ("[1,", "]", "2", true),
        ("{\"a\":1,\"b\":", ",\"c\":0}", "1", true), ("[ ", " ] ", "", true),
        ("[", "}", "", false), ("{\"a\":", "]", "1", false), ("[", "]", "1,", false),
        ("{\"a\":", ",}", "1", false), ("{", "}", "", false), ("[", "]", "x", false),
        ("{\"a\":", "}", "", false), ("{\"a\" ", "}", "1", false), ("[1 ", "]", "1", false),
    ])
    func `Deep values are JSON or not as shallow ones are`(
        open: String,
        close: String,
        inner: String,
        isValid: Bool
    ) {
        for levels in [2, 47, 48, 49, 50, 200, 512] {
            let text =
                String(repeating: open, count: levels) + inner
                + String(repeating: close, count: levels)
            #expect(((try? JSONValue(parsing: Array(text.utf8))) != nil) == isValid, "\(levels)")
        }
    }

    @Test
    func `A record as deep as the limit needs no more than a small stack`() async {
        let deep =
            #"{"requestParameters":\#(Self.nested(511, "[", "]")),"#
            + #""responseElements":\#(Self.nested(255, "{\"a\":[", "]}")),\#(Self.time)}"#
        let isWhole: Bool = await withCheckedContinuation { continuation in
            let thread = Thread {
                let events = LogReading("[\(deep)]").events
                for event in events {
                    _ = (event.mainResource, event.identity, event.outcome, event.contentHash())
                    _ = event.value(at: "requestParameters")?.json
                }
                continuation.resume(returning: events.count == 1)
            }
            thread.stackSize = 256 << 10
            thread.start()
        }
        #expect(isWhole)
    }

    @Test
    func `The line behind a record that is too deep is read`() {
        let deep = #"{"a":\#(Self.nested(100_000, "[", "]")),\#(Self.time)}"#
        let reading = LogReading("\(SampleRecord.event(1))\n\(deep)\n\(SampleRecord.event(2))\n")
        #expect(reading.ids == ["e1", "e2"])
        #expect(reading.jsonFaults.map(\.reason) == [.tooDeep])
        #expect(reading.report.damage == nil)
    }

    private static let bombs: [String] = [
        String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
        nested(100_000, "[", "]"), String(repeating: "[\n", count: 20_000),
        String(repeating: "[{\"a\":", count: 100_000),
        "{\"a\":" + String(repeating: "[", count: 100_000),
        String(repeating: "{\"data\":", count: 100_000),
        String(repeating: "{\"data\":{\"Records\":[],", count: 100_000),
        String(repeating: "{\"data\":{\"Records\":[],\"data\":{\"Records\":[],", count: 20_000),
        String(repeating: "{\"Records\":[", count: 100_000),
        String(repeating: "[{\"detail-type\":\"x\",\"detail\":", count: 10_000),
        String(repeating: "{\"detail-type\":\"x\",\"detail\":", count: 400) + "{}"
            + String(repeating: "}", count: 400),
        strings(in: "CloudTrailEvent", 12), strings(in: "message", 12),
    ]

    /// Records within strings within records; each level doubles the backslashes.
    private static func strings(in key: String, _ levels: Int) -> String {
        var text = "{\(time)}"
        for _ in 0..<levels { text = "{\"\(key)\":\"\(SampleRecord.escaped(text))\"}" }
        return text
    }

    @Test(.timeLimit(.minutes(1)), arguments: bombs)
    func `No nesting is too much for a small stack`(bomb: String) async {
        let records: Int = await withCheckedContinuation { continuation in
            // The smallest that a system of ours gives to the threads of a queue.
            let thread = Thread {
                let reading = LogReading(bomb)
                for event in reading.events {
                    _ = (event.mainResource, event.identity, event.outcome, event.contentHash())
                }
                continuation.resume(returning: reading.report.records - reading.entries.count)
            }
            thread.stackSize = 512 << 10
            thread.start()
        }
        #expect(records == 0)
    }

    @Test(arguments: ["CloudTrailEvent", "message"], 1...8)
    func `Four envelopes are opened, one within the other`(key: String, levels: Int) {
        let reading = LogReading(Self.strings(in: key, levels))
        #expect(reading.events.count == (levels <= 4 ? 1 : 0))
        #expect(reading.faults == (levels <= 4 ? [] : [.missingTime]))
    }

    @Test
    func `A value deep within parameters is found`() throws {
        let inner = #"{"a":{"b":{"c":"found"}}}"#
        let event = try Event(
            parsing: Array(#"{\#(Self.time),"requestParameters":\#(inner)}"#.utf8)
        )
        #expect(event.value(at: "requestParameters.a.b.c")?.string == "found")
        #expect(event.value(at: "requestParameters.a.x.c") == nil)
        #expect(event.value(at: "requestParameters.a.b.c.d") == nil)
        #expect(event.value(at: "") == nil)
    }
}
