import SecurityArchitecture
import Testing

@Suite struct SecretReferenceTests {
    static let place = SecretReference.Place(accountID: "510000000001", region: "eu-west-1")
    static let prefix = "arn:aws:secretsmanager:eu-west-1:510000000001:secret:"

    @Test(
        arguments: [
            ("prod/orders/mongodb", "prod/orders/mongodb", nil),
            // From a name nothing is stripped.
            ("prod/db-AbCdEf", "prod/db-AbCdEf", nil),
            (
                prefix + "prod/orders/mongodb-Xy12Ab", "prod/orders/mongodb",
                "prod/orders/mongodb-Xy12Ab"
            ),
            (prefix + "prod/orders/mongodb", "prod/orders/mongodb", nil),
            // Six lower-case letters are likelier a word than a suffix.
            (prefix + "prod/orders-client", "prod/orders-client", "prod/orders"),
            (prefix + "-Xy12Ab", "-Xy12Ab", nil),
            (prefix + "a-Xy12A", "a-Xy12A", nil),
            (prefix + "a-Xy12Ä9", "a-Xy12Ä9", nil),
        ] as [(String, String, String?)]
    )
    func nameIsRead(text: String, name: String, other: String?) {
        let reference = SecretReference(secret: text, in: Self.place)
        #expect(reference.name == name)
        #expect(reference.otherName == other)
        #expect(reference.text == text)
        #expect(reference.place == Self.place)
    }

    @Test func allSpellingsAreOneSecret() {
        let spellings = [
            "prod/orders/mongodb", Self.prefix + "prod/orders/mongodb",
            Self.prefix + "prod/orders/mongodb-Xy12Ab",
        ]
        let references = Set(spellings.map { SecretReference(secret: $0, in: Self.place) })
        #expect(references.count == 1)
        #expect(references.first?.arn == Self.prefix + "prod/orders/mongodb")
    }

    @Test func anARNNamesItsOwnPlace() {
        let arn = "arn:aws:secretsmanager:eu-central-1:520000000002:secret:a-Xy12Ab"
        let reference = SecretReference(secret: arn, in: Self.place)
        #expect(reference.place.accountID == "520000000002")
        #expect(reference.place.region == "eu-central-1")
        #expect(reference != SecretReference(secret: "a", in: Self.place))
    }

    @Test func whatAWSWroteIsObserved() {
        let arn = Self.prefix + "prod/orders-client-abcdef"
        let reference = SecretReference(secret: arn, in: Self.place, isConfirmed: true)
        #expect(reference.name == "prod/orders-client")
        #expect(reference.candidates == ["prod/orders-client"])
    }

    @Test func theKnownReadingIsUsed() {
        let reference = SecretReference(secret: Self.prefix + "prod/orders-client", in: Self.place)
        let full = reference.resolved { $0 == "prod/orders" }
        #expect(full.name == "prod/orders")
        #expect(reference.resolved { _ in true }.name == "prod/orders-client")
        #expect(reference.resolved { _ in false }.name == "prod/orders-client")
    }

    @Test(
        arguments: [
            ("/prod/smtp/password", "/prod/smtp/password"),
            ("/prod/smtp/password:3", "/prod/smtp/password"),
            ("key", "key"), ("/key", "key"), ("key:live", "key"),
            (
                "arn:aws:ssm:eu-west-1:510000000001:parameter/prod/smtp/password",
                "/prod/smtp/password"
            ),
            ("arn:aws:ssm:eu-west-1:510000000001:parameter/key", "key"),
        ]
    )
    func parameterNameIsRead(text: String, name: String) {
        let reference = SecretReference(parameter: text, in: Self.place)
        #expect(reference.name == name)
        #expect(reference.place == Self.place)
    }
}

@Suite struct SecretAccessTests {
    static let arn = SecretReferenceTests.prefix + "prod/db-Xy12Ab"

    @Test(
        arguments: [
            ("GetSecretValue", .read, #""requestParameters":{"secretId":"prod/db"}"#),
            ("GetSecretValue", .read, #""requestParameters":{"secretId":"\#(arn)"}"#),
            (
                "GetSecretValue", .read,
                #""errorCode":"AccessDenied","requestParameters":null,"errorMessage":"User: x is not authorized to perform: secretsmanager:GetSecretValue on resource: prod/db because no identity-based policy allows the action""#
            ),
            ("DescribeSecret", .describe, #""requestParameters":{"secretId":"prod/db"}"#),
            (
                "CreateSecret", .create,
                #""requestParameters":{"name":"prod/db"},"responseElements":{"arn":"\#(arn)"}"#
            ),
            (
                "DeleteSecret", .delete,
                #""requestParameters":{"secretId":"prod/db"},"responseElements":{"aRN":"\#(arn)","name":"prod/db"}"#
            ),
            (
                "RotationSucceeded", .rotate,
                #""eventType":"AwsServiceEvent","requestParameters":null,"additionalEventData":{"SecretId":"\#(arn)"}"#
            ),
            (
                "RotationFailed", .rotate,
                #""eventType":"AwsServiceEvent","serviceEventDetails":{"secretId":"\#(arn)"}"#
            ),
            (
                "StartSecretVersionDelete", .delete,
                #""eventType":"AwsServiceEvent","additionalEventData":{"ARN":"\#(arn)","Name":"prod/db"}"#
            ),
            ("PutResourcePolicy", .policy, #""requestParameters":{"secretId":"prod/db"}"#),
            ("PutSecretValue", .write, #""requestParameters":{"secretId":"prod/db"}"#),
            ("RestoreSecret", .restore, #""requestParameters":{"secretId":"prod/db"}"#),
            ("TagResource", .tag, #""requestParameters":{"secretId":"prod/db"}"#),
        ] as [(String, SecretOperation, String)]
    )
    func accessOfSecretsManager(name: String, operation: SecretOperation, fields: String) throws {
        let accesses = SecretAccess.accesses(
            in: try event(
                #""eventSource":"secretsmanager.amazonaws.com","eventName":"\#(name)",\#(fields)"#
            )
        )
        try #require(accesses.count == 1)
        #expect(accesses[0].operation == operation)
        #expect(accesses[0].reference?.name == "prod/db")
        #expect(accesses[0].outcome.isDenied == fields.contains("AccessDenied"))
    }

    @Test func versionsAndRegions() throws {
        let source = #""eventSource":"secretsmanager.amazonaws.com","eventName":"#
        let read = try event(
            source
                + #""GetSecretValue","requestParameters":{"secretId":"a","versionId":"v1","versionStage":"AWSPREVIOUS"}"#
        )
        let moved = try event(
            source
                + #""UpdateSecretVersionStage","requestParameters":{"secretId":"a","moveToVersionId":"v2","versionStage":"AWSCURRENT"}"#
        )
        let copied = try event(
            source
                + #""ReplicateSecretToRegions","requestParameters":{"secretId":"a","addReplicaRegions":[{"region":"us-east-1"}]}"#
        )
        let accesses = [read, moved, copied].flatMap { SecretAccess.accesses(in: $0) }
        #expect(accesses.map(\.versionID) == ["v1", "v2", nil])
        #expect(accesses.map(\.versionStage) == ["AWSPREVIOUS", "AWSCURRENT", nil])
        #expect(accesses.map(\.regions) == [[], [], ["us-east-1"]])
    }

    @Test(
        arguments: [
            (#""requestParameters":{"secretIdList":["a","b"]}"#, ["a", "b"]),
            (#""requestParameters":{"filters":[{"key":"name","values":["prod"]}]}"#, [nil]),
            (#""errorCode":"AccessDenied","errorMessage":"not authorized to perform: x""#, [nil]),
        ] as [(String, [String?])]
    )
    func batchIsMarked(fields: String, names: [String?]) throws {
        let accesses = SecretAccess.accesses(
            in: try event(
                #""eventSource":"secretsmanager.amazonaws.com","eventName":"BatchGetSecretValue",\#(fields)"#
            )
        )
        #expect(accesses.map { $0.reference?.name } == names)
        #expect(accesses.allSatisfy { $0.isBatch && $0.operation == .read })
    }

    @Test(
        arguments: [
            ("GetParameter", #"{"name":"/prod/a","withDecryption":true}"#, ["/prod/a"]),
            ("GetParameter", #"{"name":"/prod/a","withDecryption":false}"#, []),
            ("GetParameter", #"{"name":"/prod/a"}"#, []),
            ("GetParameters", #"{"names":["a","b:2"],"withDecryption":true}"#, ["a", "b"]),
            ("GetParametersByPath", #"{"path":"/prod","withDecryption":true}"#, ["prod"]),
            ("PutParameter", #"{"name":"a","type":"SecureString"}"#, ["a"]),
            ("PutParameter", #"{"name":"a","type":"String"}"#, []),
            ("DeleteParameter", #"{"name":"a"}"#, ["a"]),
            ("DescribeParameters", "{}", []),
        ]
    )
    func parametersThatMayBeSecret(name: String, request: String, names: [String]) throws {
        let accesses = SecretAccess.accesses(
            in: try event(
                #""eventSource":"ssm.amazonaws.com","eventName":"\#(name)","requestParameters":\#(request)"#
            )
        )
        #expect(accesses.compactMap { $0.reference?.name } == names)
        let isCertain = request.contains("SecureString")
        #expect(accesses.allSatisfy { $0.isCertainlySecret == isCertain })
    }

    @Test(
        arguments: [
            (#"{"name":"/aws/reference/secretsmanager/prod/db"}"#, ["prod/db"], [nil], [nil]),
            (
                #"{"name":"/aws/reference/secretsmanager/prod/db:AWSPREVIOUS"}"#, ["prod/db"],
                [nil], ["AWSPREVIOUS"]
            ),
            (
                #"{"name":"/aws/reference/secretsmanager/db:77777777-0000-4000-8000-00000000000a"}"#,
                ["db"], ["77777777-0000-4000-8000-00000000000a"], [nil]
            ),
            (
                #"{"name":"arn:aws:ssm:eu-west-1:510000000001:parameter/aws/reference/secretsmanager/db"}"#,
                ["db"], [nil], [nil]
            ),
            (
                #"{"names":["/prod/a","/aws/reference/secretsmanager/prod/b:v"]}"#,
                ["/prod/a", "prod/b"], [nil, nil], [nil, "v"]
            ),
            (
                #"{"name":"/aws/reference/secretsmanager/"}"#, ["/aws/reference/secretsmanager/"],
                [nil], [nil]
            ),
        ] as [(String, [String], [String?], [String?])]
    )
    func parameterOfASecretIsTheSecret(
        request: String,
        names: [String],
        versions: [String?],
        stages: [String?]
    ) throws {
        let request = request.dropLast() + #","withDecryption":true}"#
        let accesses = SecretAccess.accesses(
            in: try event(
                #""eventSource":"ssm.amazonaws.com","eventName":"GetParameters","requestParameters":\#(request)"#
            )
        )
        #expect(accesses.map { $0.reference?.name } == names)
        #expect(accesses.map(\.versionID) == versions)
        #expect(accesses.map(\.versionStage) == stages)
        let isSecret = names.map { !$0.hasPrefix("/") }
        #expect(accesses.map { $0.reference?.store == .secretsManager } == isSecret)
        #expect(accesses.map(\.isCertainlySecret) == isSecret)
    }

    @Test func decryptionIsPartOfTheRead() throws {
        let fields =
            #""eventSource":"kms.amazonaws.com","eventName":"Decrypt","requestParameters":{"encryptionContext":{"SecretARN":"\#(Self.arn)","SecretVersionId":"v1"}}"#
        let forwarded = try event(
            fields
                + #","userIdentity":{"type":"AssumedRole","invokedBy":"secretsmanager.amazonaws.com"}"#
        )
        let direct = try event(fields)
        let accesses = [forwarded, direct].flatMap { SecretAccess.accesses(in: $0) }
        #expect(accesses.map(\.isPartOfAnother) == [true, false])
        #expect(accesses.allSatisfy { $0.reference?.name == "prod/db" && $0.versionID == "v1" })
        #expect(accesses.allSatisfy { $0.reference?.isConfirmed == true })
    }

    @Test(arguments: ["s3.amazonaws.com", "kms.amazonaws.com", "sts.amazonaws.com", ""])
    func otherEventsAccessNoSecret(source: String) throws {
        let other = try event(
            #""eventSource":"\#(source)","eventName":"Decrypt","requestParameters":{"encryptionContext":{"aws:s3:arn":"x"}}"#
        )
        #expect(SecretAccess.accesses(in: other).isEmpty)
    }
}
