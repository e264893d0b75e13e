import AuditTestSupport
import Testing

@testable import AuditIndex

/// Queries of somebody's own.
struct QueryTests {
    private func run(
        _ sql: String,
        _ arguments: [String: QueryValue] = [:],
        stop: QueryStop = QueryStop()
    ) throws -> (columns: [String], rows: [[QueryValue]]) {
        try TemporaryFolder.with { folder in
            _ = try AuditDatabase.make(in: folder)
            let index = try AuditDatabase.openForReading(folder.path("audit.db"))
            var result: (columns: [String], rows: [[QueryValue]]) = ([], [])
            try index.run(sql, arguments, stop: stop) { columns, row in
                result.columns = columns
                if let row { result.rows.append(row) }
            }
            return result
        }
    }

    @Test
    func `Values come out as they are, and go in so`() throws {
        let result = try run(
            "SELECT 1 AS a, 1.5, 'x' || char(0) || 'y', x'00ff', NULL, :n + 1, @t, $none",
            ["n": .integer(41), "t": .text("it's\0so")]
        )
        #expect(result.columns.first == "a")
        #expect(
            result.rows == [
                [
                    .integer(1), .real(1.5), .text("x\0y"), .blob([0, 255]), .null, .integer(42),
                    .text("it's\0so"), .null,
                ]
            ]
        )
        #expect(try run("SELECT :a, :b", ["a": .text(""), "b": .blob([])]).rows[0][0] == .text(""))
    }

    @Test(arguments: [
        "DELETE FROM event", "WITH a AS (SELECT 1) DELETE FROM event", "SELECT 1; SELECT 2",
        "SELECT 1; DELETE FROM event", "PRAGMA query_only = OFF", "PRAGMA user_version",
        "ATTACH 'other.db' AS other", "/* SELECT */ VACUUM", "BEGIN", "-- SELECT 1", "", ";",
    ])
    func `Anything but one SELECT is rejected`(sql: String) throws {
        #expect {
            try run(sql)
        } throws: { error in
            guard case QueryError.notOneSelect = error else { return false }
            return true
        }
    }

    @Test(arguments: ["SELEC 1", "SELECT nothing FROM events", "SELECT 1 SELECT 2"])
    func `What SQLite rejects is reported in its words`(sql: String) throws {
        #expect {
            try run(sql)
        } throws: { error in
            guard case QueryError.malformed(let words) = error else { return false }
            return !words.isEmpty
        }
    }

    @Test(arguments: [
        "-- a comment\n /* another\n */ SELECT 1;; -- and so on\n", "values (1)",
        "WITH a AS (SELECT 1 AS x) SELECT x FROM a", "SELECT ';' IS NOT NULL",
    ])
    func `One SELECT is one, however it is written`(sql: String) throws {
        #expect(try run(sql).rows == [[.integer(1)]])
    }

    @Test
    func `Parameters are found by their names`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            let names = try index.parameters(ofQuery: "SELECT :b, :a, :b || ':c' -- :d")
            #expect(names == ["b", "a"])
            #expect(throws: QueryError.self) { try index.parameters(ofQuery: "SELECT ?") }
        }
    }

    @Test
    func `A pattern has at most 256 bytes, so that one comparison cannot outlast the time limit`()
        throws
    {
        let sql = "SELECT 'xab' LIKE :pattern, 'xab' GLOB '*ab'"
        let longest = String(repeating: "%", count: 254) + "AB"
        #expect(try run(sql, ["pattern": .text(longest)]).rows == [[.integer(1), .integer(1)]])
        let error = #expect(throws: IndexError.self) {
            try run(sql, ["pattern": .text("%" + longest)])
        }
        #expect("\(error, default: "")".contains("pattern too complex"))
    }

    private static let endless = """
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number)
        SELECT count(*) FROM number
        """

    @Test
    func `A query ends when its time is up, or when it is stopped`() throws {
        #expect(throws: QueryError.tooLong) { try run(Self.endless, stop: QueryStop(after: 0)) }
        let stop = QueryStop()
        stop.stop()
        #expect(throws: QueryError.stopped) { try run(Self.endless, stop: stop) }
    }

    @Test
    func `What the reader of rows throws ends the query, and the next one runs`() throws {
        struct Enough: Error {}
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            #expect(throws: Enough.self) {
                try index.run("VALUES (1), (2)", stop: QueryStop()) { _, row in
                    if row != nil { throw Enough() }
                }
            }
            var count = 0
            try index.run("VALUES (1), (2)", stop: QueryStop()) { _, row in
                count += row == nil ? 0 : 1
            }
            #expect(count == 2)
        }
    }
}
