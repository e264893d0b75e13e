import AuditIndex
import AuditTestSupport
import Basics
import CloudTrail
import Detection
import Foundation
import Testing

@testable import Ingestion

/// Records of indexed events, searched in their files.
struct RecordSearchTests {
    /// What a search finds: the ids, and why records could not be read.
    private struct Result: Equatable {
        var ids: [String] = []
        var problems: [String] = []
    }

    private static func run(
        _ index: AuditDatabase,
        terms: [String] = [],
        conditions: [String] = [],
        jobs: Int = 2
    ) throws -> Result {
        let search = RecordSearch(
            terms: terms,
            conditions: try conditions.map { try FieldCondition($0) },
            jobs: jobs
        )
        var result = Result()
        try index.searchRows(EventFilter(terms: terms), newestFirst: false) { page in
            let outcomes = try search.outcomes(of: page, first: page.rows.count)
            for (row, outcome) in zip(page.rows, outcomes) {
                switch outcome {
                case .found: result.ids.append(row.identifier.description)
                case .other: break
                case .unreadable(let reason): result.problems.append(reason)
                }
            }
            return true
        }
        return result
    }

    /// The ids of the events in which a value, or what the index derives, has a text.
    private static func idsWith(_ term: String, _ index: AuditDatabase, in folder: String) throws
        -> Set<String>
    {
        var ids: Set<String> = []
        func leaves(_ value: Any) -> [String] {
            switch value {
            case let object as [String: Any]: object.values.flatMap(leaves)
            case let list as [Any]: list.flatMap(leaves)
            case let text as String: [text]
            case let number as NSNumber: ["\(number)"]
            default: []
            }
        }
        let files =
            FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        for file in files where file.hasSuffix(".json.gz") && !file.contains("Digest") {
            let bytes = Array(try Data(contentsOf: URL(filePath: folder + "/" + file)))
            let json = try JSONSerialization.jsonObject(
                with: Data(try #require(Gzip.inflate(bytes)))
            )
            for record in (json as? [String: Any])?["Records"] as? [[String: Any]] ?? [] {
                guard let id = record["eventID"] as? String else { continue }
                if leaves(record).contains(where: { $0.lowercased().contains(term.lowercased()) }) {
                    ids.insert(id)
                }
            }
        }
        try index.search(EventFilter(terms: [term]), newestFirst: true) { event in
            ids.insert(event.identifier.description)
            return true
        }
        return ids
    }

    @Test
    func `A term finds what any value of the sample logs says`() throws {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 3).write(into: folder.path)
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            _ = try Ingest(index: index, options: IngestOptions()).run([folder.path("AWSLogs")])
            for term in [
                "27017", "45.83.64.11", "backup-svc", "0.0.0.0/0", "SecureString", "not authorized",
                "AWSSecretsManager", "no such text", "orders-prod-instance",
            ] {
                let expected = try Self.idsWith(term, index, in: folder.path("AWSLogs"))
                for jobs in [1, 3] {
                    let found = try Self.run(index, terms: [term], jobs: jobs)
                    #expect(Set(found.ids) == expected, "\(term)")
                    #expect(found.problems.isEmpty, "\(term)")
                }
            }
        }
    }

    private static func event(_ number: Int, _ rest: String) -> String {
        #"{"eventTime":"2026-03-07T01:00:0\#(number)Z","eventID":"e\#(number)",\#(rest)}"#
    }

    @Test
    func `Whatever carries a record, it is searched`() throws {
        try TemporaryFolder.with { folder in
            let record = Self.event(1, #""requestParameters":{"tag":"mallory"}"#)
            let other = Self.event(2, #""requestParameters":{"tag":"alice"}"#)
            let log = LogText.log([record, other])
            let line = JSONText.quoted(Self.event(3, #""requestParameters":{"tag":"mallory"}"#))
            let data = Data(Self.event(4, #""requestParameters":{"tag":"mallory"}"#).utf8)
                .base64EncodedString()
            try folder.write(Gzip.compress(Gzip.compress(log)), to: "logs/a.json.gz")
            try folder.write(
                Array(#"{"Messages":[{"MessageId":"m","Body":\#(line)}]}"#.utf8),
                to: "logs/sqs.json"
            )
            try folder.write(Array(#"{"records":[{"data":"\#(data)"}]}"#.utf8), to: "logs/b.json")
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            _ = try Ingest(index: index, options: IngestOptions()).run([folder.path("logs")])
            let expected = Result(ids: ["e1", "e3", "e4"])
            #expect(try Self.run(index, terms: ["Mallory"]) == expected)
            #expect(try Self.run(index, conditions: ["requestParameters.tag=mallory"]) == expected)
        }
    }

    @Test
    func `Each term may be known from elsewhere`() throws {
        try TemporaryFolder.with { folder in
            let role =
                #""userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::510000000001:assumed-role/r/s","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::510000000001:role/ci/deploy"}}}"#
            try folder.write(
                LogText.log([
                    Self.event(1, #"\#(role),"requestParameters":{"tag":"mallory"}"#),
                    Self.event(2, #"\#(role),"requestParameters":{"tag":"alice"}"#),
                    Self.event(3, #""requestParameters":{"tag":"mallory"}"#),
                ]),
                to: "logs/a.json"
            )
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            _ = try Ingest(index: index, options: IngestOptions()).run([folder.path("logs")])
            #expect(try Self.run(index, terms: ["deploy", "mallory"]).ids == ["e1"])
            #expect(try Self.run(index, terms: ["mallory", "deploy"]).ids == ["e1"])
            #expect(try Self.run(index, terms: ["mallory"]).ids == ["e1", "e3"])
        }
    }

    @Test
    func `A file written anew is read by content, and what is gone is said`() throws {
        try TemporaryFolder.with { folder in
            let events = (1...4).map {
                Self.event($0, #""requestParameters":{"tag":"mallory\#($0)"}"#)
            }
            try folder.write(LogText.log(events), to: "logs/a.json")
            try folder.write(LogText.log([Self.event(9, #""x":"mallory9""#)]), to: "logs/b.json")
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            _ = try Ingest(index: index, options: IngestOptions()).run([folder.path("logs")])
            try folder.write(LogText.log([events[3], events[0], events[1]]), to: "logs/a.json")
            try FileManager.default.removeItem(atPath: folder.path("logs/b.json"))
            let found = try Self.run(index, terms: ["mallory"])
            #expect(found.ids == ["e1", "e2", "e4"])
            #expect(
                found.problems == [
                    "\(folder.path("logs/a.json")): event e3 is no longer in it",
                    "\(folder.path("logs/b.json")): No such file or directory; if it was moved, "
                        + "ingest its new folder",
                ]
            )
        }
    }

    @Test
    func `No condition finds a credential out`() throws {
        try TemporaryFolder.with { folder in
            let record = Self.event(
                1,
                #""requestParameters":{"userName":"ben","password":"hunter2"}"#
            )
            try folder.write(LogText.log([record]), to: "logs/a.json")
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            _ = try Ingest(index: index, options: IngestOptions()).run([folder.path("logs")])
            for condition in [
                "requestParameters.password=hunter2", "requestParameters.password|startswith=h*2",
                "requestParameters.password|re=^hunt", "requestParameters.password!=HIDDEN*",
            ] {
                #expect(try Self.run(index, conditions: [condition]).ids.isEmpty, "\(condition)")
            }
            #expect(try Self.run(index, terms: ["hunter2"]).ids.isEmpty)
            let hidden = "requestParameters.password=HIDDEN_DUE_TO_SECURITY_REASONS"
            #expect(try Self.run(index, conditions: [hidden]).ids == ["e1"])
        }
    }
}
