import AuditIndex
import AuditTestSupport
import Ingestion
import Testing

/// Thousands of broken files: nothing crashes, and all records are accounted for.
struct CorruptionTests {
    /// Small logs of every form, to be broken.
    private static let originals: [[UInt8]] = [
        LogText.log(1...4), LogText.lines(3...7), LogText.log([9]), LogText.digest,
        LogText.log([LogText.event(11), LogText.timeless(1), "7", LogText.event(12)]),
        LogText.log([LogText.event(13, agent: #"é\u0000\ud83d\ude00\"\\"#)]),
        Array("[\n\(LogText.event(20)),\n\(LogText.event(21))\n]\n".utf8),
    ]

    /// One broken variant.
    private static func variant(_ random: inout SeededRandom) -> [UInt8] {
        var bytes = originals.randomElement(using: &random) ?? []
        let isCompressed = Bool.random(using: &random)
        let breaksInflated = Bool.random(using: &random)
        if isCompressed, !breaksInflated { bytes = Gzip.compress(bytes) }
        for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
        return isCompressed && breaksInflated ? Gzip.compress(bytes) : bytes
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.removeLast(bytes.count - index)
        case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 3:
            bytes.insert(Array("{}[],:\"\\\n0".utf8).randomElement(using: &random) ?? 0, at: index)
        case 4: bytes.remove(at: index)
        default:
            let end = Int.random(in: index...bytes.count, using: &random)
            bytes.insert(contentsOf: bytes[index..<end], at: index)
        }
    }

    @Test(arguments: 1...2)
    func `Broken files are all accounted for, once and for all`(seed: Int) throws {
        try TemporaryFolder.with { folder in
            var random = SeededRandom(seed: seed)
            let count = 1_500
            for number in 0..<count {
                let bytes = Self.variant(&random)
                #expect(ReadingTrace.isIndependentOfInflater(bytes))
                try folder.write(bytes, to: "logs/\(number % 10)/\(number).json")
            }
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let summary = try ingest([folder.path("logs")], into: index)
            #expect(summary.files.found == count)
            #expect(summary.files.damaged > 300)
            #expect(summary.files.read > 300)
            #expect(summary.records.rejected > 50)
            #expect(summary.records.duplicate > 300)
            #expect(try index.number("SELECT count(*) FROM source") == count)
            #expect(try index.number("SELECT count(*) FROM source WHERE state = 'reading'") == 0)
            #expect(
                try index.number("SELECT sum(records) FROM source") == summary.records.read
            )
            try expectConsistent(index)

            let before = try index.allTables()
            let again = try ingest([folder.path("logs")], into: index)
            #expect(again.files.skipped == count)
            #expect(again.knownDamaged == summary.files.damaged)
            #expect(again.knownRejected == summary.records.rejected)
            #expect(try index.allTables() == before)

            let retried = try ingest([folder.path("logs")], into: index, retriesDamaged: true)
            #expect(retried.files.damaged == summary.files.damaged)
            #expect(retried.records.indexed == 0)
            try expectConsistent(index)
        }
    }
}
