import CloudTrail
import SecurityArchitecture
import Testing

@Suite struct WorkerCacheTests {
    private static func event(_ identity: String?, name: String = "\"GetObject\"") throws -> Event {
        let member = identity.map { #","userIdentity":\#($0)"# } ?? ""
        let text = #"{"eventTime":"2026-03-07T00:00:00Z","eventName":\#(name)\#(member)}"#
        return try Event(parsing: Array(text.utf8))
    }

    private static func secretRead(_ id: String) throws -> Event {
        try Event(
            parsing: Array(
                """
                {"eventTime":"2026-03-07T00:00:00Z","eventSource":"secretsmanager.amazonaws.com",\
                "eventName":"GetSecretValue","recipientAccountId":"111122223333",\
                "awsRegion":"eu-west-1","requestParameters":{"secretId":"\(id)"}}
                """.utf8
            )
        )
    }

    @Test func sessionsOfACallerAreOneCaller() throws {
        let cache = WorkerCache()
        func identity(_ key: String, _ created: String, name: String = "ben") -> String {
            """
            {"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/r/\(name)","accessKeyId":\(key),\
            "sessionContext":{"attributes":{"creationDate":\(created),"mfaAuthenticated":"true"}}}
            """
        }
        func caller(_ identity: String) throws -> KnownEvent {
            cache.known(of: try Self.event(identity))
        }
        let first = try caller(identity("\"ASIA1\"", "\"2026-03-07T00:00:00Z\""))
        let second = try caller(identity("\"ASIA2\"", "\"2026-03-07T01:00:00Z\""))
        #expect(first.caller == second.caller)
        #expect(first.spelling != second.spelling)
        // What is no string may hold anything, and another name is another caller.
        var others: Set<Int> = [first.caller]
        for other in [
            identity("{\"a\":1}", "\"x\""), identity("{\"a\":2}", "\"x\""),
            identity("\"ASIA1\"", "7"), identity("\"ASIA1\"", "\"x\"", name: "eve"),
        ] {
            #expect(others.insert(try caller(other).caller).inserted)
        }
    }

    @Test func accessKeysAreThoseOfTheIdentity() throws {
        for identity in [
            nil, "null", "7", "{}", #"{"accessKeyId":"AKIA"}"#, #"{"accessKeyId":""}"#,
            #"{"accessKeyId":"a","accessKeyId":null}"#, #"{"access\u004beyId":"\u0041"}"#,
            #"{"accessKeyId":"a","accessKeyId":"b"}"#, #"[{"accessKeyId":"a"}]"#,
        ] {
            let event = try Self.event(identity)
            #expect(event.accessKeyID == event.identity.accessKeyID, "\(identity ?? "-")")
        }
    }

    @Test func equalBytesHaveOneNumberAndNothingHasNone() throws {
        let cache = WorkerCache()
        func caller(_ identity: String?) throws -> Int {
            cache.known(of: try Self.event(identity)).caller
        }
        let first = try caller(#"{"type":"Root"}"#)
        #expect(first > 0)
        #expect(try caller(#"{"type":"Root"}"#) == first)
        // White space makes another spelling, and no other caller.
        #expect(try caller(#"{"type": "Root"}"#) == first)
        #expect(try caller(#"{"type":"User"}"#) != first)
        #expect(try caller(nil) == 0)
        // A null is spelled, and an absent identity is not.
        #expect(try caller("null") > 0)
        #expect(cache.known(of: try Self.event(nil)).callerGeneration == 0)
    }

    @Test func identitiesAreThoseOfTheEvents() throws {
        let cache = WorkerCache()
        let spellings = [
            nil, "null", #"{"type":"Root","accountId":"1"}"#,
            #"{"type":"IAMUser","userName":"ben","accessKeyId":"AKIA"}"#,
        ]
        for spelling in spellings + spellings {
            let event = try Self.event(spelling)
            let caller = cache.caller(of: event, cache.known(of: event))
            var identity = event.identity
            identity.accessKeyID = nil
            #expect(caller.identity == identity)
            #expect(caller.principal == Principal(event.identity))
        }
    }

    @Test func callersAreNumberedAnewBeforeTheyBecomeTooMany() throws {
        let cache = WorkerCache()
        var generation = 0
        let padding = String(repeating: "x", count: 500_000)
        for number in 0..<40 {
            let identity =
                #"{"type":"Root","junk":"\#(number)\#(padding)","accountId":"\#(number)"}"#
            let event = try Self.event(identity)
            let known = cache.known(of: event)
            // What was kept under the number before belongs to another.
            #expect(cache.caller(of: event, known).identity.accountID == String(number))
            // 20 MB in all, of which 4 are kept, and one spelling more.
            #expect(known.callerGeneration >= (number + 1) / 10 - 1)
            generation = known.callerGeneration
        }
        #expect(generation >= 3)
    }

    @Test func actionsAreNumberedBySourceAndName() throws {
        let cache = WorkerCache()
        let first = cache.known(of: try Self.event(nil))
        #expect(first.action > 0)
        // Without a source the rules cannot go by the number.
        #expect(!first.isPlainAction)
        let plain = cache.known(of: try Self.secretRead("a"))
        #expect(plain.isPlainAction && plain.action != first.action)
        #expect(cache.known(of: try Self.secretRead("b")).action == plain.action)
        #expect(
            cache.text(ofAction: plain.action).elementsEqual(
                "secretsmanager.amazonaws.com\0GetSecretValue".utf8
            )
        )
        // A name that is spelled by escapes is the same name; one that is none has no number.
        let escaped = cache.known(of: try Self.event(nil, name: #""Get\u004fbject""#))
        #expect(escaped.action == first.action && !escaped.isPlainAction)
        #expect(cache.known(of: try Self.event(nil, name: "5")).action == 0)
        #expect(cache.known(of: try Self.event(nil, name: #""""#)).action == 0)
    }

    @Test func actionsAreNumberedAnewBeforeTheyBecomeTooMany() throws {
        let cache = WorkerCache()
        for number in 0..<20_000 {
            let event = try Self.event(nil, name: "\"A\(number)\"")
            let known = cache.known(of: event)
            #expect(known.action <= 16_384)
            #expect(known.topics == [])
        }
        let read = cache.known(of: try Self.secretRead("a"))
        #expect(read.actionGeneration == 1)
        #expect(read.topics == .secrets)
    }

    @Test func requestsAreNumberedAnewBeforeTheyBecomeTooMany() throws {
        let cache = WorkerCache()
        let padding = String(repeating: "x", count: 500_000)
        for number in 0..<20 {
            let event = try Self.secretRead("\(number)\(padding)")
            for _ in 0..<2 {
                let found = cache.secretAccesses(in: event, cache.known(of: event))
                #expect(found.number > 0)
                #expect(found.accesses == SecretAccess.accesses(in: event))
            }
        }
        #expect(cache.requestGeneration >= 3)
    }
}
