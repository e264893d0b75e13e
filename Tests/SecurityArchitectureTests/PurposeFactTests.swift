import AuditTestSupport
import Testing

@testable import SecurityArchitecture

/// What buckets and functions are for, by declaration or else by their names.
struct PurposeFactTests {
    private static let declared = """
        environments: {prod: {accounts: "510000000001"}}
        logs: {buckets: [acme-evidence-*, acme-trail]}
        secrets:
          mongodb: {names: prod/orders/mongodb, rotation: {max-age: 30d, functions: credentials-*}}
        """

    private func purpose(
        of name: String,
        in service: String = "s3",
        _ yaml: String = "{}"
    ) throws -> (String?, Provenance) {
        let parameter = service == "s3" ? "bucketName" : "functionName"
        let event = try event(
            #""eventSource":"\#(service).amazonaws.com","eventName":"X","requestParameters":{"\#(parameter)":"\#(name)"}"#
        )
        let facts = Classifier(try architecture(yaml)).facts(for: event)
        let value = facts.value(of: .targetPurpose, in: event)?.texts.first
        return (value, facts.provenance(of: .targetPurpose, in: event))
    }

    @Test(
        arguments: [
            "acme-cloudtrail-510", "aws-securitylake-data", "audit-files", "acme-alb-logs",
            "logs-of-orders", "acme-log-archive",
        ]
    )
    func `A bucket is guessed to keep logs by its name`(name: String) throws {
        #expect(try purpose(of: name) == ("logs", .guessed))
        #expect(try purpose(of: name, "guess: false").0 == nil)
    }

    @Test(arguments: ["acme-data", "catalog-images", "login-pages"])
    func `Other buckets keep none`(name: String) throws {
        #expect(try purpose(of: name).0 == nil)
    }

    @Test
    func `Where buckets are declared, names say nothing`() throws {
        #expect(try purpose(of: "acme-evidence-1", Self.declared) == ("logs", .declared))
        #expect(try purpose(of: "acme-alb-logs", Self.declared).0 == nil)
    }

    @Test(
        arguments: [
            "rotate-mongodb", "rotate-mongodb:live", "510000000001:function:rotate-mongodb",
            "arn:aws:lambda:eu-west-1:510000000001:function:rotate-mongodb:3",
        ]
    )
    func `A function is known by each of its spellings`(name: String) throws {
        #expect(try purpose(of: name, in: "lambda") == ("rotation", .guessed))
        #expect(try purpose(of: name, in: "lambda", Self.declared).0 == nil)
        let other = name.replacing("rotate-mongodb", with: "credentials-mongodb")
        #expect(try purpose(of: other, in: "lambda").0 == nil)
        #expect(try purpose(of: other, in: "lambda", Self.declared) == ("rotation", .declared))
    }

    @Test
    func `An alert that rests on a name says so`() throws {
        let event = try event(
            #""eventSource":"s3.amazonaws.com","eventName":"DeleteBucket","recipientAccountId":"1","requestParameters":{"bucketName":"acme-cloudtrail"}"#
        )
        let facts = Classifier(.guessed).facts(for: event)
        #expect(facts.value(of: .basis, in: event) == .text("guessed"))
    }
}
