import AuditTestSupport
import CloudTrail
import Foundation
import Ingestion
import SecurityArchitecture
import Testing

@testable import AuditIndex

/// What the index says of secrets and environments is what the records say, each read in turn.
struct JudgedSearchTests {
    private struct Judged {
        var event: IndexedEvent
        var facts: Facts
    }

    private static let sample = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "SampleLogs/audit.yaml").path

    /// Reads the sample logs, once for many questions.
    private static func withSample(_ body: (AuditDatabase, [(IndexedEvent, Event)]) throws -> Void)
        throws
    {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 3).write(into: folder.path)
            let index = try AuditDatabase.make(in: folder)
            _ = try Ingest(index: index, options: IngestOptions()).run([folder.path("AWSLogs")])
            let events = try index.events()
            let records = try RawRecordReader(index: index).records(of: events)
            #expect(events.count > 1_000)
            try body(index, try zip(events, records).map { ($0, try $1.get()) })
        }
    }

    private static func evaluated(
        _ events: [(IndexedEvent, Event)],
        _ architecture: Architecture
    ) -> [Judged] {
        let classifier = Classifier(architecture)
        return events.map { Judged(event: $0, facts: classifier.facts(for: $1)) }
    }

    @Test
    func `An event's environment is that of its facts`() throws {
        try Self.withSample { index, events in
            for architecture in [.guessed, try Architecture(contentsOf: Self.sample)] {
                let evaluated = Self.evaluated(events, architecture)
                try Self.expectColumns(architecture, index, evaluated)
                try Self.expectFilters(architecture, index, evaluated)
            }
        }
    }

    private static func expectColumns(
        _ architecture: Architecture,
        _ index: AuditDatabase,
        _ evaluated: [Judged]
    ) throws {
        var found: [EnvironmentFact?] = []
        try index.search(EventFilter(), newestFirst: false, evaluatedBy: architecture) { event in
            found.append(event.targetEnvironment)
            return true
        }
        #expect(found == evaluated.map(\.facts.targetEnvironment))
        var counts: [String?: Int] = [:]
        for entry in evaluated { counts[entry.facts.targetEnvironment?.name, default: 0] += 1 }
        let top = try index.topEnvironments(EventFilter(), evaluatedBy: architecture)
        #expect(top.count == counts.count)
        #expect(top.allSatisfy { counts[$0.text] == $0.count })
    }

    private static func expectFilters(
        _ architecture: Architecture,
        _ index: AuditDatabase,
        _ evaluated: [Judged]
    ) throws {
        let names = architecture.knownEnvironments.map(\.name)
        let choices: [Set<String>] = [Set(names.prefix(1)), Set(names.suffix(2)), []]
        for wanted in choices {
            for isExcluded in [false, true] {
                let condition = EventFilter.Condition(
                    .environments(wanted, architecture),
                    isExcluded: isExcluded
                )
                try expect(condition, index, evaluated) { facts in
                    let name = facts.targetEnvironment?.name
                    return (name.map(wanted.contains) ?? false) != isExcluded
                }
            }
        }
    }

    /// Expects the events between the hundredth and the hundredth last that pass a test.
    private static func expect(
        _ condition: EventFilter.Condition,
        _ index: AuditDatabase,
        _ evaluated: [Judged],
        _ passes: (Facts) -> Bool
    ) throws {
        let since = evaluated[100].event.time.seconds
        let until = evaluated[evaluated.count - 100].event.time.seconds
        let filter = EventFilter(since: since, until: until, conditions: [condition])
        let keys = evaluated.filter { entry in
            (since..<until).contains(entry.event.time.seconds) && passes(entry.facts)
        }.map(\.event.key)
        #expect(try index.events(filter).map(\.key) == keys)
        #expect(try index.events(filter, newestFirst: true).map(\.key) == keys.reversed())
        #expect(try index.count(filter) == keys.count)
    }

    @Test
    func `Filters by secret pass every access to it`() throws {
        try Self.withSample { index, events in
            let evaluated = Self.evaluated(events, .guessed)
            for text in [
                "prod/*", "PROD/ORDERS/MONGODB", "/prod/orders/*",
                "arn:aws:secretsmanager:*:520000000002:secret:*", "nothing",
            ] {
                let pattern = try SecretPattern(text)
                for isExcluded in [false, true] {
                    let condition = EventFilter.Condition(
                        .secrets([pattern]),
                        isExcluded: isExcluded
                    )
                    try Self.expect(condition, index, evaluated) { facts in
                        let secrets = facts.secrets.map(\.reference)
                        return secrets.contains(where: pattern.matches) != isExcluded
                    }
                }
            }
            try Self.expectNarrowing(index)
        }
    }

    /// Conditions of all kinds narrow one another.
    private static func expectNarrowing(_ index: AuditDatabase) throws {
        let conditions: [EventFilter.Condition] = [
            .init(.secrets([try SecretPattern("prod/*")])), .init(.flags(.denied)),
            .init(.contains("web-prod")), .init(.environments(["production"], .guessed)),
        ]
        let found = try index.events(EventFilter(conditions: conditions))
        #expect(!found.isEmpty)
        #expect(
            found.allSatisfy {
                $0.flags.contains(.denied) && $0.principal?.contains("web-prod") == true
            }
        )
    }
}
