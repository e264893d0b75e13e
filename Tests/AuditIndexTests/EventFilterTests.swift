import AuditTestSupport
import Ingestion
import Testing

@testable import AuditIndex

/// Every filter gives what the same question gives when each event is asked in turn.
struct EventFilterTests {
    /// Events at the borders of hours and days, over months, of few texts and many.
    private static func rows(seed: Int) -> [SampleRow] {
        var random = SeededRandom(seed: seed)
        func pick<Element>(_ elements: [Element]) -> Element? {
            elements.randomElement(using: &random)
        }
        return (0..<700).map { number in
            var row = SampleRow()
            let day = 20_000 + Int64(pick([0, 1, 2, 3, 30, 31, 33, 64, 65, 130]) ?? 0)
            row.time = day * 86_400 + Int64.random(in: 0..<24, using: &random) * 3_600
            row.time += pick([0, 0, 3_599, Int64.random(in: 0..<3_600, using: &random)]) ?? 0
            let half = UInt64.random(in: 0..<4, using: &random) << 62
            switch number % 5 {
            case 0: row.identifier = .text("id-\(number % 7)é")
            case 1: row.identifier = .content(half, UInt64(number % 3))
            default: row.identifier = .uuid(half, UInt64(number % 50))
            }
            row.content = Int64(number)
            let service = pick(["s3.amazonaws.com", "sts.amazonaws.com", ""]) ?? ""
            let name = pick(["GetObject", "AssumeRole", "Übertragen", ""]) ?? ""
            let user = pick(["user/Ann", "user/bob", "role/x/Y", "root"]) ?? ""
            row.texts = [
                .principal: "arn:aws:iam::510000000001:\(user)",
                .account: "51000000000\(number % 3)",
                .region: pick(["eu-west-1", "us-east-1"]) ?? "",
                .address: pick(["10.1.0.\(number % 16)", "::1", "AWS Internal", "203.0.113.9"])
                    ?? "",
                .resource: "prod/Straße/\(number % 300)", .agent: "*agent\\\(number % 2)",
            ]
            if !service.isEmpty || !name.isEmpty { row.texts[.action] = "\(service)\0\(name)" }
            if user == "role/x/Y" { row.role = "arn:aws:iam::510000000001:\(user)" }
            if number % 4 == 0 { row.texts[.error] = pick(["AccessDenied", "Throttled"]) }
            if number % 40 == 0 { row.texts[.accessKey] = "AKIA\(number)" }
            if number % 9 == 0 { row.texts[.principal] = nil }
            row.flags = EventFlags(rawValue: Int32.random(in: 0..<16, using: &random))
            return row
        }
    }

    private static func expectNaive(
        _ filters: inout RandomFilters,
        _ index: AuditDatabase,
        count: Int
    ) throws {
        for _ in 0..<count {
            let filter = try filters.next()
            let expected = filters.events.filter(NaiveFilter(filter: filter).passes)
            let keys = expected.map(\.key)
            #expect(try index.events(filter).map(\.key) == keys, "\(filter)")
            #expect(
                try index.events(filter, newestFirst: true).map(\.key) == keys.reversed(),
                "\(filter)"
            )
            #expect(try index.count(filter) == keys.count, "\(filter)")
            let subject = filters.subject()
            let counts = expected.reduce(into: [String?: Int]()) { counts, event in
                let texts = NaiveFilter.texts(subject, event)
                for text in texts.isEmpty ? [nil] : texts.map(Optional.some) {
                    counts[text, default: 0] += 1
                }
            }
            let top = try index.top(subject, filter)
            #expect(top.count == counts.count, "\(subject) \(filter)")
            #expect(top.allSatisfy { counts[$0.text] == $0.count }, "\(subject) \(filter)")
            #expect(top.map(\.count) == top.map(\.count).sorted(by: >))
            let limit = filters.count(1...5)
            var first: [String] = []
            try index.search(filter, newestFirst: true) { event in
                first.append(event.key)
                return first.count < limit
            }
            #expect(first == Array(keys.reversed().prefix(limit)))
        }
    }

    @Test(arguments: 1...3)
    func `Filters over events at the borders of hours and days`(seed: Int) throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            try index.write(IndexBatch(Self.rows(seed: seed)))
            let events = try index.events()
            #expect(events.count > 600)
            var filters = RandomFilters(events, seed: seed)
            try Self.expectNaive(&filters, index, count: 100)
        }
    }

    @Test
    func `Filters over the sample logs`() throws {
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: 3).write(into: folder.path)
            let index = try AuditDatabase.make(in: folder)
            _ = try Ingest(index: index, options: IngestOptions()).run([folder.path("AWSLogs")])
            var filters = RandomFilters(try index.events(), seed: 1)
            try Self.expectNaive(&filters, index, count: 40)
        }
    }

    @Test
    func `Events come in the order of time, then id, then content`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            var rows = Self.rows(seed: 9)
            for position in rows.indices { rows[position].time = rows[position % 5].time }
            try index.write(IndexBatch(rows))
            let events = try index.events()
            #expect(events.map(\.key) == events.sorted(by: IndexedEvent.isBefore).map(\.key))
            #expect(Set(events.map(\.key)).count == rows.count)
        }
    }

    @Test
    func `An empty index answers every question with nothing`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            for filter in [
                EventFilter(), EventFilter(since: .max), EventFilter(until: .min),
                EventFilter(conditions: [.init(.contains("x"))]),
                EventFilter(conditions: [.init(.matches(.name, [.exactly("x")]), isExcluded: true)]
                ),
            ] {
                #expect(try index.events(filter).isEmpty)
                #expect(try index.count(filter) == 0)
                #expect(try index.top(.service, filter).isEmpty)
            }
            let status = try index.status(now: 1_800_000_000)
            #expect(status.events == 0)
            #expect(status.first == nil)
        }
    }
}
