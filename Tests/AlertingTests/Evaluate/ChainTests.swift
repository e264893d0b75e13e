import Alerting
import AuditIndex
import Testing

/// Correlations of correlations, when logs come late.
@Suite struct ChainTests {
    private static let rules = """
        title: A
        name: a
        logsource: {product: aws, service: cloudtrail}
        detection: {s: {eventName: A}, condition: s}
        ---
        title: B
        name: b
        logsource: {product: aws, service: cloudtrail}
        detection: {s: {eventName: B}, condition: s}
        ---
        title: Two of A
        name: two
        correlation:
          type: event_count
          rules: a
          group-by: [recipientAccountId]
          timespan: 10m
          condition: {gte: 2}
        ---
        title: Two of A, then B
        id: 11111111-0000-4000-8000-000000000001
        level: high
        correlation:
          type: temporal_ordered
          rules: [two, b]
          group-by: [recipientAccountId]
          timespan: 1h
        """

    /// The evidence of the one alert, after some logs; none where there is no alert.
    private func evidence(_ logs: [[String]]) throws -> [String] {
        var names: [String] = []
        try SmallIndex.with(Self.rules) { small in
            for log in logs { try small.take(log) }
            let status = try small.alerts().filter { $0.state != .withdrawn }
            #expect(status.count <= 1)
            guard let alert = status.first else { return }
            names = try small.index.readAlerts { store in
                try store.evidence(alert.id).map { "\($0.event.identifier)" }
            }
        }
        return names
    }

    private static let first = SmallIndex.event("A", at: 0)
    private static let second = SmallIndex.event("A", at: 60)
    /// In the same second, so that the count is reached at no other time.
    private static let third = SmallIndex.event("A", at: 60, by: "ben")
    private static let last = SmallIndex.event("B", at: 600)

    @Test func itRestsOnAllThatItsPartsRestOn() throws {
        let all = ["A-0-ann", "A-60-ann", "A-60-ben", "B-600-ann"].map { "\($0)-192.0.2.1" }
        #expect(try evidence([[Self.first, Self.second, Self.third, Self.last]]) == all)
        #expect(try evidence([[Self.first, Self.second, Self.last], [Self.third]]) == all)
        #expect(try evidence([[Self.last], [Self.third], [Self.second], [Self.first]]) == all)
    }

    @Test func withoutAPartThereIsNone() throws {
        #expect(try evidence([[Self.first, Self.last]]) == [])
        #expect(try evidence([[Self.last], [Self.first]]) == [])
    }

    /// Values as a log spells them, inside the quotes of a string.
    @Test(arguments: [
        "plain", #"a\tb"#, #"a\nb\r\nc"#, #"\u0000\u0001\b\u000b\f\u001f"#, #"\u007f\u009b\u2028"#,
        #"a/b\"c\\d\ne"#, #"e\u0301 \u00e9 \ud83d\udd10"#, #"\ud800"#,
    ])
    func itJoinsGroupsWhateverTheirValue(agent: String) throws {
        let rules = Self.rules.replacing("recipientAccountId", with: "userAgent")
        let extra = #","userAgent":"\#(agent)""#
        let events = [("A", 0), ("A", 60), ("B", 600)].map { name, second in
            SmallIndex.event(name, at: Int64(second), extra)
        }
        try SmallIndex.with(rules) { small in
            try small.take(events)
            #expect(try small.alerts().map(\.state) == [.open])
            #expect(try small.alerts().map(\.count) == [1])
        }
    }

    @Test func anEventIDThatLooksLikeAFiringIsAnEventID() throws {
        try SmallIndex.with(Self.rules) { small in
            try small.take([Self.first, Self.second])
            // An attacker who knows the numbers of the index names another account's firing.
            let firing = try #require(
                try small.index.readAlerts { store in
                    try store.ruleNumbers().values.flatMap { rule in
                        try store.subjects(rule: rule).map { (rule, $0) }
                    }.first { rule, subject in
                        let all = PendingSubject(
                            rule: rule,
                            subject: subject,
                            first: 0,
                            last: .max
                        )
                        return try !store.firings(all).isEmpty
                    }
                }
            )
            let time = SmallIndex.midnight + 60
            let id = "firing:\(firing.0):\(firing.1):\(time)"
            let events = [("A", 0), ("A", 50), ("B", 60)].map { name, second in
                SmallIndex.event(name, at: Int64(second), by: "eve")
                    .replacing("510000000001", with: "510000000002")
                    .replacing("B-60-eve-192.0.2.1", with: id)
            }
            try small.take(events)
            let alert = try #require(try small.alerts().first)
            #expect(try small.alerts().count == 1)
            let evidence = try small.index.readAlerts { store in
                try store.evidence(alert.id).map { "\($0.event.identifier)" }
            }
            #expect(evidence == ["A-0-eve-192.0.2.1", "A-50-eve-192.0.2.1", id])
        }
    }
}
