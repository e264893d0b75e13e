import AuditTestSupport
import CloudTrail
import Testing

/// One form that logs come in, and the ids of the events in it.
private struct LogForm: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var text: String
    var ids: [String]

    init(_ name: String, _ text: String, _ ids: String...) {
        testDescription = name
        self.text = text
        self.ids = ids
    }
}

private typealias Sample = SampleRecord

private let forms: [LogForm] = [
    LogForm("Records", Sample.log(1...3), "e1", "e2", "e3"),
    LogForm("Records, pretty", Sample.pretty(Sample.log(1...3)), "e1", "e2", "e3"),
    LogForm("Records, CRLF", Sample.pretty(Sample.log(1...2), newline: "\r\n"), "e1", "e2"),
    LogForm("Records with a newline", Sample.log(1...1) + "\n", "e1"),
    LogForm(
        "Records not the first key",
        #"{"a":[1],"b":{"Records":[{}]},"Records":[\#(Sample.events(1...2))],"z":[{"a":1}]}"#,
        "e1",
        "e2"
    ),
    LogForm(
        "two Records in one object",
        #"{"Records":[\#(Sample.event(1))],"Records":[\#(Sample.event(2))]}"#,
        "e1",
        "e2"
    ),
    LogForm("an escaped key", #"{"\u0052ecords":[\#(Sample.events(1...2))]}"#, "e1", "e2"),
    LogForm("no records", #"{"Records":[]}"#),
    LogForm("no records, pretty", "{\n  \"Records\" : [\n  ]\n}\n"),
    LogForm("an array", "[\(Sample.events(1...3))]", "e1", "e2", "e3"),
    LogForm("an array, pretty", Sample.pretty("[\(Sample.events(1...2))]"), "e1", "e2"),
    LogForm("an empty array", "[]"),
    LogForm("an empty array with white space", " [ \n ] \n"),
    LogForm("one event", Sample.event(1), "e1"),
    LogForm("one event, pretty", Sample.pretty(Sample.event(1)), "e1"),
    LogForm("JSON Lines", Sample.events(1...3, separator: "\n"), "e1", "e2", "e3"),
    LogForm("JSON Lines, CRLF", Sample.events(1...2, separator: "\r\n") + "\r\n", "e1", "e2"),
    LogForm(
        "JSON Lines, blank lines",
        Sample.events(1...2, separator: "\n\n") + "\n\n",
        "e1",
        "e2"
    ),
    LogForm("values in a row", Sample.events(1...3, separator: ""), "e1", "e2", "e3"),
    LogForm("lines of Records", Sample.log(1...2) + "\n" + Sample.log(3...3), "e1", "e2", "e3"),
    LogForm("lines of arrays", "[\(Sample.event(1))]\n[]\n[\(Sample.event(2))]\n", "e1", "e2"),
    LogForm("EventBridge", Sample.eventBridge(1), "e1"),
    LogForm("EventBridge, pretty", Sample.pretty(Sample.eventBridge(1)), "e1"),
    LogForm(
        "lines of EventBridge",
        Sample.eventBridge(1) + "\n" + Sample.eventBridge(2),
        "e1",
        "e2"
    ),
    LogForm("an array of EventBridge", "[\(Sample.eventBridge(1))]", "e1"),
    LogForm("an item of lookup-events", Sample.lookupItem(1), "e1"),
    LogForm(
        "lookup-events",
        #"{"Events":[\#(Sample.lookupItem(1)),\#(Sample.lookupItem(2))],"NextToken":"n"}"#,
        "e1",
        "e2"
    ),
    LogForm(
        "lookup-events, pretty",
        Sample.pretty(#"{"Events":[\#(Sample.lookupItem(1))]}"#),
        "e1"
    ),
    LogForm(
        "a subscription",
        #"{"messageType":"DATA_MESSAGE","owner":"5","logGroup":"g","logStream":"s","#
            + #""subscriptionFilters":["f"],"logEvents":["#
            + Sample.logEvent(Sample.event(1)) + "," + Sample.logEvent(Sample.event(2)) + "]}",
        "e1",
        "e2"
    ),
    LogForm(
        "a subscription's control message",
        #"{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","#
            + #""logStream":"","subscriptionFilters":[],"logEvents":["#
            + Sample.logEvent("CWL CONTROL MESSAGE: Checking health of destination Firehose.")
            + "]}"
    ),
    LogForm("data around Records", #"{"data":\#(Sample.log(1...2)),"x":1}"#, "e1", "e2"),
    LogForm("data, pretty", Sample.pretty(#"{"data":\#(Sample.log(1...2))}"#), "e1", "e2"),
    LogForm("a byte order mark", "\u{feff}" + Sample.log(1...1), "e1"),
    LogForm(
        "a byte order mark, lines",
        "\u{feff}" + Sample.events(1...2, separator: "\n"),
        "e1",
        "e2"
    ),
    LogForm("white space before", "\n\t \r\n" + Sample.log(1...1), "e1"),
    LogForm("an Insight event", #"{"Records":[\#(Sample.insight)]}"#, "insight"),
    LogForm("a NetworkActivity event", #"{"Records":[\#(Sample.networkActivity)]}"#, "network"),
    LogForm("a digest beside a log", Sample.digest + "\n" + Sample.log(1...1), "e1"),
    LogForm(
        "an event with a member data",
        #"{"data":{"a":1},"eventID":"d","eventTime":"2026-03-07T01:40:05Z"}"#,
        "d"
    ),
    LogForm(
        "an event with members like a log's",
        #"{"eventTime":"2026-03-07T01:40:05Z","Events":[],"logEvents":[{"a":1}],"eventID":"d"}"#,
        "d"
    ),
]

struct LogFormatTests {
    @Test(arguments: forms)
    fileprivate func `Each form gives its events, gzip or plain`(form: LogForm) {
        let text = Array(form.text.utf8)
        for bytes in [text, Gzip.compress(text), Gzip.compress(text, level: 0)] {
            let reading = LogReading(bytes)
            #expect(reading.ids == form.ids)
            #expect(reading.report.records == form.ids.count)
            #expect(reading.report.damage == nil)
            #expect(reading.report.inflatedBytes == Int64(text.count))
        }
    }

    @Test(arguments: forms)
    fileprivate func `A record's place holds the same record`(form: LogForm) throws {
        let text = Array(form.text.utf8)
        let reading = LogReading(text)
        for (event, location) in zip(reading.events, reading.locations) {
            let slice = LogReading.slice(text, location)
            #expect(slice.first == UInt8(ascii: "{"))
            #expect(slice.last == UInt8(ascii: "}"))
            let again = try Event(parsing: slice)
            #expect(again.time == event.time)
            #expect(again.identifier == event.identifier)
            #expect(again.contentHash() == event.contentHash())
        }
    }

    @Test(arguments: forms)
    fileprivate func `One reader reads log after log`(form: LogForm) {
        let reader = LogReader()
        let logs = ["{\"Records\":[{", form.text, "x", form.text, "", form.text].map {
            Array($0.utf8)
        }
        for bytes in logs {
            var ids: [String] = []
            let report = reader.read(bytes: bytes) { record, _ in
                if case .event(let event) = record { ids.append(event.text(.eventID) ?? "-") }
                return true
            }
            let reading = LogReading(bytes)
            #expect(ids == reading.ids)
            #expect(report == reading.report)
        }
    }

    @Test(arguments: [SampleRecord.digest, SampleRecord.pretty(SampleRecord.digest)])
    func `A digest is not a record`(text: String) {
        let reading = LogReading(Gzip.compress(Array(text.utf8)))
        #expect(reading.entries.isEmpty)
        #expect(reading.report.digests == 1)
        #expect(reading.report.isDigest)
        #expect(reading.report.damage == nil)
    }

    @Test
    func `A log with a digest in it is a log`() {
        let reading = LogReading(SampleRecord.digest + "\n" + SampleRecord.log(1...1))
        #expect(reading.report.digests == 1)
        #expect(!reading.report.isDigest)
    }

    @Test(arguments: [0, 1, 2])
    func `Reading stops when the handler says so`(stop: Int) {
        var seen = 0
        let log = Array(SampleRecord.log(1...9).utf8)
        let report = LogReader().read(bytes: log) { _, _ in
            seen += 1
            return seen <= stop
        }
        #expect(seen == stop + 1)
        #expect(report.records == seen)
        #expect(report.damage == nil)
    }

    @Test(arguments: [
        ("", LogDamage.Reason.empty), (" \n", .empty), ("\u{feff}", .empty), ("x", .notALog),
        ("eventTime,eventName\n", .partialRecords), ("<?xml?>", .notALog),
        ("\"text\"", .noRecords(.string)), ("12", .noRecords(.number)), ("\u{0}{}", .notALog),
        ("\u{1f}", .notALog), ("null\n[]", .notALog),
    ])
    func `Anything but a log is damage`(text: String, reason: LogDamage.Reason) {
        let bytes = Array(text.utf8)
        for bytes in bytes.isEmpty ? [bytes] : [bytes, Gzip.compress(bytes)] {
            let reading = LogReading(bytes)
            #expect(reading.entries.isEmpty)
            #expect(reading.report.damage?.reason == reason)
        }
        #expect(LogReading(Gzip.compress(bytes)).report.damage?.reason == reason)
    }
}
