import AWS
import Basics
import HTTP

/// Publishes notices to an SNS topic, which mails them, queues them or calls a function.
///
/// A FIFO topic keeps the notices of one alert in order, and drops one that is sent again because
/// its response was lost.
///
/// Related documentation: <https://docs.aws.amazon.com/sns/latest/dg/welcome.html>
package struct SNSChannel: DeliveryChannel {
    /// A message and its attributes stay below SNS's limit.
    static let textLimit = SNSMessage.sizeLimit - 1_024

    package let name: String
    let topic: TopicARN
    let client: AWSClient
    /// In seconds, for one attempt.
    let deadline: Double

    package init(
        name: String = "sns",
        topic: TopicARN,
        client: AWSClient,
        deadline: Double = 15
    ) {
        self.name = name
        self.topic = topic
        self.client = client
        self.deadline = deadline
    }

    package func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        do {
            // The outbox tries again, with longer pauses.
            _ = try client.publish(
                Self.message(notice),
                to: topic,
                seconds: deadline,
                attempts: 1
            )
            return .delivered(thread: nil)
        } catch {
            // Whoever is logged out may log in again within the day that the outbox tries.
            return error.isTransient || error.kind == .credentials
                ? .retry(reason: error.description, after: error.retryAfter)
                : .rejected(reason: error.description)
        }
    }

    static func message(_ notice: AlertNotice) -> SNSMessage {
        let text = NoticeText(notice: notice)
        let key = MailMessage.token(notice.key)
        return SNSMessage(
            subject: subject(text.headline),
            text: ShownText.cut(text.block, toBytes: textLimit),
            group: key,
            deduplication: "\(key)-\(notice.id)",
            attributes: [("level", notice.level.rawValue), ("kind", notice.kind.rawValue)]
        )
    }

    /// A headline as a subject: printable ASCII, cut at SNS's limit.
    private static func subject(_ headline: String) -> String {
        let scalars = headline.unicodeScalars.map { scalar -> Character in
            (0x20..<0x7F).contains(scalar.value) ? Character(scalar) : "?"
        }
        let limit = SNSMessage.subjectLimit
        return scalars.count <= limit ? String(scalars) : String(scalars.prefix(limit - 3)) + "..."
    }
}
