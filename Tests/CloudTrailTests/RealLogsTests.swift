import AuditTestSupport
import Basics
import CloudTrail
import Foundation
import Testing

struct RealLogsTests {
    private struct Totals: Equatable {
        var records = 0
        var rejected = 0
        var digests = 0
        var damaged = 0
    }

    private static func read(_ files: [URL], _ take: (Event) throws -> Void) throws -> Totals {
        let reader = LogReader()
        var totals = Totals()
        for file in files {
            let descriptor = open(file.path, O_RDONLY)
            try #require(descriptor >= 0)
            defer { close(descriptor) }
            var thrown: (any Error)?
            let report = reader.read(descriptor: descriptor) { record, _ in
                switch record {
                case .event(let event):
                    do { try take(event) } catch { thrown = error }
                case .rejected: totals.rejected += 1
                }
                return true
            }
            if let thrown { throw thrown }
            totals.records += report.records
            totals.digests += report.isDigest ? 1 : 0
            totals.damaged += report.damage == nil ? 0 : 1
        }
        return totals
    }

    @Test
    func `All of them are read`() throws {
        let files = RealLogs.files()
        #expect(files.count == 674)
        let totals = try Self.read(files) { _ in }
        #expect(totals == Totals(records: 3_549, rejected: 15, digests: 0, damaged: 0))
    }

    @Test
    func `Each identifier and content is notified apart`() throws {
        struct Key: Hashable {
            var time: EventTime
            var identifier: EventIdentifier
            var content: UInt64
        }
        var keys: Set<Key> = []
        var contents: [Key: Int] = [:]
        _ = try Self.read(RealLogs.files()) { event in
            let key = Key(
                time: event.time,
                identifier: event.identifier,
                content: event.contentHash()
            )
            guard keys.insert(key).inserted else { return }
            contents[Key(time: key.time, identifier: key.identifier, content: 0), default: 0] += 1
        }
        #expect(keys.count == 3_283)
        #expect(contents.values.count { $0 > 1 } == 6)
    }

    @Test
    func `An afternoon of attacks is read to its last record`() throws {
        var denied = 0
        var named = 0
        let totals = try Self.read(RealLogs.files("invictus-ir")) { event in
            if event.outcome.isDenied { denied += 1 }
            if event.mainResource != nil { named += 1 }
            #expect(!event.identity.principal.isEmpty)
        }
        #expect(totals == Totals(records: 2_900, rejected: 0, digests: 0, damaged: 0))
        #expect(denied == 60)
        #expect(named > 1_900)
    }

    @Test
    func `Every event is spelled canonically to itself`() throws {
        _ = try Self.read(RealLogs.files()) { event in
            let again = try Event(parsing: event.canonicalSpelling)
            #expect(again.contentHash() == event.contentHash())
            #expect(again.identity == event.identity)
            #expect(again.mainResource == event.mainResource)
        }
    }
}
