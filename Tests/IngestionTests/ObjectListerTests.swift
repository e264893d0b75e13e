import AuditIndex
import Foundation
import Testing

@testable import Ingestion

struct ObjectListerTests {
    /// Streams of three pages of one day; later pages are answered once all streams ask for them.
    private final class Rendezvous: ObjectStore, @unchecked Sendable {
        let prefixes = ["a/", "b/", "c/"]
        private let condition = NSCondition()
        private var waiting = ["1": 0, "2": 0]

        func page(_ query: ObjectQuery) throws(ObjectFault) -> ObjectPage {
            let number = query.continuation ?? "0"
            if query.continuation != nil {
                condition.lock()
                defer { condition.unlock() }
                waiting[number, default: 0] += 1
                condition.broadcast()
                while waiting[number] != prefixes.count {
                    guard condition.wait(until: Date(timeIntervalSinceNow: 30)) else {
                        throw ObjectFault(reason: "the others do not ask")
                    }
                }
            }
            let key = "\(query.prefix)2026/03/07/\(number)"
            let object = ObjectPage.Object(key: key, stamp: FileStamp(size: 1, modified: 1))
            return ObjectPage(
                objects: [object],
                continuation: ["0": "1", "1": "2"][number]
            )
        }

        func metadata(of: ObjectLocation) -> [String: String] { [:] }

        func open(_: ObjectLocation, _: FileStamp?) -> any ObjectReader { fatalError("not read") }
    }

    @Test
    func `A day of many pages is listed side by side`() {
        let store = Rendezvous()
        let parts = store.prefixes.map { prefix in
            ObjectLister.Part(
                stream: ObjectStream(bucket: "logs", prefix: prefix, isDated: true, root: 0)
            )
        }
        var batches: [[String]] = []
        ObjectLister(store: store).run(parts) { batch in
            batches.append(batch.map(\.object.key))
            return true
        } fail: { _, fault in
            Issue.record("\(fault.reason)")
        }
        #expect(batches.map(\.count) == [9])
        #expect(Set(batches.joined()).count == 9)
    }
}
