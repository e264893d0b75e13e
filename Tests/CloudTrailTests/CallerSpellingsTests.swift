import CloudTrail
import Testing

@Suite struct CallerSpellingsTests {
    private static func event(_ identity: String?) throws -> Event {
        let member = identity.map { #","userIdentity":\#($0)"# } ?? ""
        let text = #"{"eventTime":"2026-03-07T00:00:00Z","eventName":"GetObject"\#(member)}"#
        return try Event(parsing: Array(text.utf8))
    }

    @Test func equalBytesHaveOneNumberAndNothingHasNone() throws {
        let callers = CallerSpellings()
        let first = callers.number(of: try Self.event(#"{"type":"Root"}"#))
        #expect(first > 0)
        #expect(callers.number(of: try Self.event(#"{"type":"Root"}"#)) == first)
        #expect(callers.number(of: try Self.event(#"{"type": "Root"}"#)) != first)
        #expect(callers.number(of: try Self.event(nil)) == 0)
        // A null is spelled, and an absent identity is not.
        #expect(callers.number(of: try Self.event("null")) > 0)
        #expect(callers.generation == 0)
    }

    @Test func identitiesAreThoseOfTheEvents() throws {
        let callers = CallerSpellings()
        let spellings = [
            nil, "null", #"{"type":"Root","accountId":"1"}"#,
            #"{"type":"IAMUser","userName":"ben","accessKeyId":"AKIA"}"#,
        ]
        for spelling in spellings + spellings {
            let event = try Self.event(spelling)
            #expect(callers.identity(of: event, callers.number(of: event)) == event.identity)
        }
    }

    @Test func numbersAreGivenAnewBeforeTheSpellingsBecomeTooMany() throws {
        let callers = CallerSpellings()
        let padding = String(repeating: "x", count: 500_000)
        for number in 0..<40 {
            let event = try Self.event(#"{"type":"Root","junk":"\#(number)\#(padding)"}"#)
            _ = callers.number(of: event)
            // 20 MB in all, of which 4 are kept, and one spelling more.
            #expect(callers.generation >= (number + 1) / 10 - 1)
        }
        #expect(callers.generation >= 3)
        let again = try Self.event(#"{"type":"Root"}"#)
        #expect(callers.number(of: again) == callers.number(of: again))
    }
}
