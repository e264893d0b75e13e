import AuditIndex
import AuditTestSupport
import Foundation
import Testing

@testable import Ingestion

/// A folder that keeps objects.
struct ObjectCacheTests {
    /// A store that reads through a cache, as that of S3 does.
    private struct CachingStore: ObjectStore {
        let store: MemoryStore
        let cache: ObjectCache

        func page(_ query: ObjectQuery) throws(ObjectFault) -> ObjectPage { try store.page(query) }

        func metadata(of location: ObjectLocation) -> [String: String] { [:] }

        func open(_ location: ObjectLocation, _ stamp: FileStamp?) -> any ObjectReader {
            cache.open(location, stamp)
                ?? KeptObject(store.open(location, stamp), of: location, in: cache)
        }
    }

    private static func ingest(
        _ store: any ObjectStore,
        _ path: String = "s3://logs",
        into index: AuditDatabase
    ) throws -> IngestSummary {
        var options = IngestOptions()
        options.objects = store
        return try Ingest(index: index, options: options).run([path])
    }

    private static let keys = ["a/b.json.gz", "a//c.json.gz", "../d.json.gz", "e%2F.json.gz", "f"]

    @Test
    func `An object is fetched once, and its file is a log like any other`() throws {
        try TemporaryFolder.with { folder in
            let store = MemoryStore()
            for (number, key) in Self.keys.enumerated() {
                store.put(LogText.gzip(number * 10..<number * 10 + 5), at: key)
            }
            let cache = ObjectCache(folder: folder.path("cache/objects"))
            let caching = CachingStore(store: store, cache: cache)
            let first = try AuditDatabase.openForWriting(folder.path("1.db"))
            #expect(try Self.ingest(caching, into: first).records.indexed == 25)
            #expect(store.takeOpened().count == 5)
            let second = try AuditDatabase.openForWriting(folder.path("2.db"))
            #expect(try Self.ingest(caching, into: second).records.indexed == 25)
            let events = try second.events(id: "e42")
            let reader = RawRecordReader(index: second, objects: caching)
            #expect(try reader.records(of: events).first?.get().text(.eventID) == "e42")
            #expect(store.takeOpened().isEmpty)
            #expect(cache.failures.count == 0)

            let local = try AuditDatabase.openForWriting(folder.path("3.db"))
            #expect(try IngestionTests.ingest([folder.path("cache")], into: local).files.read == 5)
            // Nothing left the folder, and nothing but the objects is in it.
            #expect(
                try FileManager.default.subpathsOfDirectory(atPath: folder.path("cache"))
                    .filter { !$0.hasSuffix("gz") && !$0.hasSuffix("f") }.sorted()
                    == [
                        "objects", "objects/logs", "objects/logs/%2E%2E", "objects/logs/a",
                        "objects/logs/a/%",
                    ]
            )
        }
    }

    @Test
    func `A changed object is fetched again, and one that broke off is not kept`() throws {
        try TemporaryFolder.with { folder in
            let store = MemoryStore()
            store.put(LogText.gzip(0..<2_000), at: "a.json.gz")
            store.breakOff("a.json.gz", after: 300)
            let cache = ObjectCache(folder: folder.path("cache"))
            let caching = CachingStore(store: store, cache: cache)
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            #expect(try Self.ingest(caching, into: index).files.damaged == 1)
            store.breakOff("a.json.gz", after: nil)
            #expect(try Self.ingest(caching, into: index).files.read == 1)
            store.put(LogText.gzip(0..<2_001), at: "a.json.gz")
            #expect(try Self.ingest(caching, into: index).records.indexed == 1)
            #expect(store.takeOpened().count == 3)
        }
    }

    @Test
    func `What cannot be kept is read all the same, and counted`() throws {
        try TemporaryFolder.with { folder in
            let store = MemoryStore()
            let long = String(repeating: "x", count: 400)
            store.put(LogText.gzip(0..<5), at: "\(long)/a.json.gz")
            store.put(LogText.gzip(5..<10), at: "b.json.gz")
            let cache = ObjectCache(folder: folder.path("cache"))
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let caching = CachingStore(store: store, cache: cache)
            #expect(try Self.ingest(caching, into: index).records.indexed == 10)
            #expect(cache.failures.count == 1 && !cache.failures.reason.isEmpty)
        }
    }
}
