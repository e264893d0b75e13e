import AuditTestSupport
import Basics
import Foundation
import HTTP
import Testing

@testable import AWS

struct SQSTests {
    static let keys = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: HiddenText("EXAMPLESECRET"),
        sessionToken: HiddenText("EXAMPLETOKEN")
    )

    static func client(
        _ fake: FakeAWS,
        _ variables: [String: String] = [:],
        source: AWSCredentialSource? = nil,
        clock: FakeClock = FakeClock()
    ) throws -> AWSClient {
        AWSClient(
            settings: try AWSSettings(
                environment: AWSEnvironment(variables: variables, home: "/none")
            ),
            sender: fake,
            credentials: source ?? AWSCredentialSource(keys),
            clock: clock.clock
        )
    }

    static let url = "https://sqs.eu-central-1.amazonaws.com/111122223333/audit"

    static func queue(
        _ fake: FakeAWS,
        _ url: String = url,
        _ variables: [String: String] = [:]
    ) throws -> SQSQueue {
        try SQSQueue(url: QueueURL(url), client: client(fake, variables))
    }

    static func object(_ request: HTTPRequest) throws -> NSDictionary {
        try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? NSDictionary)
    }

    @Test
    func `Messages are received`() throws {
        let fake = FakeAWS { _ in
            .ok(
                """
                {"Messages": [{"MessageId": "m1", "ReceiptHandle": "r1", "Body": "b\\n1",
                "Attributes": {"ApproximateReceiveCount": "3"}}, {"MessageId": "m2"},
                {"MessageId": "m3", "ReceiptHandle": "r3", "Body": ""}]}
                """
            )
        }
        let messages = try Self.queue(fake).receive(wait: 30, visibility: 300)
        #expect(
            messages == [
                SQSMessage(id: "m1", body: "b\n1", receiveCount: 3, receipt: "r1"),
                SQSMessage(id: "m3", body: "", receipt: "r3"),
            ]
        )
        let request = try #require(fake.requests.first)
        #expect(fake.lines == ["POST https://sqs.eu-central-1.amazonaws.com/"])
        #expect(request.header("x-amz-target") == "AmazonSQS.ReceiveMessage")
        #expect(request.header("content-type") == "application/x-amz-json-1.0")
        #expect(request.header("x-amz-security-token") == "EXAMPLETOKEN")
        #expect(request.header("authorization")?.contains("/eu-central-1/sqs/aws4_request") == true)
        // More than the wait, or the connection would end before the answer.
        #expect(request.limits.exchange == 35 && request.limits.silence == 35)
        #expect(
            try Self.object(request) == [
                "QueueUrl": Self.url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 20,
                "VisibilityTimeout": 300,
                "MessageSystemAttributeNames": ["ApproximateReceiveCount"],
            ]
        )
    }

    @Test(arguments: [
        "{}", "", #"{"Messages": []}"#, #"{"Messages": {}}"#, #"{"Messages": [1, null]}"#,
    ])
    func `A queue without messages gives none`(answer: String) throws {
        #expect(try Self.queue(FakeAWS { _ in .ok(answer) }).receive(wait: 0).isEmpty)
    }

    @Test
    func `Messages are deleted by tens, and those that were not are named`() throws {
        let fake = FakeAWS { _ in
            .ok(
                """
                {"Successful": [], "Failed": [{"Id": "1", "Code": "ReceiptHandleIsInvalid",
                "Message": "x", "SenderFault": true}, {"Id": "77", "Code": "?"}]}
                """
            )
        }
        let messages = (0..<23).map { SQSMessage(id: "\($0)", body: "", receipt: "r\($0)") }
        let failed = try Self.queue(fake).delete(messages)
        #expect(failed.map(\.message.id) == ["1", "11", "21"])
        #expect(failed.first?.reason == "ReceiptHandleIsInvalid: x")
        let entries = try fake.requests.map { request in
            try #require(try Self.object(request)["Entries"] as? [[String: String]])
        }
        #expect(entries.map(\.count) == [10, 10, 3])
        #expect(
            entries[2] == [
                ["Id": "0", "ReceiptHandle": "r20"], ["Id": "1", "ReceiptHandle": "r21"],
                ["Id": "2", "ReceiptHandle": "r22"],
            ]
        )
        #expect(try Self.queue(FakeAWS()).delete([]).isEmpty)
    }

    @Test
    func `A message can be given back`() throws {
        let fake = FakeAWS { _ in .ok("") }
        let message = SQSMessage(id: "1", body: "", receipt: "r\"1")
        try Self.queue(fake).changeVisibility(of: message, seconds: 0)
        #expect(
            try Self.object(fake.requests[0]) == [
                "QueueUrl": Self.url, "ReceiptHandle": "r\"1", "VisibilityTimeout": 0,
            ]
        )
    }

    @Test(
        arguments: [
            (url, "eu-central-1", "https://sqs.eu-central-1.amazonaws.com/"),
            (
                "https://sqs.cn-north-1.amazonaws.com.cn/1/q", "cn-north-1",
                "https://sqs.cn-north-1.amazonaws.com.cn/"
            ),
            (
                "https://eu-west-1.queue.amazonaws.com/1/q", "eu-west-1",
                "https://sqs.eu-west-1.amazonaws.com/"
            ),
            (
                "https://queue.amazonaws.com/1/q", "us-east-1",
                "https://sqs.us-east-1.amazonaws.com/"
            ),
            (
                "https://vpce-0a-b.sqs.eu-west-1.vpce.amazonaws.com/1/q", "eu-west-1",
                "https://vpce-0a-b.sqs.eu-west-1.vpce.amazonaws.com/"
            ),
            ("http://localhost:5000/123456789012/q", "ap-south-1", "http://localhost:5000/"),
            (
                "http://sqs.eu-west-1.localhost.localstack.cloud:4566/000000000000/q", "ap-south-1",
                "http://sqs.eu-west-1.localhost.localstack.cloud:4566/"
            ),
            (
                "https://sqs.eu-west-1.amazonaws.com.evil.example/1/q", "ap-south-1",
                "https://sqs.eu-west-1.amazonaws.com.evil.example/"
            ),
        ]
    )
    func `A queue's URL says where it is`(url: String, region: String, called: String) throws {
        let fake = FakeAWS { _ in .ok("{}") }
        let queue = try Self.queue(fake, url, ["AWS_REGION": "ap-south-1"])
        _ = try queue.receive(wait: 0)
        #expect(fake.requests.map(\.url) == [called])
        #expect(fake.requests[0].header("authorization")?.contains("/\(region)/sqs/") == true)
        let local = try Self.queue(
            fake,
            url,
            ["AWS_ENDPOINT_URL": "http://x:1", "AWS_REGION": "a"]
        )
        _ = try local.receive(wait: 0)
        #expect(fake.requests.last?.url == "http://x:1/")
    }

    @Test(arguments: [
        "", "audit", "arn:aws:sqs:eu-west-1:1:q", "https://sqs.eu-west-1.amazonaws.com/q",
        "http://sqs.eu-west-1.amazonaws.com/1/q", "https:///1/q", "https://x/1/q?a=b",
        "https://u@x/1/q", "https://x/1/q\n",
    ])
    func `What is no queue is an error`(text: String) {
        #expect(throws: TextFault.self) { try QueueURL(text) }
    }

    @Test
    func `A queue elsewhere needs a region`() {
        #expect(throws: TextFault("the URL of the queue has no region; set AWS_REGION")) {
            try Self.queue(FakeAWS(), "http://localhost:5000/1/q")
        }
    }
}
