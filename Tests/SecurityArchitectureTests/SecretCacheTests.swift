import AuditTestSupport
import CloudTrail
import SecurityArchitecture
import Testing

/// What is remembered is what would be read again.
@Suite struct SecretCacheTests {
    @Test func rememberedAccessesAreThoseOfTheEvent() {
        let cache = WorkerCache()
        var remembered = 0
        var numbers: [[Int]: [SecretAccess]] = [:]
        for event in SampleArchitecture.incidentWeek + SampleArchitecture.incidentWeek {
            let expected = SecretAccess.accesses(in: event)
            let (number, accesses) = cache.secretAccesses(in: event, cache.known(of: event))
            #expect(accesses == expected)
            guard number > 0 else { continue }
            if !accesses.isEmpty { remembered += 1 }
            let key = [cache.requestGeneration, number]
            #expect(numbers.updateValue(accesses, forKey: key) ?? accesses == accesses)
        }
        #expect(remembered > 1_000)
        #expect(numbers.count < remembered / 4)
    }

    @Test(
        "Accounts, regions, services and outcomes keep like requests apart",
        arguments: [
            (#""recipientAccountId":"2""#, ""), (#""awsRegion":"r2""#, ""),
            (#""eventName":"DescribeSecret""#, ""), ("", #","errorCode":"AccessDenied""#),
            ("", #","responseElements":{"arn":"arn:aws:secretsmanager:r:1:secret:y-AbCdEf"}"#),
        ]
    )
    func likeRequestsOfOtherCalls(changed: String, added: String) throws {
        let cache = WorkerCache()
        let first = try Self.event("", "")
        let second = try Self.event(changed, added)
        for event in [first, second] {
            let found = cache.secretAccesses(in: event, cache.known(of: event)).accesses
            #expect(found == SecretAccess.accesses(in: event))
        }
        #expect(SecretAccess.accesses(in: first) != SecretAccess.accesses(in: second))
    }

    private static func event(_ changed: String, _ added: String) throws -> Event {
        var fields = [
            "recipientAccountId": "1", "awsRegion": "r", "eventName": "GetSecretValue",
        ].map { #""\#($0)":"\#($1)""# }.sorted()
        if let key = changed.split(separator: ":").first {
            fields = fields.filter { !$0.hasPrefix(String(key)) } + [changed]
        }
        let text = """
            {"eventTime":"2026-03-07T01:40:05Z","eventSource":"secretsmanager.amazonaws.com",\
            "requestParameters":{"secretId":"x"},\(fields.joined(separator: ","))\(added)}
            """
        return try Event(parsing: text.utf8)
    }
}
