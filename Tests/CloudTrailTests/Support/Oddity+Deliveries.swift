import Basics

private typealias Sample = SampleRecord

extension Oddity {
    /// What is odd about whole files.
    static let deliveries: [Oddity] = [
        Oddity(
            "the same event twice",
            log: "\(Sample.log(1...1))\n\(Sample.log(1...1))",
            events: 2,
            distinct: 1
        ),
        Oddity(
            "the same event twice, once pretty",
            log: "\(Sample.log(1...1))\n\(Sample.pretty(Sample.log(1...1)))",
            events: 2,
            distinct: 1
        ),
        Oddity(
            "one id with two contents",
            log: #"[{"eventID":"1","eventTime":"2026-03-07T01:40:05Z","a":1},"#
                + #"{"eventID":"1","eventTime":"2026-03-07T01:40:05Z","a":2}]"#,
            events: 2,
            distinct: 2
        ),
        Oddity(
            "the delivery of the log logs itself",
            log: #"[{"eventTime":"2026-03-07T01:40:05Z","eventSource":"s3.amazonaws.com","#
                + #""eventName":"PutObject","userIdentity":{"type":"AWSService","#
                + #""invokedBy":"cloudtrail.amazonaws.com"},"resources":["#
                + #"{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::logs/AWSLogs/1.json.gz"},"#
                + #"{"type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::logs"}]}]"#,
            values: [
                "~principal": "cloudtrail.amazonaws.com", "~kind": "service",
                "~resource": "arn:aws:s3:::logs",
            ]
        ),
        Oddity(
            "events out of order",
            log: "[\(Sample.event(9)),\(Sample.event(2))]",
            events: 2,
            distinct: 2,
            values: ["~time": "2026-03-07T01:40:09Z"]
        ),
        Oddity("a digest", log: Sample.digest, events: 0),
        Oddity("an empty array", log: "[]", events: 0),
        Oddity("no records", log: #"{"Records":[]}"#, events: 0),
        Oddity(
            "malformed JSON",
            log: "[{\"eventTime\" }]",
            events: 0,
            damage: .notJSON(.expectedColon)
        ),
        Oddity(
            "a truncated last record",
            log: #"{"Records":[\#(Sample.event(1)),{"eventTime":"2026-0"#,
            damage: .notJSON(.incomplete)
        ),
        Oddity(
            "braces and escaped quotes in strings",
            log:
                #"{"Records":[{"eventTime":"2026-03-07T01:40:05Z","userAgent":"}]}\"{[\\","eventName":"x"}]}"#,
            values: ["userAgent": #"}]}"{[\"#, "eventName": "x"]
        ),
        Oddity("a bare array, pretty", log: Sample.pretty("[\(Sample.events(1...3))]"), events: 3),
        Oddity("JSON Lines", log: Sample.events(1...3, separator: "\n"), events: 3),
        Oddity("one event, pretty", log: Sample.pretty(Sample.event(1))),
        Oddity("EventBridge's envelope", log: Sample.eventBridge(1), values: ["~id": "e1"]),
        Oddity("data around Records", log: #"{"data":\#(Sample.log(1...2))}"#, events: 2),
        Oddity(
            "an item of lookup-events",
            log: Sample.lookupItem(1),
            values: ["~time": "2026-03-07T01:40:01Z", "readOnly": "true", "EventId": nil]
        ),
        Oddity(
            "an event that a pipeline enriched",
            log: #"{"@timestamp":"2026-03-07T01:40:05.000Z","@version":"1","eventName":"x"}"#,
            values: ["~time": "2026-03-07T01:40:05Z", "eventName": "x"]
        ),
        Oddity(
            "a vendor's keys",
            #""p_log_type":"AWS.CloudTrail","p_any_ip_addresses":["10.0.0.1"],"eventName":"x""#,
            ["eventName": "x", "p_log_type": "AWS.CloudTrail"]
        ),
        Oddity(
            "a notification that names files",
            log:
                #"{"Type":"Notification","Message":"{\"s3Bucket\":\"b\",\"s3ObjectKey\":[\"k\"]}"}"#,
            events: 0
        ),
        Oddity(
            "a notification with a misspelt key",
            log: #"{"Type":"Notification","Messagess":"{\"s3Bucket\":\"b\"}"}"#,
            events: 0,
            faults: [.missingTime]
        ),
        Oddity("no newline at the end", log: Sample.log(1...2), events: 2),
        Oddity("an empty file", log: "", events: 0, damage: .empty),
        Oddity(
            "an Insight event",
            log: "[\(Sample.insight)]",
            values: ["eventName": nil, "~id": "insight"]
        ),
        Oddity(
            "a NetworkActivity event",
            log: "[\(Sample.networkActivity)]",
            values: [
                "eventType": "AwsVpceEvent", "vpcEndpointAccountId": "510000000001",
                "~error": "VpceAccessDenied", "~denied": "true",
            ]
        ),
        Oddity(
            "every field null",
            log:
                "[{\(["eventName", "userIdentity", "eventID", "requestParameters", "errorCode", "resources"].map { "\"\($0)\":null" }.joined(separator: ",")),\"eventTime\":\"2026-03-07T01:40:05Z\"}]",
            values: ["~principal": "", "~resource": nil, "~failed": "false", "eventName": nil]
        ),
        Oddity(
            "every field null, the time too",
            log: #"[{"eventTime":null,"eventID":null}]"#,
            events: 0,
            faults: [.missingTime]
        ),
        Oddity(
            "every field misnamed",
            log: #"[{"EventTime":"x","event_id":"1"}]"#,
            events: 0,
            faults: [.missingTime]
        ),
    ]
}
