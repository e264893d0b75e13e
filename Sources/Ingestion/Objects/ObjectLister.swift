import Basics

/// Lists streams side by side, and hands out their objects day by day.
///
/// The index is clustered by time, and writing in that order is fast. Pages are asked for at the
/// same time where several streams need one.
///
/// - complexity: A request for each page of 1,000 keys. Memory is that of a page of each stream,
///   and of the names of one day.
struct ObjectLister: Sendable {
    /// A stream, and from where on and up to when it is listed.
    struct Part: Sendable {
        var stream: ObjectStream
        /// The first day to be listed; nil for all.
        var firstDay: Int64?
        /// The last day to be listed.
        var lastDay: Int64?
    }

    /// An object, and the position of its part.
    struct Listed: Sendable {
        var part: Int
        var object: ObjectPage.Object
    }

    /// The keys that are held for streams whose turn has not come.
    private static let heldKeys = 100_000
    /// The objects handed out at once.
    private static let largestBatch = 50_000

    let store: any ObjectStore

    /// Lists some parts.
    ///
    /// - parameters:
    ///   - emit: Takes objects of one day, in no order; false for no more.
    ///   - fail: Takes the position of a part that could not be listed to its end, and why.
    func run(
        _ parts: [Part],
        emit: ([Listed]) -> Bool,
        fail: (Int, ObjectFault) -> Void
    ) {
        let limit = max(100, min(1_000, Self.heldKeys / max(parts.count, 1)))
        var cursors = parts.map { Cursor($0, limit: limit) }
        while true {
            fill(&cursors, cursors.indices.filter { cursors[$0].needsPage }, fail)
            guard let day = cursors.compactMap(\.day).min() else { return }
            var batch: [Listed] = []
            var open = cursors.indices.filter { cursors[$0].day == day }
            while !open.isEmpty {
                for position in open where batch.count < Self.largestBatch {
                    batch += cursors[position].take().map { Listed(part: position, object: $0) }
                }
                // The day may go on in the next page. Streams of one age end theirs at about the
                // same time, and one after the other would wait for as many answers.
                open = open.filter { parts[$0].stream.isDated && cursors[$0].needsPage }
                guard batch.count < Self.largestBatch else { break }
                fill(&cursors, open, fail)
                open = open.filter { cursors[$0].day == day }
            }
            guard emit(batch) else { return }
        }
    }

    private func fill(
        _ cursors: inout [Cursor],
        _ positions: [Int],
        _ fail: (Int, ObjectFault) -> Void
    ) {
        let pages = positions.map { cursors[$0].query }.concurrentMap(
            threads: ObjectLocation.threads
        ) {
            query in
            Result { () throws(ObjectFault) in try store.page(query) }
        }
        for (position, page) in zip(positions, pages) {
            switch page {
            case .success(let page): cursors[position].add(page)
            case .failure(let fault):
                cursors[position].end()
                fail(position, fault)
            }
        }
    }
}

/// How far a stream has been listed, and what of it has not been handed out.
private struct Cursor {
    private let part: ObjectLister.Part
    private(set) var query: ObjectQuery
    private var objects: ArraySlice<ObjectPage.Object> = []
    private var hasEnded = false

    init(_ part: ObjectLister.Part, limit: Int) {
        self.part = part
        query = ObjectQuery(bucket: part.stream.bucket, prefix: part.stream.prefix)
        query.limit = limit
        if part.stream.isDated { query.after = part.firstDay.map(part.stream.start(ofDay:)) }
    }

    var needsPage: Bool { objects.isEmpty && !hasEnded }

    /// The day of the next object; nil where there is none.
    ///
    /// What tells no day comes first.
    var day: Int64? { objects.first.map { part.stream.day(of: $0.key) ?? .min } }

    mutating func add(_ page: ObjectPage) {
        objects = page.objects[...]
        query.continuation = page.continuation
        hasEnded = page.continuation == nil
        guard let last = part.lastDay,
            let day = objects.last.flatMap({ part.stream.day(of: $0.key) }),
            day > last
        else { return }
        objects = objects.filter { part.stream.day(of: $0.key).map { $0 <= last } ?? true }[...]
        hasEnded = true
    }

    /// Takes the objects of the next day as far as they are here.
    mutating func take() -> ArraySlice<ObjectPage.Object> {
        guard let day else { return [] }
        let taken = objects.prefix { (part.stream.day(of: $0.key) ?? .min) == day }
        objects = objects.dropFirst(taken.count)
        return taken
    }

    mutating func end() {
        hasEnded = true
        objects = []
    }
}
