import CloudTrail
import Detection
import SecurityArchitecture
import Testing

/// Fields of an event, looked up by name.
@Suite struct EventFieldsTests {
    private static let record = #"""
        {"eventTime":"2026-03-07T01:53:41Z","eventSource":"secretsmanager.amazonaws.com",
        "eventName":"GetSecretValue","awsRegion":"eu-west-1","recipientAccountId":"510000000001",
        "sourceIPAddress":"45.83.64.11","errorCode":null,"readOnly":true,
        "userIdentity":{"type":"IAMUser","userName":"ann","accountId":"510000000001",
        "arn":"arn:aws:iam::510000000001:user/ann"},
        "requestParameters":{"secretId":"prod/orders/mongodb","n":1.50,"dotted.key":"d",
        "list":["b","a","b",null,{"k":"x"}],"empty":"","text":"a\"\u00e9\n"}}
        """#

    private func fields(_ architecture: Architecture = .guessed) throws -> EventFields {
        let event = try Event(parsing: Self.record.utf8)
        return EventFields(event, Classifier(architecture).facts(for: event))
    }

    @Test(
        arguments: [
            ("eventName", ["GetSecretValue"]),
            ("requestParameters.secretId", ["prod/orders/mongodb"]),
            ("readOnly", ["true"]), ("requestParameters.n", ["1.50"]),
            // Each text once, in the record's order; nothing of null.
            ("requestParameters.list", ["b", "a", #"{"k":"x"}"#]),
            ("requestParameters.list.k", ["x"]),
            ("requestParameters.dotted.key", ["d"]), ("requestParameters.empty", [""]),
            ("requestParameters.text", ["a\"é\n"]),
            ("errorCode", []), ("errorMessage", []), ("requestParameters.none.at.all", []),
            ("", []), (".", []), ("eventname", []), ("audit.no.such.field", []),
            ("audit.secret.name", ["prod/orders/mongodb"]), ("audit.denied", ["false"]),
        ] as [(String, [String])]
    )
    func texts(name: String, texts: [String]) throws {
        #expect(try fields().texts(name) == texts)
    }

    @Test func theRecordsOwnFieldsAreObserved() throws {
        let fields = try fields()
        #expect(fields.provenance("eventName") == .observed)
        #expect(fields.provenance("audit.no.such.field") == .observed)
        #expect(fields.provenance("audit.secret.environment") == .guessed)
    }

    @Test func whatIsDeclaredIsDeclared() throws {
        let architecture = try Architecture(
            yaml: Array(
                "environments: {prod: {accounts: ['510000000001'], production: true}}".utf8
            ),
            file: "audit.yaml"
        )
        let fields = try fields(architecture)
        #expect(fields.provenance("audit.environment") == .declared)
        #expect(fields.texts("audit.environment") == ["prod"])
    }
}
