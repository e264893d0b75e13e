import AWS
import AuditIndex
import Basics
import Foundation

/// Objects that S3 announces in a queue.
///
/// For example:
///
/// ```swift
/// let announced = ObjectQueue(queue)
/// let new = announced.receive(wait: 10)
/// try Ingest(index: index, options: options).run([], objects: new.objects)
/// let left = try announced.settle(index)   // deletes what was read
/// ```
///
/// A message is deleted once all its objects are in the index. What failed comes back, and goes to
/// the redrive queue after as many attempts as the queue allows.
package final class ObjectQueue {
    /// The most messages of a run; the rest waits for the next.
    private static let messageLimit = 20_000
    /// Seconds for which nobody else gets a message.
    private static let visibility = 3_600

    private let queue: SQSQueue
    /// The messages, and the objects of each that have to be read before it can go.
    private var received: [(message: SQSMessage, objects: [ObjectLocation])] = []
    /// The messages that are none of S3's, and why, of the first.
    package private(set) var unknown: (count: Int, reason: String) = (0, "")

    package init(_ queue: SQSQueue) { self.queue = queue }

    /// Takes what is waiting.
    ///
    /// - parameters:
    ///   - wait: The seconds to wait for a message, up to 20, when none is there.
    ///   - shouldStop: Asked before each request.
    /// - returns: The objects, each once, and why there are no more; nil where no message waits.
    package func receive(
        wait: Int,
        unless shouldStop: () -> Bool = { false }
    ) -> (objects: [KnownObject], fault: AWSServiceFault?) {
        var objects: [ObjectLocation: S3Notification.Object] = [:]
        var fault: AWSServiceFault?
        while received.count < Self.messageLimit, !shouldStop() {
            // Where some were waiting, a second is enough for SQS to ask all its servers.
            let messages: [SQSMessage]
            do throws(AWSServiceFault) {
                messages = try queue.receive(
                    wait: received.isEmpty ? wait : min(wait, 1),
                    visibility: Self.visibility
                )
            } catch {
                fault = error
                break
            }
            guard !messages.isEmpty else { break }
            for message in messages {
                switch S3Notification(message.body) {
                case .created(let created):
                    let logs = created.filter { ObjectLayout.mayBeTrail($0.key) }
                    received.append((message, logs.map(ObjectLocation.init)))
                    for object in logs {
                        let location = ObjectLocation(object)
                        if let other = objects[location], object.isBefore(other) { continue }
                        objects[location] = object
                    }
                case .ignored: received.append((message, []))
                case .unknown(let reason):
                    if unknown.count == 0 { unknown.reason = reason }
                    unknown.count += 1
                }
            }
        }
        let known = objects.map { KnownObject(location: $0, etag: $1.etag) }
            .sorted { $0.location.key < $1.location.key }
        return (known, fault)
    }

    /// Deletes the messages whose objects are in the index.
    ///
    /// - returns: How many are left because an object of theirs could not be read, and how many
    ///   could not be deleted, with the reason of the first.
    package func settle(
        _ index: AuditDatabase
    ) throws -> (unread: Int, undeleted: Int, reason: String?) {
        let paths = received.flatMap { $0.objects.map(\.path) }
        let read = try index.completePaths(paths)
        let done = received.filter { $0.objects.allSatisfy { read.contains($0.path) } }
        let unread = received.count - done.count
        received.removeAll()
        do throws(AWSServiceFault) {
            let failed = try queue.delete(done.map(\.message))
            return (unread, failed.count, failed.first?.reason)
        } catch {
            // What became of those before is not known; what comes back is skipped.
            return (unread, done.count, error.description)
        }
    }
}

extension ObjectLocation {
    fileprivate init(_ object: S3Notification.Object) {
        self.init(bucket: object.bucket, key: object.key)
    }
}
