import AuditTestSupport
import Dispatch
import Foundation
import Testing

@testable import AuditIndex

/// What others see while somebody writes, and what is left when writing fails.
struct TransactionTests {
    private struct Failure: Error {}

    private static func batch(_ file: Int, events: Int = 20) -> IndexBatch {
        IndexBatch(
            (0..<events).map { number in
                var row = SampleRow()
                row.time += Int64(number % 7)
                row.identifier = .uuid(UInt64(file), UInt64(number))
                row.content = Int64(number)
                row.texts = [
                    .principal: "p\(file % 3)", .action: "s\0n\(number % 5)", .account: "a\(file)",
                ]
                return row
            },
            rejected: [1, 2],
            name: "\(file).json"
        )
    }

    /// Whether the ledger, the events and the daily counts say the same.
    private static func expectTrue(_ index: AuditDatabase, files: Int) throws {
        #expect(try index.number("SELECT count(*) FROM source") == files)
        #expect(try index.number("SELECT count(*) FROM event") == files * 20)
        #expect(try index.number("SELECT sum(count) FROM activity") == files * 20)
        #expect(try index.number("SELECT sum(indexed) FROM source") == files * 20)
        #expect(try index.number("SELECT count(*) FROM rejected") == files * 2)
        #expect(
            try index.number(
                "SELECT sum(count) FROM seen WHERE kind = \(TextKind.account.rawValue)"
            )
                == files * 20
        )
    }

    /// The ledger's line of the only file.
    private static func line(_ index: AuditDatabase) throws -> [[String]] {
        try index.rows("SELECT state, records, indexed, duplicates, rejected FROM source")
    }

    @Test
    func `A file that two runs read at once has given its events once`() throws {
        try TemporaryFolder.with { folder in
            let one = try AuditDatabase.make(in: folder)
            let other = try AuditDatabase.openForWriting(one.path)
            // Neither knew of the file when it looked for what is new.
            for index in [one, other] { try index.write(Self.batch(0)) }
            try Self.expectTrue(one, files: 1)
            #expect(try Self.line(one) == [["\"read\"", "22", "20", "0", "2"]])
        }
    }

    @Test
    func `A large file that two runs read in parts at once has given its events once`() throws {
        try TemporaryFolder.with { folder in
            let one = try AuditDatabase.make(in: folder)
            let other = try AuditDatabase.openForWriting(one.path)
            let whole = Self.batch(0)
            let last = whole.files[0]
            var parts = [whole, whole]
            (parts[0].rows, parts[1].rows) = (Array(whole.rows[..<10]), Array(whole.rows[10...]))
            for part in 0...1 { parts[part].files[0].records = 10 + whole.rejections.count * part }
            (parts[0].rejections, parts[0].files[0].rejected) = ([], 0)
            parts[0].files[0].report = nil
            parts[1].files[0].isFirst = false
            #expect(last.report != nil)
            try one.write { writer in
                try writer.write(parts[0])
                try writer.commit()
                try other.write { otherWriter in
                    try otherWriter.write(parts[0])
                    try otherWriter.commit()
                    try writer.write(parts[1])
                    try writer.commit()
                    try otherWriter.write(parts[1])
                }
            }
            try Self.expectTrue(one, files: 1)
            #expect(try Self.line(one) == [["\"read\"", "22", "20", "0", "2"]])
        }
    }

    @Test
    func `A write that fails leaves what was committed before it`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            try index.write(Self.batch(0))
            #expect(throws: Failure.self) {
                try index.write { writer in
                    try writer.write(Self.batch(1))
                    try writer.write(Self.batch(2))
                    throw Failure()
                }
            }
            try Self.expectTrue(index, files: 1)
            #expect(throws: Failure.self) {
                try index.write { writer in
                    try writer.write(Self.batch(1))
                    try writer.commit()
                    try writer.write(Self.batch(2))
                    throw Failure()
                }
            }
            try Self.expectTrue(index, files: 2)
            try index.write(Self.batch(2))
            try Self.expectTrue(index, files: 3)
            #expect(try index.rows("PRAGMA integrity_check") == [["\"ok\""]])
        }
    }

    @Test
    func `Readers see what was committed, and no part of what is being written`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            let reader = try AuditDatabase.openForReading(index.path)
            try index.write { writer in
                for file in 0..<3 {
                    try writer.write(Self.batch(file))
                    #expect(try reader.count(EventFilter()) == file * 20)
                    #expect(try index.count(EventFilter()) == file * 20)
                    try writer.commit()
                    #expect(try reader.count(EventFilter()) == file * 20 + 20)
                    #expect(try index.count(EventFilter()) == file * 20 + 20)
                }
            }
            try Self.expectTrue(reader, files: 3)
        }
    }

    @Test
    func `Two who write at once take turns`() throws {
        try TemporaryFolder.with { folder in
            let path = try AuditDatabase.make(in: folder).path
            let failures = DispatchGroup()
            for half in 0..<2 {
                DispatchQueue(label: "write \(half)").async(group: failures) {
                    do {
                        let index = try AuditDatabase.openForWriting(path)
                        try index.write { writer in
                            for file in 0..<30 {
                                try writer.write(Self.batch(file * 2 + half))
                                if file % 3 == half { try writer.commit() }
                            }
                        }
                    } catch {
                        Issue.record(error)
                    }
                }
            }
            failures.wait()
            try Self.expectTrue(try AuditDatabase.openForReading(path), files: 60)
        }
    }

    @Test
    func `Two who write the same events count them once`() throws {
        try TemporaryFolder.with { folder in
            let path = try AuditDatabase.make(in: folder).path
            let group = DispatchGroup()
            for half in 0..<2 {
                DispatchQueue(label: "write \(half)").async(group: group) {
                    do {
                        let index = try AuditDatabase.openForWriting(path)
                        for file in 0..<20 { try index.write(Self.batch(file)) }
                    } catch {
                        Issue.record(error)
                    }
                }
            }
            group.wait()
            let index = try AuditDatabase.openForReading(path)
            #expect(try index.number("SELECT count(*) FROM source") == 20)
            #expect(try index.number("SELECT count(*) FROM event") == 400)
            #expect(try index.number("SELECT sum(count) FROM activity") == 400)
            #expect(try index.number("SELECT count(*) FROM rejected") == 40)
            #expect(
                try index.number(
                    "SELECT count(*) FROM source WHERE records <> indexed + duplicates + rejected"
                ) == 0
            )
        }
    }
}
