import AuditIndex
import SecurityArchitecture
import Testing

struct SecretPatternTests {
    private static let place = SecretReference.Place(
        accountID: "510000000001",
        region: "eu-west-1"
    )
    private static let secret = SecretReference(secret: "prod/orders/mongodb", in: place)
    private static let arn = "arn:aws:secretsmanager:eu-west-1:510000000001:secret:"

    @Test(
        arguments: [
            "prod/orders/mongodb", "prod/*", "PROD/orders/mongod?", "*:secret:prod/*",
            "\(arn)prod/orders/mongodb", "\(arn)prod/orders/mongodb-Xy12Ab",
            "prod/orders/mongodb-Xy12Ab",
        ]
    )
    func `A secret is found by`(pattern: String) throws {
        #expect(try SecretPattern(pattern).matches(Self.secret))
    }

    @Test(
        arguments: [
            "mongodb", "prod/orders", "prod/orders/mongodb-Xy12A", "prod/orders/mongodb-Xy12A*",
            "arn:aws:secretsmanager:eu-west-1:520000000002:secret:prod/orders/mongodb-Xy12Ab",
            "arn:aws:secretsmanager:us-east-1:510000000001:secret:prod/orders/mongodb",
        ]
    )
    func `Another is not`(pattern: String) throws {
        #expect(try !SecretPattern(pattern).matches(Self.secret))
    }

    @Test
    func `A name that ends in a word is not cut`() throws {
        let pattern = try SecretPattern("prod/client-secret")
        #expect(pattern.matches(SecretReference(secret: "prod/client-secret", in: Self.place)))
        #expect(!pattern.matches(SecretReference(secret: "prod/client", in: Self.place)))
    }

    @Test
    func `Parameters are found by name and ARN`() throws {
        let parameter = SecretReference(parameter: "/prod/orders/key", in: Self.place)
        #expect(try SecretPattern("/prod/*").matches(parameter))
        #expect(
            try SecretPattern("arn:aws:ssm:eu-west-1:510000000001:parameter/prod/orders/key")
                .matches(parameter)
        )
        #expect(try !SecretPattern("/prod/orders/key-Xy12Ab").matches(parameter))
    }
}
