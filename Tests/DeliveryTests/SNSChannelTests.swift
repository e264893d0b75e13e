import AWS
import AuditTestSupport
import Basics
import Foundation
import Testing

@testable import Delivery

struct SNSChannelTests {
    static let topic = "arn:aws:sns:eu-west-1:510000000001:alerts"
    static let answer = LoopbackWebServer.Answer.status(
        200,
        body: "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult>"
            + "</PublishResponse>"
    )

    /// The channel of a settings file, whose topic is at a server.
    static func channel(_ server: String, topic: String = topic) throws -> any DeliveryChannel {
        let settings = try DeliverySettings.load(
            file: nil,
            environment: [
                "HOME": "/none", "AUDIT_SNS_TOPIC": topic, "AWS_ENDPOINT_URL_SNS": server,
                "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "EXAMPLESECRET",
            ]
        )
        return try #require(settings.channels.first?.channel)
    }

    static func form(_ request: LoopbackWebServer.Request) -> [String: String] {
        let pairs = request.text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), String(parts[1]).removingPercentEncoding ?? "?")
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The forms of the notices that are delivered.
    static func sent(
        _ notices: [AlertNotice],
        topic: String = topic
    ) throws -> [[String: String]] {
        try LoopbackWebServer.with([answer]) { server in
            let channel = try channel(server.url, topic: topic)
            for notice in notices {
                #expect(channel.deliver(notice, thread: nil) == .delivered(thread: nil))
            }
            return server.requests.map(form)
        }
    }

    @Test
    func `A notice is published to the topic`() throws {
        let form = try Self.sent([.sample()])[0]
        #expect(form["Action"] == "Publish")
        #expect(form["TopicArn"] == Self.topic)
        #expect(
            form["Subject"]
                == "ALERT high: web-prod-instance read secret prod/orders/mongodb from 45.83.64.11"
        )
        #expect(form["Message"] == NoticeText(notice: .sample()).block)
        #expect(form["MessageAttributes.entry.1.Value.StringValue"] == "high")
        #expect(form["MessageAttributes.entry.2.Value.StringValue"] == "opened")
        #expect(form["MessageGroupId"] == nil)
    }

    @Test
    func `A FIFO topic gets the notices of an alert in order, each once`() throws {
        var later = AlertNotice.sample(.grew)
        later.id = 43
        let forms = try Self.sent([.sample(), .sample(), later], topic: Self.topic + ".fifo")
        #expect(
            forms.map { $0["MessageGroupId"] }
                == Array(repeating: AlertNotice.sample().key, count: 3)
        )
        let keys = forms.map { $0["MessageDeduplicationId"] }
        #expect(keys == ["\(later.key)-42", "\(later.key)-42", "\(later.key)-43"])
    }

    @Test(arguments: Hostile.texts)
    func `SNS's limits are kept, whatever the notice`(text: String) throws {
        var notice = AlertNotice.hostile(text)
        notice.response = Array(repeating: text, count: 200).joined(separator: "\n")
        notice.covered = Array(repeating: text, count: 200)
        notice.basis.lines = Array(repeating: text, count: 200)
        let message = SNSChannel.message(notice)
        #expect((1..<100).contains(message.subject.utf8.count))
        #expect(message.subject.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
        #expect(message.text.utf8.count <= 262_144)
        #expect(!message.text.unicodeScalars.contains { $0.isUnsafeToShow && $0 != "\n" })
        for id in [message.group, message.deduplication] {
            #expect((1...128).contains(id.utf8.count))
            #expect(id.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        }
    }

    static func error(_ code: String, _ message: String = "m") -> String {
        "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message>"
            + "</Error></ErrorResponse>"
    }

    @Test(
        arguments: [
            (
                .status(404, body: error("NotFound", "Topic does not exist")),
                "refused SNS Publish in eu-west-1: NotFound: Topic does not exist"
            ),
            (
                .status(403, body: error("AuthorizationError", "EXAMPLESECRET may not")),
                "refused SNS Publish in eu-west-1: AuthorizationError: (hidden) may not"
            ),
            (
                .status(403, body: error("InvalidClientTokenId", "The token is invalid")),
                "retry - SNS Publish in eu-west-1: InvalidClientTokenId: The token is invalid; the "
                    + "credentials are from AWS_ACCESS_KEY_ID"
            ),
            (
                .status(400, body: error("Throttling", "Rate exceeded")),
                "retry - SNS Publish in eu-west-1: Throttling: Rate exceeded"
            ),
            (
                .status(503, headers: ["Retry-After": "7"]),
                "retry 7 SNS Publish in eu-west-1: answered 503, but not as AWS does; a proxy or "
                    + "another server may be in between"
            ),
            (
                .hangUp,
                "retry - SNS Publish in eu-west-1: HOST: the connection closed before the response "
                    + "was complete"
            ),
        ] as [(LoopbackWebServer.Answer, String)]
    )
    func `An answer says what came of a message`(
        answer: LoopbackWebServer.Answer,
        expected: String
    ) throws {
        try LoopbackWebServer.with([answer]) { server in
            let outcome = try Self.channel(server.url).deliver(.sample(), thread: nil)
            #expect(HTTPDeliveryTests.summary(outcome) == expected)
        }
    }

    @Test(
        arguments: [
            (
                ["AUDIT_SNS_TOPIC": "alerts"],
                "AUDIT_SNS_TOPIC: is not the ARN of a topic; write for example "
                    + "arn:aws:sns:eu-west-1:510000000001:alerts"
            ),
            (
                ["AUDIT_SNS_TOPIC": topic, "AUDIT_SNS_PROFILE": "x"],
                "AUDIT_SNS_PROFILE: profile 'x' is neither in ~/.aws/config nor in "
                    + "~/.aws/credentials"
            ),
            (
                ["AUDIT_SNS_TOPIC": topic, "AWS_ACCESS_KEY_ID": "x"],
                "AUDIT_SNS_TOPIC: AWS credentials: the environment: AWS_SECRET_ACCESS_KEY is not "
                    + "set, but its counterpart is; set both or none"
            ),
        ] as [([String: String], String)]
    )
    func `What is wrong with the settings is said with its place`(
        environment: [String: String],
        expected: String
    ) {
        let all = environment.merging(["HOME": "/none"]) { $1 }
        #expect(DeliverySettingsTests.problems(nil, environment: all) == [expected])
    }

    @Test
    func `A channel shows no credential`() throws {
        var shown = ""
        dump(try Self.channel("http://127.0.0.1:1"), to: &shown)
        #expect(shown.contains(Self.topic))
        #expect(!shown.contains("EXAMPLESECRET"))
    }
}
