import Basics
import HTTP

/// The ARN of an SNS topic, which says its region.
///
/// For example:
///
/// ```swift
/// try TopicARN("arn:aws:sns:eu-west-1:510000000001:alerts").region  // eu-west-1
/// ```
package struct TopicARN: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package let region: String
    /// Whether it keeps the order of messages, and drops doubles.
    package let isFIFO: Bool

    /// - throws: A ``TextFault`` where it is none.
    package init(_ text: String) throws(TextFault) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == "sns",
            AWSSettings.isRegion(String(parts[3])), parts[4].count == 12,
            parts[4].utf8.allSatisfy({ $0 &- 0x30 < 10 }),
            !parts[5].isEmpty, parts[5].utf8.count <= 256,
            parts[5].utf8.allSatisfy({
                $0 | 0x20 &- 0x61 < 26 || $0 &- 0x30 < 10 || "-_.".utf8.contains($0)
            })
        else {
            throw TextFault(
                "is not the ARN of a topic; write for example "
                    + "arn:aws:sns:eu-west-1:510000000001:alerts"
            )
        }
        self.text = text
        region = String(parts[3])
        isFIFO = parts[5].hasSuffix(".fifo")
    }

    package var description: String { text }
}

/// A message for a topic.
package struct SNSMessage: Hashable, Sendable {
    /// The most bytes of a message.
    package static let sizeLimit = 262_144
    /// The most characters of a subject: fewer than a hundred.
    package static let subjectLimit = 99

    /// Printable ASCII, at most ``subjectLimit`` characters; mails have it.
    package var subject: String
    /// At most ``sizeLimit`` bytes.
    package var text: String
    /// What a FIFO topic keeps in order.
    package var group: String
    /// What a FIFO topic takes once in five minutes.
    package var deduplication: String
    /// Attributes that subscriptions can filter by.
    package var attributes: [(name: String, value: String)]

    package init(
        subject: String,
        text: String,
        group: String,
        deduplication: String,
        attributes: [(name: String, value: String)] = []
    ) {
        self.subject = subject
        self.text = text
        self.group = group
        self.deduplication = deduplication
        self.attributes = attributes
    }

    package static func == (left: SNSMessage, right: SNSMessage) -> Bool {
        left.subject == right.subject && left.text == right.text && left.group == right.group
            && left.deduplication == right.deduplication
            && left.attributes.elementsEqual(right.attributes, by: ==)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(deduplication)
    }
}

extension AWSClient {
    /// Publishes a message to a topic.
    ///
    /// - returns: The message's id.
    ///
    /// Related documentation: <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>
    package func publish(
        _ message: SNSMessage,
        to topic: TopicARN,
        seconds: Double = 15,
        attempts: Int = 1
    ) throws(AWSServiceFault) -> String {
        var parameters = [
            ("TopicArn", topic.text), ("Subject", message.subject), ("Message", message.text),
        ]
        if topic.isFIFO {
            parameters.append(("MessageGroupId", message.group))
            parameters.append(("MessageDeduplicationId", message.deduplication))
        }
        for (index, attribute) in message.attributes.enumerated() {
            let prefix = "MessageAttributes.entry.\(index + 1)"
            parameters.append(("\(prefix).Name", attribute.name))
            parameters.append(("\(prefix).Value.DataType", "String"))
            parameters.append(("\(prefix).Value.StringValue", attribute.value))
        }
        let result = try query(
            .sns,
            region: topic.region,
            action: "Publish",
            version: "2010-03-31",
            parameters: parameters,
            seconds: seconds,
            attempts: attempts
        )
        return result["MessageId"]?.text ?? ""
    }
}
