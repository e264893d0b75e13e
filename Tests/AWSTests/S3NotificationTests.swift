import AuditTestSupport
import Foundation
import Testing

@testable import AWS

struct S3NotificationTests {
    typealias Object = S3Notification.Object

    static func record(
        _ key: String,
        event: String = "ObjectCreated:Put",
        version: String = "2.1",
        bucket: String = "trail",
        more: String = ""
    ) -> String {
        """
        {"eventVersion": "\(version)", "eventSource": "aws:s3", "awsRegion": "eu-west-1",
        "eventTime": "2026-03-07T01:40:05.000Z", "eventName": "\(event)", "s3":
        {"s3SchemaVersion": "1.0", "bucket": {"name": "\(bucket)", "arn": "arn:aws:s3:::\(bucket)"},
        "object": {"key": "\(key)", "size": 2048, "eTag": "00ff", "sequencer": "0055AED6DCD90281E5"
        \(more)}}}
        """
    }

    static func records(_ records: String...) -> String {
        #"{"Records": [\#(records.joined(separator: ","))]}"#
    }

    static func wrapped(_ message: String, type: String = "Notification") -> String {
        """
        {"Type": "\(type)", "MessageId": "1", "TopicArn": "arn:aws:sns:eu-west-1:1:t",
        "Subject": "Amazon S3 Notification", "Timestamp": "2026-03-07T01:40:05.000Z",
        "Message": \(quoted(message))}
        """
    }

    static func event(_ key: String, type: String = "Object Created", etag: String = "etag")
        -> String
    {
        """
        {"version": "0", "id": "1", "detail-type": "\(type)", "source": "aws.s3", "account": "1",
        "region": "eu-west-1", "resources": ["arn:aws:s3:::trail"], "detail": {"version": "0",
        "bucket": {"name": "trail"}, "object": {"key": "\(key)", "size": 2048, "\(etag)": "00ff",
        "version-id": "v1", "sequencer": "0055AED6DCD90281E5"}, "reason": "PutObject"}}
        """
    }

    private static func quoted(_ text: String) -> String {
        let encoded = try? JSONEncoder().encode([text])
        return encoded.map { String(String(decoding: $0, as: UTF8.self).dropFirst().dropLast()) }
            ?? ""
    }

    static func object(_ key: String, version: String? = nil) -> Object {
        Object(
            bucket: "trail",
            key: key,
            size: 2_048,
            etag: "00ff",
            version: version,
            sequencer: "0055AED6DCD90281E5"
        )
    }

    static let test = """
        {"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-03-07T01:40:05.000Z",
        "Bucket": "trail", "RequestId": "1", "HostId": "2"}
        """

    @Test(
        arguments: [
            (records(record("AWSLogs/1/a.json.gz")), .created([object("AWSLogs/1/a.json.gz")])),
            (wrapped(records(record("a"))), .created([object("a")])),
            (event("a"), .created([object("a", version: "v1")])),
            (event("a", etag: "eTag"), .created([object("a", version: "v1")])),
            (wrapped(event("a")), .created([object("a", version: "v1")])),
            (
                records(record("a", more: #", "versionId": "v1""#), record("b")),
                .created([object("a", version: "v1"), object("b")])
            ),
            (
                records(record("a", event: "ObjectRemoved:Delete"), record("b")),
                .created([object("b")])
            ),
            (records(record("a", event: "s3:ObjectCreated:Copy")), .created([object("a")])),
            (records(record("a", version: "2.9")), .created([object("a")])),
            (
                records(record("a", event: "ObjectRemoved:Delete")),
                .ignored(reason: "events that create nothing: 'ObjectRemoved:Delete'")
            ),
            (records(), .ignored(reason: "no events")),
            (test, .ignored(reason: "a test event of S3")),
            (wrapped(test), .ignored(reason: "a test event of S3")),
            (
                event("a", type: "Object Tags Added"),
                .ignored(reason: "an event that creates nothing: 'Object Tags Added'")
            ),
            (
                records(record("a", version: "3.0")),
                .unknown(reason: "an event of S3 of version '3.0'")
            ),
            (
                wrapped("x", type: "SubscriptionConfirmation"),
                .unknown(
                    reason: "a message of SNS of type 'SubscriptionConfirmation'; confirm the "
                        + "subscription first"
                )
            ),
            (wrapped("x"), .unknown(reason: "a message of SNS that is no event of S3")),
            (wrapped(wrapped(test)), .unknown(reason: "the message is no event of S3")),
            (#"{"a": 1}"#, .unknown(reason: "the message is no event of S3")),
        ] as [(String, S3Notification)]
    )
    func `A message says which objects were created`(body: String, expected: S3Notification) {
        #expect(S3Notification(body) == expected)
    }

    @Test(
        arguments: [
            ("a+b%2Bc", "a b+c"), ("AWSLogs%2F1%2Fa", "AWSLogs/1/a"),
            ("AWSLogs/1/a", "AWSLogs/1/a"),
            ("%C3%BC%0A", "ü\n"), ("a%2520b", "a%20b"), ("..%2Fa", "../a"),
        ]
    )
    func `Keys are decoded as forms, but those of EventBridge are as they are`(
        key: String,
        expected: String
    ) {
        #expect(S3Notification(Self.records(Self.record(key))) == .created([Self.object(expected)]))
        #expect(S3Notification(Self.event(key)) == .created([Self.object(key, version: "v1")]))
    }

    @Test(arguments: [
        "", " ", "null", "1", "\"a\"", "[]", "{", "\u{0}", "{\"Records\": {}}",
        #"{"Records": [1]}"#.replacing("1", with: #"{"eventName": 1}"#),
        #"{"Records": [{"eventName": "ObjectCreated:Put"}]}"#,
        #"{"Records": [{"eventSource": "aws:ses", "eventName": "ObjectCreated:Put", "s3": {}}]}"#,
        records(record("%zz")), records(record("%")), records(record("%FF")), records(record("")),
        records(record("a", bucket: "")), records(record(String(repeating: "a", count: 1_025))),
        #"{"source": "aws.s3", "detail-type": "Object Created", "detail": []}"#,
        #"{"Type": "Notification", "TopicArn": "t", "Message": {"Records": []}}"#,
        String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
        "{\"a\": \"" + String(repeating: "a", count: 1 << 20) + "\"}",
    ])
    func `A message that is none of S3's is left alone`(body: String) {
        guard case .unknown(let reason) = S3Notification(body) else {
            Issue.record("\(S3Notification(body))")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test
    func `Odd sizes are no sizes`() {
        for size in ["-1", "1e999", "1.5", "\"x\"", "null", "99999999999999999999"] {
            let body = Self.records(Self.record("a").replacing("2048", with: size))
            switch S3Notification(body) {
            case .created(let objects): #expect(objects.map(\.size) == [nil], "\(size)")
            // Foundation rejects such a number.
            case .unknown: #expect(size == "1e999")
            case .ignored(let reason): Issue.record("\(reason)")
            }
        }
    }

    @Test
    func `A damaged message is read or left alone`() {
        let bodies = [
            Self.records(Self.record("a+b")), Self.wrapped(Self.records(Self.record("a"))),
            Self.event("a"),
        ]
        var random = SeededRandom(seed: 18)
        for _ in 0..<2_000 {
            var bytes = Array((bodies.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<3 {
                let index = Int.random(in: bytes.indices, using: &random)
                bytes[index] = UInt8.random(in: 0...127, using: &random)
            }
            if case .created(let objects) = S3Notification(String(decoding: bytes, as: UTF8.self)) {
                #expect(!objects.isEmpty && objects.allSatisfy { !$0.key.isEmpty })
            }
        }
    }

    @Test(
        arguments: [
            ("0055AED6", "0055AED7", true), ("0055AED7", "0055AED6", false), ("55", "550", false),
            ("55", "551", true), ("0A", "0b", true), ("55", "55", false),
        ]
    )
    func `Sequencers order the events of a key`(left: String, right: String, isBefore: Bool) {
        func object(_ sequencer: String?) -> Object {
            Object(bucket: "b", key: "k", sequencer: sequencer)
        }
        #expect(object(left).isBefore(object(right)) == isBefore)
        #expect(!object(nil).isBefore(object(right)))
    }
}
