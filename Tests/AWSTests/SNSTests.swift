import Basics
import HTTP
import Testing

@testable import AWS

struct SNSTests {
    static let answer =
        "<PublishResponse><PublishResult><MessageId>m1</MessageId></PublishResult></PublishResponse>"
    static let message = SNSMessage(
        subject: "ALERT high",
        text: "a & b\nü",
        group: "g",
        deduplication: "d",
        attributes: [("level", "high")]
    )

    @Test
    func `A message is published to a topic`() throws {
        let fake = FakeAWS { _ in .ok(Self.answer) }
        let client = try SQSTests.client(fake, ["AWS_REGION": "us-east-1"])
        let topic = try TopicARN("arn:aws-cn:sns:cn-north-1:510000000001:alerts")
        #expect(try client.publish(Self.message, to: topic) == "m1")
        #expect(fake.lines == ["POST https://sns.cn-north-1.amazonaws.com.cn/"])
        let request = fake.requests[0]
        #expect(request.header("authorization")?.contains("/cn-north-1/sns/aws4_request") == true)
        #expect(
            request.form == [
                "Action": "Publish", "Version": "2010-03-31", "TopicArn": topic.text,
                "Subject": "ALERT high", "Message": "a & b\nü",
                "MessageAttributes.entry.1.Name": "level",
                "MessageAttributes.entry.1.Value.DataType": "String",
                "MessageAttributes.entry.1.Value.StringValue": "high",
            ]
        )
    }

    @Test
    func `A FIFO topic gets a group and a key against doubles`() throws {
        let fake = FakeAWS { _ in .ok(Self.answer) }
        let topic = try TopicARN("arn:aws:sns:eu-west-1:510000000001:alerts.fifo")
        _ = try SQSTests.client(fake).publish(Self.message, to: topic)
        #expect(fake.requests[0].form["MessageGroupId"] == "g")
        #expect(fake.requests[0].form["MessageDeduplicationId"] == "d")
    }

    @Test(arguments: [
        "", "alerts", "arn:aws:sqs:eu-west-1:510000000001:q", "arn:aws:sns:eu-west-1:51:alerts",
        "arn:aws:sns::510000000001:alerts", "arn:aws:sns:a.b/:510000000001:alerts",
        "arn:aws:sns:eu-west-1:510000000001:", "arn:aws:sns:eu-west-1:510000000001:a:b",
        "arn:aws:sns:eu-west-1:510000000001:a b",
    ])
    func `What is no topic is an error`(text: String) {
        #expect(throws: TextFault.self) { try TopicARN(text) }
    }
}
