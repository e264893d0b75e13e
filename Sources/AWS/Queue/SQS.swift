import Basics
import HTTP

/// A queue of SQS that is read.
///
/// For example:
///
/// ```swift
/// let queue = try SQSQueue(url: url, client: client)
/// for message in try queue.receive(wait: 20, visibility: 300) {
///     // … read what it announces
/// }
/// try queue.delete(messages)
/// ```
///
/// SQS delivers at least once and in no order. A message that is not deleted comes back when its
/// time of invisibility is over, and goes to the redrive queue after some attempts.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html>
package struct SQSQueue: Sendable {
    /// The most messages of one answer, and of one batch.
    package static let batchLimit = 10
    /// The longest wait for messages, in seconds.
    package static let longestWait = 20

    package let url: QueueURL
    private let client: AWSClient
    private let region: String
    private let base: String?

    /// An endpoint of the settings goes before the URL's own host.
    ///
    /// - parameters:
    ///   - url: The queue.
    ///   - client: What signs and sends.
    /// - throws: A ``TextFault`` where neither the URL nor the settings have a region.
    package init(url: QueueURL, client: AWSClient) throws(TextFault) {
        guard let region = url.region ?? client.settings.region else {
            throw TextFault("the URL of the queue has no region; set AWS_REGION")
        }
        self.url = url
        self.region = region
        self.client = client
        let endpoint = try client.settings.endpoint(of: .sqs, region: region)
        base = endpoint.isCustom ? nil : url.base
    }

    /// Waits for messages, and takes up to ten of them.
    ///
    /// - parameters:
    ///   - wait: For how many seconds, at most 20; 0 asks once.
    ///   - visibility: For how many seconds nobody else gets them; nil for the queue's own time.
    /// - returns: None, where the time is over.
    package func receive(
        wait: Int,
        visibility: Int? = nil,
        count: Int = batchLimit
    ) throws(AWSServiceFault) -> [SQSMessage] {
        let wait = min(max(wait, 0), Self.longestWait)
        var members = [
            ("MaxNumberOfMessages", "\(min(max(count, 1), Self.batchLimit))"),
            ("WaitTimeSeconds", "\(wait)"),
            ("MessageSystemAttributeNames", JSONText.array(["ApproximateReceiveCount"])),
        ]
        if let visibility { members.append(("VisibilityTimeout", "\(visibility)")) }
        let answer = try call("ReceiveMessage", members, seconds: Double(wait) + 15)
        return (answer.objects("Messages") ?? []).compactMap(SQSMessage.init)
    }

    /// Deletes messages, ten in a request.
    ///
    /// - returns: Those that were not deleted, and why; they will come back.
    package func delete(
        _ messages: [SQSMessage]
    ) throws(AWSServiceFault) -> [(message: SQSMessage, reason: String)] {
        var failed: [(SQSMessage, String)] = []
        for start in stride(from: 0, to: messages.count, by: Self.batchLimit) {
            let batch = Array(messages[start..<min(start + Self.batchLimit, messages.count)])
            let entries = batch.enumerated().map { index, message in
                JSONText.object([
                    "Id": JSONText.quoted("\(index)"),
                    "ReceiptHandle": JSONText.quoted(message.receipt, .canonical),
                ])
            }
            let answer = try call("DeleteMessageBatch", [("Entries", JSONText.array(of: entries))])
            for failure in answer.objects("Failed") ?? [] {
                guard let index = failure.text("Id").flatMap({ Int($0) }),
                    batch.indices.contains(index)
                else { continue }
                let words = [failure.text("Code"), failure.text("Message")].compactMap(\.self)
                failed.append(
                    (batch[index], ShownText.line(words.joined(separator: ": "), limit: 300))
                )
            }
        }
        return failed
    }

    /// Changes for how long nobody else gets a message; 0 gives it back at once.
    ///
    /// - parameter seconds: From now on, at most twelve hours.
    package func changeVisibility(
        of message: SQSMessage,
        seconds: Int
    ) throws(AWSServiceFault) {
        _ = try call(
            "ChangeMessageVisibility",
            [
                ("ReceiptHandle", JSONText.quoted(message.receipt, .canonical)),
                ("VisibilityTimeout", "\(min(max(seconds, 0), 43_200))"),
            ]
        )
    }

    private func call(
        _ operation: String,
        _ members: [(name: String, json: String)],
        seconds: Double = 30
    ) throws(AWSServiceFault) -> AnswerObject {
        let all = [("QueueUrl", JSONText.quoted(url.text, .canonical))] + members
        let body = all.map { "\(JSONText.quoted($0.0)):\($0.1)" }.joined(separator: ",")
        do {
            return try client.json(
                .sqs,
                region: region,
                target: "AmazonSQS.\(operation)",
                body: "{\(body)}",
                seconds: seconds,
                base: base
            )
        } catch {
            throw error.about(queue: url, operation)
        }
    }
}

extension AWSServiceFault {
    /// Says what is missing for a queue.
    fileprivate func about(queue: QueueURL, _ operation: String) -> AWSServiceFault {
        let advice: String? =
            switch kind {
            case .denied:
                "allow sqs:\(operation == "DeleteMessageBatch" ? "DeleteMessage" : operation) on "
                    + "the queue \(ShownText.line(queue.name, limit: 80)) (and kms:Decrypt on its "
                    + "key, if it has one)"
            case .missing: "there is no queue \(queue); check the URL, the account and the region"
            default: nil
            }
        guard let advice else { return self }
        return AWSServiceFault(
            kind,
            "\(description); \(advice)",
            code: code,
            retryAfter: retryAfter,
            isTransient: isTransient
        )
    }
}

/// A message of a queue.
package struct SQSMessage: Hashable, Sendable {
    package let id: String
    package let body: String
    /// How many times somebody got it, this time included; nil where the queue does not say.
    package let receiveCount: Int?
    /// What deletes it, for as long as it is invisible.
    let receipt: String

    package init(id: String, body: String, receiveCount: Int? = nil, receipt: String) {
        self.id = id
        self.body = body
        self.receiveCount = receiveCount
        self.receipt = receipt
    }

    init?(_ object: AnswerObject) {
        guard let receipt = object.text("ReceiptHandle"), let body = object.text("Body") else {
            return nil
        }
        let count = object.object("Attributes")?.number("ApproximateReceiveCount")
        self.init(
            id: object.text("MessageId") ?? "",
            body: body,
            receiveCount: count.flatMap { Int(exactly: $0) },
            receipt: receipt
        )
    }
}
