import AuditTestSupport
import Basics
import Foundation
import Testing

@testable import Delivery
@testable import HTTP

struct PagerDutyTests {
    static let key = "EXAMPLEKEYEXAMPLEKEYEXAMPLEKEY00"

    /// The events that a notice is sent as.
    static func sent(_ notice: AlertNotice) throws -> [LoopbackWebServer.Request] {
        try LoopbackWebServer.with([.status(202, body: #"{"status":"success"}"#)]) { server in
            let channel = PagerDutyChannel(
                routingKey: HiddenText(key),
                api: try Endpoint(server.url)
            )
            #expect(channel.deliver(notice, thread: nil) == .delivered(thread: nil))
            return server.requests
        }
    }

    @Test
    func `A notice triggers an incident`() throws {
        let requests = try Self.sent(.sample())
        #expect(requests.map(\.path) == ["/v2/enqueue"])
        let event = try requests[0].json()
        #expect(event["routing_key"] as? String == Self.key)
        #expect(event["event_action"] as? String == "trigger")
        #expect(event["dedup_key"] as? String == "8f14e45fceea167a5a36dedd4bea2543")
        let payload = try #require(event["payload"] as? [String: Any])
        #expect(
            payload["summary"] as? String
                == "web-prod-instance read secret prod/orders/mongodb from 45.83.64.11"
        )
        #expect(payload["source"] as? String == "510000000001")
        #expect(payload["timestamp"] as? String == "2026-03-07T02:24:31Z")
        let details = try #require(payload["custom_details"] as? [String: Any])
        #expect((details["facts"] as? [String: String])?["secret"] == "prod/orders/mongodb")
        #expect((details["response"] as? [String])?.count == 2)
        #expect((event["links"] as? [[String: String]])?.count == 1)
    }

    @Test(
        arguments: zip(
            [Severity.informational, .low, .medium, .high, .critical],
            ["info", "info", "warning", "error", "critical"]
        )
    )
    func `Levels are severities`(level: Severity, severity: String) throws {
        let payload = try #require(
            try Self.sent(.sample(level: level))[0].json()["payload"] as? [String: Any]
        )
        #expect(payload["severity"] as? String == severity)
    }

    @Test(
        arguments: [
            (.opened, ["trigger"]), (.grew, ["trigger"]), (.reminder, ["trigger"]),
            (.resolved, ["resolve"]), (.test, ["trigger", "resolve"]),
        ] as [(AlertNotice.Kind, [String])]
    )
    func `A resolved alert ends its incident, and a test leaves none`(
        kind: AlertNotice.Kind,
        actions: [String]
    ) throws {
        let events = try Self.sent(.sample(kind)).map { try $0.json() }
        #expect(events.map { $0["event_action"] as? String } == actions)
        #expect(Set(events.map { $0["dedup_key"] as? String }).count == 1)
    }

    @Test(arguments: Hostile.texts)
    func `PagerDuty's limits are kept, whatever the notice`(text: String) throws {
        var notice = AlertNotice.hostile(text)
        notice.facts = (0..<200).map { AlertNotice.Fact("\($0)\(text)", text) }
        notice.evidence = (0..<500).map {
            AlertNotice.Evidence(eventID: text, time: Int64($0), text: text)
        }
        notice.response = Array(repeating: text, count: 200).joined(separator: "\n")
        notice.basis.lines = Array(repeating: text, count: 200)
        notice.references = Array(repeating: "https://example.com/\(text)", count: 200)
        let request = try Self.sent(notice)[0]
        #expect(request.body.count <= 512_000)
        let event = try request.json()
        let summary = (event["payload"] as? [String: Any])?["summary"] as? String
        #expect((1...1_024).contains(summary?.unicodeScalars.count ?? 0))
        #expect((event["dedup_key"] as? String)?.unicodeScalars.count ?? 999 <= 255)
        let texts = try request.texts().joined()
        #expect(!texts.unicodeScalars.contains { $0.isUnsafeToShow })
    }

    @Test
    func `The routing key is in no reason`() throws {
        let answer = "{\"status\":\"invalid event\",\"errors\":[\"\(Self.key) is no key\"]}"
        try LoopbackWebServer.with([.status(400, body: answer)]) { server in
            let channel = PagerDutyChannel(
                routingKey: HiddenText(Self.key),
                api: try Endpoint(server.url)
            )
            #expect(
                HTTPDeliveryTests.summary(channel.deliver(.sample(), thread: nil))
                    == #"refused http://HOST answered 400: {"status":"invalid event","errors":["#
                    + #""(hidden) is no key"]}"#
            )
        }
    }
}
