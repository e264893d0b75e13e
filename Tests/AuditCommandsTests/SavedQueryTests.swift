import AuditIndex
import AuditTestSupport
import Detection
import Foundation
import Ingestion
import Queries
import Testing

@testable import AuditCommands

/// The saved queries of the folder Queries.
struct SavedQueryTests {
    /// What those are given that have to be given something.
    private static let given = [
        "events-from-address": ["address": "45.83.64.11"],
        "key-use": ["key": "ASIAEXAMPLESTOLENWEB"],
        "new-actions": ["since": "2026-03-07"],
        "new-user-agents": ["since": "2026-03-07"],
        "unused-roles": ["days": "2"],
    ]
    /// What the sample week has not: days without events, a root user, a session without a second
    /// factor, a record without a time.
    private static let more = """
        {"eventTime":"2026-03-12T01:00:00Z","eventID":"r1","eventSource":"s3.amazonaws.com",\
        "eventName":"ListBuckets","recipientAccountId":"510000000001","userIdentity":\
        {"type":"Root","accountId":"510000000001","arn":"arn:aws:iam::510000000001:root"}}
        {"eventTime":"2026-03-12T01:00:01Z","eventID":"r2","eventSource":"sts.amazonaws.com",\
        "eventName":"AssumeRole","recipientAccountId":"510000000001","userIdentity":\
        {"type":"IAMUser","userName":"eve","accountId":"510000000001",\
        "arn":"arn:aws:iam::510000000001:user/eve"},"requestParameters":\
        {"roleArn":"arn:aws:iam::510000000001:role/reader","roleSessionName":"eve"},\
        "responseElements":{"credentials":{"accessKeyId":"ASIAEXAMPLEREADER"}}}
        {"eventID":"r3","eventName":"ListBuckets"}
        """
    private static let rule = """
        title: A root user
        level: high
        detection: {root: {userIdentity.type: Root}, condition: root}
        """

    @Test
    func `Each has a title, an answer and a line for each parameter`() throws {
        #expect(BuiltinQueries.queries.count >= 20)
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            for query in BuiltinQueries.queries {
                #expect(!query.title.isEmpty && !query.title.hasSuffix("."), "\(query.name)")
                #expect(query.answer.hasSuffix("."), "\(query.name)")
                let names = try index.parameters(ofQuery: query.text)
                #expect(Set(query.parameters.map(\.name)) == Set(names), "\(query.name)")
                #expect(query.parameters.count == names.count, "\(query.name)")
                #expect(query.parameters.allSatisfy { !$0.meaning.isEmpty }, "\(query.name)")
            }
        }
    }

    @Test
    func `Each finds something in the sample week, or in what that has not`() throws {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 5).write(into: folder.path)
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            var options = IngestOptions()
            options.rules = EventRules(
                program: RuleProgram(
                    RuleLoader().load(yaml: Array(Self.rule.utf8), file: "rule.yml")
                ),
                architecture: .guessed,
                paths: []
            )
            _ = try Ingest(index: index, options: options).run([
                folder.path("AWSLogs"), folder.write(Self.more, to: "more.jsonl"),
            ])
            for query in BuiltinQueries.queries {
                let arguments = try QueryArguments(
                    query: query,
                    names: try index.parameters(ofQuery: query.text)
                ).values(Self.given[query.name] ?? [:], Clock(now: 1_773_057_600))
                var count = 0
                try index.run(query.text, arguments, stop: QueryStop(after: 60)) { _, row in
                    count += row == nil ? 0 : 1
                }
                #expect(count > 0, "\(query.name)")
            }
        }
    }

    @Test
    func `A span of time excludes what is outside, by day and by time`() throws {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 5).write(into: folder.path)
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            _ = try Ingest(index: index, options: IngestOptions()).run([folder.path("AWSLogs")])
            func days(_ query: SavedQuery, _ given: [String: String]) throws -> Set<String> {
                let arguments = try QueryArguments(
                    query: query,
                    names: try index.parameters(ofQuery: query.text)
                ).values(given, Clock(now: 1_773_057_600))
                var days: Set<String> = []
                try index.run(query.text, arguments, stop: QueryStop()) { _, row in
                    if case .text(let text)? = row?.first { days.insert(String(text.prefix(10))) }
                }
                return days
            }
            let byTime = SavedQuery(
                name: "by time",
                text: """
                    -- Times
                    -- :since  (default: the beginning)
                    -- :until  (default: the end)
                    SELECT eventTime FROM events
                    WHERE eventTime >= coalesce(:since, '') AND eventTime < coalesce(:until, '9')
                    """
            )
            for query in [try QuerySource.query("busiest-principals-by-day"), byTime] {
                #expect(try days(query, [:]).count > 2, "\(query.name)")
                // A day counts whole, and a time within a day has something of it.
                for given in [
                    ["since": "2026-03-07", "until": "2026-03-07"],
                    ["since": "2026-03-07T01:00", "until": "2026-03-07T22:00"],
                ] {
                    #expect(try days(query, given) == ["2026-03-07"], "\(query.name) \(given)")
                }
            }
        }
    }

    @Test
    func `A header says what it says`() {
        let query = SavedQuery(
            name: "x",
            text: """
                -- A title
                -- What it
                --   answers.
                -- :top  how many (of each) (default: 5)
                -- :key  the key (a long one)
                SELECT 1 -- :not  one
                """
        )
        #expect(query.title == "A title")
        #expect(query.answer == "What it answers.")
        #expect(query.parameters.map(\.name) == ["top", "key"])
        #expect(query.parameters.map(\.meaning) == ["how many (of each)", "the key (a long one)"])
        #expect(query.parameters.map(\.usual) == ["5", nil])
        #expect(query.parameters.map(\.isNumber) == [true, false])
        #expect(SavedQuery(name: "y", text: "SELECT 1").title.isEmpty)
    }

    @Test
    func `The command line is a name and values`() throws {
        let line = try QueryLine(["--since", "-7d", "name", "--a=b=c", "--d", "--e"])
        #expect(line.name == "name")
        #expect(line.values == ["since": "-7d", "a": "b=c", "d": "--e"])
        #expect(try QueryLine([]).name == nil)
        for words in [["a", "b"], ["a", "--b"], ["a", "--b=1", "--b=2"], ["a", "-b"], ["--"]] {
            #expect(throws: (any Error).self, "\(words)") { try QueryLine(words) }
        }
    }
}
