import AuditIndex
import Basics
import CloudTrail
import Dispatch
import Foundation

/// Reads the raw records of indexed events back from their files.
///
/// For example:
///
/// ```swift
/// let reader = RawRecordReader(index: index)
/// try reader.forEachRecord(of: keys, as: \.blankedJSON) { position, record in
///     print(keys[position], try record.get())
/// }
/// ```
///
/// - complexity: O(n) in the inflated bytes of each file up to the last record wanted of it. Each
///   file is read once a call, on one of `jobs` threads. Memory is that of each thread's largest
///   record, and a few records that wait.
package struct RawRecordReader {
    /// Why a record could not be read back.
    package struct Problem: Error, CustomStringConvertible {
        /// What is wrong, and with which file.
        package var description: String
    }

    /// The records that wait to be taken.
    private static let waiting = 32

    private let index: AuditDatabase
    private let objects: (any ObjectStore)?
    private let jobs: Int

    /// - parameters:
    ///   - index: The index, which knows the files.
    ///   - objects: Where objects of S3 are read from; nil where none can be.
    ///   - jobs: The threads that read.
    package init(
        index: AuditDatabase,
        objects: (any ObjectStore)? = nil,
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount
    ) {
        self.index = index
        self.objects = objects
        self.jobs = max(jobs, 1)
    }

    /// The records of some events, in the same order.
    package func records(of events: [IndexedEvent]) throws -> [Result<Event, Problem>] {
        var results = [Result<Event, Problem>?](repeating: nil, count: events.count)
        try forEachRecord(of: events.map(\.recordKey), as: \.detached) { position, result in
            results[position] = result
        }
        return results.map { $0 ?? .failure(Problem(description: "the ledger lacks its file")) }
    }

    /// Calls `body` with each record as it is read, and the position of its event.
    ///
    /// - parameters:
    ///   - keys: The events, of any files.
    ///   - transform: What is wanted of a record, which is valid for the call only. Several threads
    ///     call it at a time.
    ///   - body: Takes that, or why there is none, in any order, on the thread of the caller.
    package func forEachRecord<Wanted: Sendable>(
        of keys: [RecordKey],
        as transform: @escaping @Sendable (Event) -> Wanted,
        _ body: (Int, Result<Wanted, Problem>) throws -> Void
    ) throws {
        var files: [File] = []
        for (source, wanted) in Dictionary(grouping: keys.indices, by: { keys[$0].source }) {
            files.append(File(source: source, positions: wanted))
        }
        // The longest first, so that no thread is left with one at the end.
        files.sort { ($1.positions.count, $0.source) < ($0.positions.count, $1.source) }
        let work = try files.map {
            (positions: $0.positions, place: try index.place(of: $0.source))
        }
        let found = BoundedQueue<(Int, Result<Wanted, Problem>)>(capacity: Self.waiting)
        let next = Locked(0)
        let group = DispatchGroup()
        let areObjects = work.contains { $0.place.flatMap { ObjectLocation($0.path) } != nil }
        let threads = areObjects ? max(jobs, ObjectLocation.threads) : jobs
        for _ in 0..<min(threads, work.count) {
            DispatchQueue.global().async(group: group) {
                let file = RecordFile(objects: objects)
                while let (positions, place) = next.withLock({ number in
                    defer { number += 1 }
                    return number < work.count ? work[number] : nil
                }) {
                    var isWanted = true
                    file.read(place, positions.map { keys[$0] }) { position, event, isKnown in
                        guard isKnown || keys[positions[position]].isKey(of: event) else {
                            return .other
                        }
                        isWanted = found.push((positions[position], .success(transform(event))))
                        return isWanted ? .taken : .stop
                    } fail: { position, reason in
                        found.push((positions[position], .failure(Problem(description: reason))))
                    }
                    guard isWanted else { return }
                }
            }
        }
        group.notify(queue: .global()) { found.finish() }
        defer {
            found.cancel()
            group.wait()
        }
        while let (position, result) = found.pop() { try body(position, result) }
    }

    private struct File {
        var source: Int64
        var positions: [Int]
    }
}
