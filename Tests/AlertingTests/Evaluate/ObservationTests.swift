import Foundation
import Ingestion
import SecurityArchitecture
import Testing

@testable import Alerting
@testable import AuditIndex

/// What correlations count of events counts once, however often these are read.
@Suite struct ObservationTests {
    private static let rules = """
        title: Deleted
        name: deleted
        id: 0e7a0d5e-93a1-4f0f-9b8e-1d0f5f3c0001
        logsource: {product: aws, service: cloudtrail}
        detection:
          deleted: {eventName: DeleteObject, audit.network: unknown}
          condition: deleted
        ---
        title: Many deleted
        id: 0e7a0d5e-93a1-4f0f-9b8e-1d0f5f3c0002
        level: high
        correlation:
          type: event_count
          rules: deleted
          group-by: [userIdentity.userName]
          timespan: 10m
          condition: {gte: 3}
        """

    private static func log(_ seconds: [Int64]) -> String {
        let events = seconds.map { SmallIndex.event("DeleteObject", at: $0) }
        return #"{"Records":[\#(events.joined(separator: ","))]}"#
    }

    private static func read(
        _ small: SmallIndex,
        _ architecture: Architecture? = nil
    ) throws {
        var options = IngestOptions()
        let rules = EventRules(
            program: small.rules.program,
            architecture: architecture ?? small.rules.architecture,
            paths: ["rules.yml"]
        )
        options.rules = rules
        _ = try Ingest(index: small.index, options: options).run([small.folder.path("logs")])
        try AlertEvaluator(index: small.index, rules: rules, asOf: SmallIndex.midnight + 86_400)
            .run()
    }

    @Test func aFileThatGrowsGivesOnlyWhatIsNew() throws {
        try SmallIndex.with(Self.rules) { small in
            try small.folder.write(Self.log([0, 60]), to: "logs/a.json")
            try Self.read(small)
            #expect(try small.alerts().isEmpty)
            try small.folder.write(Self.log([0, 60, 120]), to: "logs/a.json")
            try Self.read(small)
            #expect(try small.alerts().map(\.state) == [.open])
            #expect(try entries(small) == 3)
        }
    }

    @Test func anEventThatComesInTwoFilesCountsOnce() throws {
        try SmallIndex.with(Self.rules) { small in
            try small.folder.write(Self.log([0, 60]), to: "logs/a.json")
            try small.folder.write(Self.log([60, 0]), to: "logs/b.json")
            try Self.read(small)
            #expect(try small.alerts().isEmpty)
            try small.folder.write(Self.log([60, 120]), to: "logs/c.json")
            try Self.read(small)
            #expect(try small.alerts().map(\.state) == [.open])
        }
    }

    @Test func reevaluatedEventsCountAsReevaluated() throws {
        let office = try Architecture(
            yaml: Array("networks: {office: 192.0.2.0/24}".utf8),
            file: "audit.yaml"
        )
        let single = """

            ---
            title: One deleted
            id: 0e7a0d5e-93a1-4f0f-9b8e-1d0f5f3c0003
            level: low
            logsource: {product: aws, service: cloudtrail}
            detection:
              deleted: {eventName: DeleteObject, audit.network: unknown}
              condition: deleted
            """
        try SmallIndex.with(Self.rules + single) { small in
            try small.folder.write(Self.log([0, 60, 120]), to: "logs/a.json")
            let stranger = SmallIndex.event(
                "DeleteObject",
                at: 180,
                by: "bob",
                from: "198.51.100.7"
            )
            try small.folder.write(#"{"Records":[\#(stranger)]}"#, to: "logs/b.json")
            try Self.read(small)
            #expect(try small.alerts().map(\.state) == [.open, .open, .open])
            let rules = EventRules(
                program: small.rules.program,
                architecture: office,
                paths: ["rules.yml"]
            )
            _ = try Reclassification(small.index, rules: rules)
            try Self.read(small, office)
            let alerts = try small.alerts()
            #expect(alerts.filter { $0.state == .withdrawn }.count == 2)
            #expect(alerts.filter { $0.state == .open }.map(\.first) == [SmallIndex.midnight + 180])
        }
    }

    @Test func filesThatWereNeverEvaluatedLeaveTheOthersAlone() throws {
        try SmallIndex.with(Self.rules) { small in
            try small.folder.write(Self.log([0, 60, 120]), to: "logs/a.json")
            try Self.read(small)
            try small.folder.write(Self.log([40_000]), to: "logs/b.json")
            _ = try Ingest(index: small.index, options: IngestOptions())
                .run([small.folder.path("logs")])
            let again = try Reclassification(small.index, rules: small.rules, neverEvaluated: true)
            #expect(again.paths.count == 1)
            #expect(try small.index.readAlerts { store in try store.pendingRules() } == [])
        }
    }

    @Test func aGroupThatIsReadInPartsGivesTheSame() throws {
        try SmallIndex.with(Self.rules) { small in
            let seconds = (0..<400).map { Int64($0 * 37 % 5_000 * 3) }
            try small.folder.write(Self.log(seconds), to: "logs/a.json")
            try small.folder.write(Self.log(Array(seconds.prefix(200))), to: "logs/b.json")
            try Self.read(small)
            try small.index.readAlerts { store in
                let rule = try #require(
                    try store.ruleNumbers().values.first { try !store.subjects(rule: $0).isEmpty }
                )
                let reading = PendingSubject(
                    rule: rule,
                    subject: try #require(try store.subjects(rule: rule).first),
                    first: SmallIndex.midnight + 100,
                    last: SmallIndex.midnight + 14_000
                )
                let whole = try store.gather(rule: rule, [reading])
                #expect(!whole.isLarge(reading.subject))
                var expected: [StoredObservation] = []
                try store.forEachObservation(reading, whole) { expected.append($0) }
                #expect(expected.count > 300)
                for limit in [1, 7, 100] {
                    let parts = try store.gather(rule: rule, [reading], limit: limit)
                    #expect(parts.isLarge(reading.subject) && parts.covers(reading))
                    var found: [StoredObservation] = []
                    try store.forEachObservation(reading, parts) { found.append($0) }
                    #expect(found == expected)
                }
            }
        }
    }

    /// How many entries there are, those of one event included that came several times.
    private func entries(_ small: SmallIndex) throws -> Int {
        try small.index.readAlerts { store in
            var count = 0
            for rule in try store.ruleNumbers().values {
                let readings = try store.subjects(rule: rule).map {
                    PendingSubject(
                        rule: rule,
                        subject: $0,
                        first: SmallIndex.midnight,
                        last: SmallIndex.midnight + 86_399
                    )
                }
                let gathered = try store.gather(rule: rule, readings)
                for group in gathered.groups.values { count += group.entries.count }
            }
            return count
        }
    }
}
