import Basics
import CloudTrail
import Testing

struct RecordRejectionTests {
    private static let event = #"{"eventID":"e1","eventTime":"2026-03-07T01:40:05Z"}"#

    @Test(arguments: [
        ("{}", RecordFault.missingTime), (#"{"eventTime":null}"#, .missingTime),
        (#"{"eventName":"x"}"#, .missingTime),
        (#"{"EventTime":"2026-03-07T01:40:05Z"}"#, .missingTime),
        (#"{"eventTime":null,"@timestamp":null}"#, .missingTime),
        (#"{"eventTime":""}"#, .badTime("")), (#"{"eventTime":"..."}"#, .badTime("...")),
        (#"{"eventTime":"redacted"}"#, .badTime("redacted")),
        (#"{"eventTime":"ThisIsAWrongEventTime"}"#, .badTime("ThisIsAWrongEventTime")),
        (#"{"eventTime":1772847605}"#, .badTime("1772847605")),
        (#"{"eventTime":{"a":1}}"#, .badTime(#"{"a":1}"#)),
        (#"{"eventTime":true}"#, .badTime("true")),
        (#"{"eventTime":"a\nb"}"#, .badTime("a\nb")),
        (#"{"eventTime":"x","@timestamp":"y"}"#, .badTime("x")),
        ("1", .notAnObject(.number)), ("\"text\"", .notAnObject(.string)),
        ("null", .notAnObject(.null)),
        ("true", .notAnObject(.boolean)), ("[]", .notAnObject(.array)),
        ("[[{}]]", .notAnObject(.array)),
        ("-1e5", .notAnObject(.number)),
        (#"{"message":"an error"}"#, .missingTime), (#"{"detail":{"a":1}}"#, .missingTime),
        (#"{"detail-type":"AWS API Call via CloudTrail","detail":{}}"#, .missingTime),
        (#"{"detail-type":"AWS API Call via CloudTrail","detail":1}"#, .missingTime),
        (#"{"detail-type":"x","detail":{"eventTime":"..."}}"#, .badTime("...")),
        (#"{"CloudTrailEvent":"{}"}"#, .missingTime),
        (#"{"CloudTrailEvent":"[]"}"#, .notAnObject(.array)),
        (#"{"CloudTrailEvent":{"a":1}}"#, .missingTime),
        (#"{"Type":"Notification","Messagess":"{\"s3Bucket\":\"b\"}"}"#, .missingTime),
    ])
    func `A record that is not an event is rejected, its neighbours are kept`(
        record: String,
        fault: RecordFault
    ) {
        let reading = LogReading("{\"Records\":[\(Self.event),\(record),\(Self.event)]}")
        #expect(reading.ids == ["e1", "e1"])
        #expect(reading.faults == [fault])
        #expect(reading.report.records == 3)
        #expect(reading.report.damage == nil)
        #expect(
            reading.locations[1]
                == RecordLocation(
                    offset: Int64(13 + Self.event.utf8.count),
                    length: record.utf8.count
                )
        )
        #expect(throws: fault) { try Event(parsing: Array(record.utf8)) }
    }

    @Test(arguments: [
        #"{"CloudTrailEvent":""}"#, #"{"CloudTrailEvent":"{} x"}"#, #"{"CloudTrailEvent":"x"}"#,
    ])
    func `An envelope's text that is not JSON is rejected`(record: String) {
        let reading = LogReading("[\(record),\(Self.event)]")
        #expect(reading.ids == ["e1"])
        #expect(reading.jsonFaults.count == 1)
    }

    @Test(arguments: [
        ("2026-03-07T01:40:05Z", 1_772_847_605), ("2022-11-21 18:06:52", 1_669_054_012),
        ("2025-01-21 17:49:47.000000000", 1_737_481_787), ("2021-05-20 15:53:47Z", 1_621_526_027),
        ("2022-02-08 09:23:37+11:00", 1_644_272_617),
        (#"2026-03-07\u005401:40:05Z"#, 1_772_847_605),
    ])
    func `Times of other spellings are times`(text: String, seconds: Int64) throws {
        let event = try Event(parsing: Array(#"{"eventTime":"\#(text)"}"#.utf8))
        #expect(event.time.seconds == seconds)
    }

    @Test(arguments: [
        #"{"@timestamp":"2026-03-07T01:40:05Z","@version":"1"}"#,
        #"{"eventTime":null,"@timestamp":"2026-03-07T01:40:05.123Z"}"#,
        #"{"eventTime":"...","@timestamp":"2026-03-07T01:40:05Z"}"#,
        #"{"eventTime":"2026-03-07T01:40:05Z","@timestamp":"2027-01-01T00:00:00Z"}"#,
        #"{"eventTime":"2027-01-01T00:00:00Z","eventTime":"2026-03-07T01:40:05Z"}"#,
        #"{"@timestamp":"2026-03-07T01:40:05Z","message":"prose"}"#,
    ])
    func `A shipper's timestamp replaces a missing time`(text: String) throws {
        let event = try Event(parsing: Array(text.utf8))
        #expect(event.time.description == "2026-03-07T01:40:05Z")
    }

    @Test(arguments: [
        (RecordFault.missingTime, "eventTime is missing"),
        (.badTime("x"), "eventTime is not a time: \"x\""),
        (.badTime(String(repeating: "x", count: 99)), "\"\(String(repeating: "x", count: 40))\""),
        (.notAnObject(.array), "expected a record, found array"),
    ])
    func `A fault is notified in a clause`(fault: RecordFault, text: String) {
        #expect(fault.description.hasSuffix(text))
    }
}
