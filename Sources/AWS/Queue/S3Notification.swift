import Basics
import Foundation

/// What a message of a queue says about objects of S3.
///
/// For example:
///
/// ```swift
/// switch S3Notification(message.body) {
/// case .created(let objects): …
/// case .ignored(let reason): …       // to be deleted: a test, a deletion
/// case .unknown(let reason): …       // to be left for the queue's redrive
/// }
/// ```
///
/// S3 sends events directly, through SNS (as they are, or wrapped), or through EventBridge. Events
/// come at least once and in no order.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html>
package enum S3Notification: Hashable, Sendable {
    /// Objects that were created; at least one.
    case created([Object])
    /// There is nothing to read, and the message can go.
    case ignored(reason: String)
    /// It is none of S3's, or of a version to come.
    case unknown(reason: String)

    package struct Object: Hashable, Sendable {
        package var bucket: String
        /// The key itself, decoded.
        package var key: String
        /// In bytes, where the event has it.
        package var size: Int64?
        /// Without quotes, as events have it.
        package var etag: String?
        package var version: String?
        /// Orders the events of one key; see ``isBefore(_:)``.
        package var sequencer: String?

        /// Whether this event of a key is older than another.
        ///
        /// - returns: false where that is not known.
        package func isBefore(_ other: Object) -> Bool {
            guard let sequencer, let later = other.sequencer else { return false }
            let width = max(sequencer.utf8.count, later.utf8.count)
            func padded(_ text: String) -> String {
                text.lowercased() + String(repeating: "0", count: width - text.utf8.count)
            }
            return padded(sequencer).utf8.lexicographicallyPrecedes(padded(later).utf8)
        }
    }

    /// The most bytes of a message; SQS has no longer ones.
    private static let sizeLimit = 1 << 20

    /// Reads the body of a message, whatever it is.
    ///
    /// - complexity: O(n) in bytes.
    package init(_ body: String) {
        guard body.utf8.count <= Self.sizeLimit, let object = AnswerObject(Array(body.utf8)) else {
            self = .unknown(reason: "the message is no JSON object")
            return
        }
        self.init(object, isWrapped: false)
    }

    private init(_ object: AnswerObject, isWrapped: Bool) {
        if let records = object.objects("Records") {
            self = Self.records(records)
        } else if object.text("Event") == "s3:TestEvent" {
            self = .ignored(reason: "a test event of S3")
        } else if object.text("source") == "aws.s3" {
            self = Self.event(object)
        } else if !isWrapped, object.text("TopicArn") != nil, let type = object.text("Type") {
            self = Self.notification(object, type: type)
        } else {
            self = .unknown(reason: "the message is no event of S3")
        }
    }

    /// What SNS has wrapped; once, so that no message can nest without end.
    private static func notification(_ object: AnswerObject, type: String) -> S3Notification {
        guard type == "Notification" else {
            return .unknown(
                reason: "a message of SNS of type \(type.quoted); confirm the subscription first"
            )
        }
        guard let inner = object.text("Message").flatMap({ AnswerObject(Array($0.utf8)) }) else {
            return .unknown(reason: "a message of SNS that is no event of S3")
        }
        return S3Notification(inner, isWrapped: true)
    }

    private static func records(_ records: [AnswerObject]) -> S3Notification {
        var objects: [Object] = []
        var others: Set<String> = []
        for record in records {
            guard record.text("eventSource") ?? "aws:s3" == "aws:s3",
                let name = record.text("eventName"), let s3 = record.object("s3")
            else { return .unknown(reason: "the message has a record that is no event of S3") }
            // A minor version only adds members.
            let version = record.text("eventVersion")?.split(separator: ".").first
            guard version == nil || version == "2" else {
                return .unknown(
                    reason:
                        "an event of S3 of version \((record.text("eventVersion") ?? "").quoted)"
                )
            }
            let event = name.hasPrefix("s3:") ? String(name.dropFirst(3)) : name
            guard event.hasPrefix("ObjectCreated:") else {
                others.insert(event)
                continue
            }
            guard let bucket = s3.object("bucket")?.text("name"), let object = s3.object("object"),
                let key = object.text("key").flatMap(PercentEncoding.decodeForm),
                let created = Object(
                    bucket: bucket,
                    key: key,
                    object,
                    etag: "eTag",
                    version: "versionId"
                )
            else { return .unknown(reason: "an event of S3 without a bucket or a key") }
            objects.append(created)
        }
        guard objects.isEmpty else { return .created(objects) }
        let names = others.sorted().prefix(3).map { $0.quoted }.joined(separator: ", ")
        return .ignored(
            reason: names.isEmpty ? "no events" : "events that create nothing: \(names)"
        )
    }

    private static func event(_ event: AnswerObject) -> S3Notification {
        let type = event.text("detail-type") ?? ""
        guard type == "Object Created" else {
            return .ignored(reason: "an event that creates nothing: \(type.quoted)")
        }
        guard let detail = event.object("detail"),
            let bucket = detail.object("bucket")?.text("name"),
            let object = detail.object("object"), let key = object.text("key"),
            // Keys are as they are here, unlike in S3's own events.
            let created = Object(
                bucket: bucket,
                key: key,
                object,
                etag: "etag",
                version: "version-id"
            )
        else { return .unknown(reason: "an event of S3 without a bucket or a key") }
        return .created([created])
    }
}

extension S3Notification.Object {
    fileprivate init?(
        bucket: String,
        key: String,
        _ object: AnswerObject,
        etag: String,
        version: String
    ) {
        guard !bucket.isEmpty, bucket.utf8.count <= 255, !key.isEmpty, key.utf8.count <= 1_024
        else {
            return nil
        }
        self.init(
            bucket: bucket,
            key: key,
            size: object.number("size").flatMap { $0 < 0 ? nil : $0 },
            // moto spells it as S3's own events do.
            etag: (object.text(etag) ?? object.text("eTag"))?
                .trimmingCharacters(in: CharacterSet(charactersIn: "\"")),
            version: object.text(version),
            sequencer: object.text("sequencer").flatMap { $0.utf8.count <= 64 ? $0 : nil }
        )
    }
}
