import AuditTestSupport
import Basics
import Testing

/// Records come in their order, wherever they were meanwhile.
@Suite struct SortedSpoolTests {
    private func read(_ spools: [SortedSpool]) throws -> [[UInt8]] {
        var cursor = SortedSpool.cursor(over: spools)
        var records: [[UInt8]] = []
        while let record = try cursor.next() { records.append(record) }
        return records
    }

    @Test(arguments: 1...30)
    func theOrderIsThatOfTheBytes(seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let records = (0..<Int.random(in: 0...400, using: &random)).map { _ in
            // Few bytes, so that many begin alike and some are the same.
            (0..<Int.random(in: 0...40, using: &random)).map { _ in
                [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? UInt8(0)
            }
        }
        try TemporaryFolder.with { folder in
            var spools = (0..<3).map { _ in
                SortedSpool(
                    bound: [0, 300, 5_000, 1_000_000].randomElement(using: &random) ?? 0,
                    folder: folder.path
                )
            }
            for record in records {
                try spools[Int.random(in: 0..<3, using: &random)].append(record)
            }
            for index in spools.indices { spools[index].finish() }
            let sorted = records.sorted { $0.lexicographicallyPrecedes($1) }
            #expect(try read(spools) == sorted)
            // It can be read again.
            #expect(try read(spools) == sorted)
            #expect(spools.reduce(0) { $0 + $1.count } == records.count)
        }
    }

    @Test func littleIsNotWritten() throws {
        var spool = SortedSpool(bound: 1_000, folder: "/none")
        try spool.append([1])
        #expect(!spool.hasSpilled)
        let failure = #expect(throws: SpoolFailure.self) {
            for _ in 0..<1_000 { try spool.append([1, 2, 3]) }
        }
        #expect(
            failure?.description
                == "cannot create a temporary file in /none: No such file or directory"
        )
    }

    @Test(arguments: 1...30)
    func keysSortLikeWhatTheyStandFor(seed: Int) {
        var random = SeededRandom(seed: seed)
        let pairs = (0..<50).map { _ in
            let letters = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                ["\0", "\u{1}", "a", "\u{e9}"].randomElement(using: &random) ?? ""
            }
            let numbers: [Int64] = [.min, -1, 0, 1, 255, 256, .max]
            return (letters.joined(), numbers.randomElement(using: &random) ?? 0)
        }
        func record(_ pair: (String, Int64)) -> [UInt8] {
            var record = SpoolRecord()
            record.appendKey(pair.0)
            record.appendKey(pair.1)
            record.append(pair.0)
            record.append(Int(pair.1))
            return record.bytes
        }
        for (left, right) in zip(pairs, pairs.dropFirst()) {
            let (first, second) = (Array(left.0.utf8), Array(right.0.utf8))
            let isBefore =
                first == second ? left.1 < right.1 : first.lexicographicallyPrecedes(second)
            #expect(record(left).lexicographicallyPrecedes(record(right)) == isBefore)
            var reader = SpoolRecordReader(record(left))
            #expect(reader.textKey() == left.0)
            #expect(reader.signedKey() == left.1)
            #expect(reader.text() == left.0)
            #expect(reader.number() == Int(left.1))
        }
    }
}
