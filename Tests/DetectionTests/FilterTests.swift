import CloudTrail
import Detection
import Testing

/// Which rules a filter is added to, and until when.
@Suite struct FilterTests {
    private static let rules = """
        title: The A
        id: 00000000-0000-4000-8000-0000000000a1
        name: ra
        logsource: {product: aws, service: cloudtrail}
        detection: {selection: {eventName: A}, condition: selection}
        ---
        title: The B
        id: 00000000-0000-4000-8000-0000000000a2
        name: rb
        logsource: {product: aws, service: cloudtrail}
        detection: {selection: {eventName: B}, condition: selection}
        ---
        title: The C
        id: 00000000-0000-4000-8000-0000000000a3
        name: rc
        logsource: {product: aws, service: cloudtrail}
        detection: {selection_x: {eventName: C}, condition: 1 of selection_*}
        ---
        title: Many A
        id: 00000000-0000-4000-8000-0000000000a9
        correlation: {type: event_count, rules: [ra], timespan: 1m, condition: {gte: 3}}

        """

    /// Name, account and user of each event.
    private static let events = [
        ("A", "51", "ana"), ("A", "52", "ana"), ("B", "51", "ana"), ("B", "53", "ana"),
        ("C", "51", "adm_x"), ("C", "53", "ana"),
    ]

    private func set(_ filter: String, _ head: String = "logsource: {product: aws}") -> RuleSet {
        load(Self.rules + "---\ntitle: f\n" + head + "\nfilter: " + filter + "\n")
    }

    /// The numbers of the events that some rule matches.
    private func matched(_ set: RuleSet) throws -> [Int] {
        let matcher = RuleMatcher(RuleProgram(set))
        return try Self.events.enumerated().compactMap { number, event in
            let record =
                #"{"eventName":"\#(event.0)","recipientAccountId":"\#(event.1)","#
                + #""userIdentity":{"userName":"\#(event.2)"}}"#
            return matcher.matches(try DetectionTests.event(record)).isEmpty ? nil : number + 1
        }
    }

    @Test(
        arguments: [
            (
                "{rules: [ra, rb], x_a: {recipientAccountId: '52'}, x_b: {recipientAccountId: '53'}, condition: not 1 of x_*}",
                [1, 3, 5, 6]
            ),
            ("{rules: any, s: {recipientAccountId: '53'}, condition: not s}", [1, 2, 3, 5]),
            ("{rules: All, s: {recipientAccountId: '53'}, condition: not s}", [1, 2, 3, 5]),
            ("{rules: [], s: {recipientAccountId: '53'}, condition: not s}", [1, 2, 3, 5]),
            (
                "{rules: any, s: {recipientAccountId: '53'}, t: {eventName: C}, condition: not all of them}",
                [1, 2, 3, 4, 5]
            ),
            // By id, in any case, by name, and by title.
            (
                "{rules: [00000000-0000-4000-8000-0000000000A3], s: {userIdentity.userName|startswith: adm_}, condition: not s}",
                [1, 2, 3, 4, 6]
            ),
            ("{rules: rb, s: {recipientAccountId: '53'}, condition: not s}", [1, 2, 3, 5, 6]),
            ("{rules: The B, s: {recipientAccountId: '53'}, condition: not s}", [1, 2, 3, 5, 6]),
            (
                "{rules: [The C, ra], s: {recipientAccountId: '53'}, condition: not s}",
                [1, 2, 3, 4, 5]
            ),
        ] as [(String, [Int])]
    )
    func itSuppresses(filter: String, left: [Int]) throws {
        let set = set(filter)
        #expect(set.rejected.isEmpty && set.filterProblems.isEmpty)
        #expect(try matched(set) == left)
    }

    @Test(
        arguments: [
            (
                "nosuch",
                "'nosuch' is not the id, name or title of a rule; there are The A, The B, The C, ra, rb, rc"
            ),
            ("The D", "'The D' is not the id, name or title of a rule; did you mean 'The A'?"),
            (
                "Many A",
                "'Many A' is a correlation, and filters apply to rules, such as those it counts: 'The A'"
            ),
            (
                "00000000-0000-4000-8000-0000000000a9",
                "'00000000-0000-4000-8000-0000000000a9' is a correlation, and filters apply to rules, such as those it counts: 'The A'"
            ),
        ]
    )
    func whatIsNoRuleIsReported(name: String, fault: String) throws {
        let set = set("{rules: [ra, \(name)], s: {recipientAccountId: '51'}, condition: not s}")
        #expect(set.rejected.isEmpty)
        #expect(
            set.filterProblems.map(\.description) == ["rule.yml:23: the filter 'f': \(fault)"]
        )
        #expect(RuleLint().findings(in: set).contains { $0.message == fault })
        // The others it names are filtered all the same.
        #expect(try matched(set) == [2, 3, 4, 5, 6])
    }

    @Test func ofOtherLogsItSuppressesNothing() throws {
        let set = set(
            "{rules: any, s: {eventName: A}, condition: not s}",
            "logsource: {product: windows}"
        )
        #expect(try matched(set) == [1, 2, 3, 4, 5, 6])
        // Filters of other products are no mistake.
        #expect(set.filterProblems.isEmpty)
    }

    @Test func withoutRulesItIsRejected() {
        #expect(set("{s: {eventName: A}, condition: not s}").rejected.count == 1)
    }

    @Test func onceExpiredItSuppressesNothing() throws {
        let set = set(
            "{rules: any, s: {eventName: [A, B, C]}, condition: not s}",
            "expires: 2025-01-01"
        )
        #expect(try matched(set.without(filtersExpiredAt: 1_735_689_599)) == [])
        #expect(try matched(set.without(filtersExpiredAt: 1_735_689_600)) == [1, 2, 3, 4, 5, 6])
        let message = "it expired on 2025-01-01, and suppresses nothing; delete it"
        #expect(RuleLint(now: 1_735_689_600).findings(in: set).contains { $0.message == message })
        #expect(!RuleLint(now: 1_735_689_599).findings(in: set).contains { $0.message == message })
    }
}
