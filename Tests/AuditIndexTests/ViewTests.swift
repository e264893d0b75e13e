import AuditTestSupport
import Basics
import Ingestion
import Testing

@testable import AuditIndex

/// What any SQLite tool shows.
struct ViewTests {
    @Test
    func `The view of events says what a search says`() throws {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 5).write(into: folder.path)
            let index = try AuditDatabase.make(in: folder)
            _ = try Ingest(index: index, options: IngestOptions()).run([folder.path("AWSLogs")])
            let paths = try index.sourcePaths()
            let shown = try index.rows(
                """
                SELECT eventTime, eventID, eventSource, eventName, awsRegion, recipientAccountId,
                  sourceIPAddress, userAgent, errorCode, accessKeyId, principal, principalType,
                  role, person, session, resource, otherResources, failed, denied, readOnly, file,
                  offset, length
                FROM events
                """
            )
            let found = try index.events().map { event -> [String] in
                let texts: [String?] = [
                    event.time.description, event.identifier.description, event.service,
                    event.name, event[.region], event[.account], event[.address], event[.agent],
                    event.errorCode, event[.accessKey], event.principal, event.principalType,
                    event.role, event.person, event[.session], event[.resource],
                    event.otherResources.isEmpty
                        ? nil
                        : JSONText.array(event.otherResources).replacing("\"", with: "\\\""),
                ]
                let flags = [EventFlags.failed, .denied, .readOnly].map {
                    event.flags.contains($0) ? "1" : "0"
                }
                let file = paths[event.source]?.description
                return (texts.map { $0.map { "\"\($0)\"" } ?? "NULL" }) + flags
                    + ["\"\(file ?? "")\"", "\(event.location.offset)", "\(event.location.length)"]
            }
            #expect(Set(shown) == Set(found))
            #expect(shown.count == found.count)
        }
    }

    @Test
    func `The views of counts and files show names`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            var row = SampleRow()
            row.time = 1_772_841_600 + 7_200
            row.texts = [
                .principal: "p", .action: "s\0n", .error: IndexBatch.failureWithoutCode,
            ]
            row.flags = .failed
            var other = row
            other.identifier = .text("t")
            other.time += 3_600
            try index.write(IndexBatch([row, other, row], rejected: [5]))
            #expect(
                try index.rows("SELECT * FROM activities") == [
                    [
                        "\"2026-03-07\"", "\"p\"", "\"user\"", "NULL", "\"s\"", "\"n\"",
                        "\"(failure without a code)\"", "2", "\(1 << 2 | 1 << 3)",
                    ]
                ]
            )
            #expect(
                try index.rows(
                    "SELECT file, state, records, indexed, duplicates, rejected, damage FROM sources"
                ) == [["\"/logs/a.json\"", "\"read\"", "4", "2", "1", "1", "NULL"]]
            )
            #expect(
                try index.rows("SELECT eventID, errorCode, failed FROM events ORDER BY eventTime")
                    == [
                        ["\"00000000-0000-0001-0000-000000000001\"", "NULL", "1"],
                        ["\"t\"", "NULL", "1"],
                    ]
            )
        }
    }

    @Test
    func `Counts by text name services, calls, and both`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            let actions = ["s\0a", "s\0b", "t\0a", "\0c", "u\0"]
            let rows = actions.enumerated().map { number, action in
                var row = SampleRow()
                row.identifier = .uuid(0, UInt64(number))
                row.texts = [.action: action]
                return row
            }
            try index.write(IndexBatch(rows))
            func top(_ subject: EventFilter.Condition.Subject) throws -> [String?: Int] {
                Dictionary(
                    uniqueKeysWithValues: try index.top(subject, EventFilter()).map {
                        ($0.text, $0.count)
                    }
                )
            }
            #expect(try top(.service) == ["s": 2, "t": 1, "u": 1, nil: 1])
            #expect(try top(.name) == ["a": 2, "b": 1, "c": 1, nil: 1])
            #expect(try top(.text(.action)) == ["s a": 1, "s b": 1, "t a": 1, " c": 1, "u ": 1])
            #expect(try top(.text(.principal)) == [nil: 5])
        }
    }

    @Test(arguments: [
        ("münchen", 1), ("MÜNCHEN", 1), ("mün", 1), ("straße", 1), ("STRASSE", 0), ("nchen", 1),
    ])
    func `Terms are found in letters of either case`(term: String, count: Int) throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            var row = SampleRow()
            row.texts = [.resource: "MÜNCHEN/Straße"]
            try index.write(IndexBatch([row]))
            #expect(try index.count(EventFilter(conditions: [.init(.contains(term))])) == count)
        }
    }
}
