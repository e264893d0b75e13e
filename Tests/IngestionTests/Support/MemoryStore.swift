import AuditIndex
import Basics

@testable import Ingestion

/// A bucket in memory that answers as S3 does, and notes what it was asked for.
final class MemoryStore: ObjectStore {
    fileprivate struct Contents {
        var objects: [String: (bytes: [UInt8], version: Int)] = [:]
        var archived: Set<String> = []
        /// The keys that cannot be read, and the bytes that are given before that shows.
        var broken: [String: Int] = [:]
        /// The prefixes that cannot be listed.
        var denied: Set<String> = []
        var queries: [ObjectQuery] = []
        var opened: [String] = []
    }

    private let contents = Locked(Contents())

    /// What was listed since this was asked last.
    func takeQueries() -> [ObjectQuery] {
        contents.withLock { contents in
            defer { contents.queries = [] }
            return contents.queries
        }
    }

    /// What was read since this was asked last.
    func takeOpened() -> [String] {
        contents.withLock { contents in
            defer { contents.opened = [] }
            return contents.opened
        }
    }

    func put(_ bytes: [UInt8], at key: String) {
        contents.withLock {
            let version = ($0.objects[key]?.version ?? 0) + 1
            $0.objects[key] = (bytes, version)
        }
    }

    func archive(_ key: String) { contents.withLock { _ = $0.archived.insert(key) } }
    func breakOff(_ key: String, after count: Int?) {
        contents.withLock { $0.broken[key] = count }
    }
    func deny(_ prefix: String?) {
        contents.withLock { $0.denied = prefix.map { [$0] } ?? [] }
    }

    func page(_ query: ObjectQuery) throws(ObjectFault) -> ObjectPage {
        let (page, isDenied) = contents.withLock { contents in
            contents.queries.append(query)
            return (contents.page(query), contents.denied.contains(query.prefix))
        }
        if isDenied { throw ObjectFault(reason: "access denied: s3:ListBucket is needed") }
        return page
    }

    func open(_ location: ObjectLocation, _: FileStamp?) -> any ObjectReader {
        contents.withLock { contents in
            contents.opened.append(location.key)
            return MemoryReader(
                contents.objects[location.key].map { ($0.bytes, Self.stamp($0)) },
                limit: contents.broken[location.key]
            )
        }
    }

    func metadata(of location: ObjectLocation) -> [String: String] { [:] }

    fileprivate static func stamp(_ object: (bytes: [UInt8], version: Int)) -> FileStamp {
        FileStamp(
            size: Int64(object.bytes.count),
            modified: Int64(object.version) * 1_000_000_000,
            etag: "\"\(object.version)-\(object.bytes.count)\""
        )
    }
}

extension MemoryStore.Contents {
    fileprivate func page(_ query: ObjectQuery) -> ObjectPage {
        var page = ObjectPage()
        let start = query.continuation ?? query.after ?? ""
        let keys = objects.keys.filter { $0.hasPrefix(query.prefix) && comes($0, after: start) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var prefixes: [String] = []
        var last: String?
        for key in keys {
            let rest = key.dropFirst(query.prefix.count)
            if query.isFolder, let slash = rest.firstIndex(of: "/") {
                let prefix = query.prefix + rest[...slash]
                if prefixes.last == prefix { continue }
                guard page.objects.count + prefixes.count < query.limit else {
                    page.continuation = last
                    break
                }
                prefixes.append(prefix)
                // Behind all keys of the folder.
                last = prefix + "\u{10FFFF}"
                continue
            }
            guard page.objects.count + prefixes.count < query.limit else {
                page.continuation = last
                break
            }
            guard let object = objects[key] else { continue }
            page.objects.append(
                ObjectPage.Object(
                    key: key,
                    stamp: MemoryStore.stamp(object),
                    archive: archived.contains(key) ? "GLACIER" : nil
                )
            )
            last = key
        }
        page.prefixes = prefixes
        return page
    }

    private func comes(_ key: String, after start: String) -> Bool {
        start.utf8.lexicographicallyPrecedes(key.utf8)
    }
}

/// The bytes of an object of a ``MemoryStore``.
private final class MemoryReader: ObjectReader {
    private let stored: FileStamp?
    private let rest: Locked<ArraySlice<UInt8>>
    private let isBroken: Bool

    init(_ object: (bytes: [UInt8], stamp: FileStamp)?, limit: Int?) {
        stored = limit == 0 ? nil : object?.stamp
        rest = Locked(object?.bytes.prefix(limit ?? .max) ?? [])
        isBroken = limit != nil
    }

    func stamp() throws(ObjectFault) -> FileStamp {
        guard let stored else { throw ObjectFault(reason: "access denied", isMissing: true) }
        return stored
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ObjectFault) -> Int {
        let piece = rest.withLock { rest in
            let piece = Array(rest.prefix(min(buffer.count, 100)))
            rest = rest.dropFirst(piece.count)
            return piece
        }
        guard !piece.isEmpty || !isBroken else { throw ObjectFault(reason: "the connection broke") }
        buffer.copyBytes(from: piece)
        return piece.count
    }
}
