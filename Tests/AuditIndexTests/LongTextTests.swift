import AuditTestSupport
import Testing

@testable import AuditIndex

/// What a dictionary keeps of texts that are longer than anything honest.
struct LongTextTests {
    private func kept(_ kind: TextKind, _ texts: [String]) throws -> [String] {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            let rows = texts.enumerated().map { number, text in
                var row = SampleRow()
                row.identifier = .uuid(1, UInt64(number))
                row.texts = [kind: text]
                return row
            }
            try index.write(IndexBatch(rows))
            try index.write(IndexBatch(rows, name: "b.json"))
            return try index.rows("SELECT text FROM \(kind.table) ORDER BY id").map { $0[0] }
        }
    }

    @Test
    func `Long texts are cut, and different ones stay different`() throws {
        let start = String(repeating: "é", count: 10_000)
        let agents = try kept(.agent, [start + "1", start + "2", start + "1"])
        #expect(agents.count == 2)
        #expect(Set(agents).count == 2)
        for agent in agents {
            #expect(agent.utf8.count <= 1_026)
            #expect(agent.contains("é…#"))
        }
    }

    @Test
    func `What AWS allows is kept whole`() throws {
        let arn = "arn:aws:s3:::bucket/" + String(repeating: "k", count: 1_024)
        #expect(try kept(.resource, [arn]) == ["\"\(arn)\""])
    }
}
