import AuditIndex
import AuditTestSupport
import Ingestion
import SecurityArchitecture
import Testing

/// Starts of sessions are the same in the index, however it was filled.
struct RoleSessionTests {
    static let starts =
        "SELECT * FROM role_sessions ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"

    @Test
    func `Reading the same events again counts no start twice`() throws {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 3).write(into: folder.path("a"))
            try SampleLogs(seed: 3).write(into: folder.path("b"))
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            _ = try ingest([folder.path("a")], into: index)
            let expected = try index.rows(Self.starts)
            _ = try ingest([folder.path("b")], into: index)
            #expect(try index.rows(Self.starts) == expected)
        }
    }

    @Test
    func `A start is read back as it was`() throws {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 3).write(into: folder.path)
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            _ = try ingest([folder.path("AWSLogs")], into: index)
            var events: [IndexedEvent] = []
            try index.search(EventFilter(), newestFirst: false) { event in
                if event.service == "sts.amazonaws.com" || event.service == "iam.amazonaws.com" {
                    events.append(event)
                }
                return true
            }
            var found = 0
            for (event, record) in zip(
                events,
                try RawRecordReader(index: index).records(of: events)
            ) {
                let expected = RoleSessionStart(try record.get())
                let start = try index.sessionStarts(.event(event)).first
                #expect((start == nil) == (expected == nil))
                guard let expected, var read = start?.start else { continue }
                found += 1
                // What an absent second factor is called is not kept, nor the account of a caller
                // whose ARN has none.
                #expect(
                    (read.isMFAAuthenticated ?? false) == (expected.isMFAAuthenticated ?? false)
                )
                read.isMFAAuthenticated = expected.isMFAAuthenticated
                if read.caller.arn == nil { read.caller.accountID = expected.caller.accountID }
                #expect(read == expected, "\(event.identifier)")
            }
            #expect(found > 500)
        }
    }
}
