import AuditTestSupport
import CloudTrail
import Testing

@testable import SecurityArchitecture

/// What the derived fields say of the policy that a call sets.
struct PolicyFactTests {
    private static let yaml = """
        environments: {prod: {accounts: "510000000001"}, staging: {accounts: "520000000002"}}
        deployment-roles:
          deploy-prod:
            assumed-by: "repo:acme/shop:ref:refs/heads/main"
            provider: token.actions.githubusercontent.com
          deploy-dev:
            assumed-by: "repo:acme/shop:ref:refs/heads/*"
            provider: token.actions.githubusercontent.com
        """

    private func value(_ field: FactField, of fields: String) throws -> [String] {
        let event = try event(fields)
        let reader = FactReader(Classifier(try architecture(Self.yaml)))
        reader.begin(event)
        let lazy = reader.value(of: field)?.texts ?? []
        #expect(
            reader.classifier.facts(for: event).value(of: field, in: event)?.texts ?? [] == lazy
        )
        return lazy
    }

    private func bucketPolicy(_ statements: String) -> String {
        #""eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","#
            + #""requestParameters":{"bucketName":"b","bucketPolicy":{"Statement":[\#(statements)]}}"#
    }

    @Test func aPairIsOfOneStatement() throws {
        let fields = bucketPolicy(
            #"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"},"#
                + #"{"Effect":"Deny","Principal":{"AWS":"999900001111"},"Action":"*","Resource":"*"}"#
        )
        #expect(try value(.policyGrants, of: fields) == ["everybody:data"])
        #expect(try value(.policyGrantees, of: fields) == ["everybody"])
        #expect(try value(.policyActions, of: fields) == ["data"])
        #expect(try value(.policyUnreadable, of: fields).isEmpty)
    }

    @Test func declaredAccountsAreNotForeign() throws {
        let allow = #"{"Effect":"Allow","Principal":{"AWS":"520000000002"},"Action":"s3:Get*"}"#
        #expect(try value(.policyGrantees, of: bucketPolicy(allow)) == ["declared-account"])
    }

    @Test func aPolicyThatIsMissingIsSaid() throws {
        let fields =
            #""eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","#
            + #""requestParameters":{"bucketName":"b"}"#
        #expect(try value(.policyUnreadable, of: fields) == ["missing"])
        #expect(try value(.policyGrants, of: fields).isEmpty)
    }

    @Test func otherCallsHaveNoPolicy() throws {
        let fields =
            #""eventSource":"s3.amazonaws.com","eventName":"DeleteBucket","#
            + #""requestParameters":{"bucketName":"b"}"#
        for field in [FactField.policyGrants, .policyActions, .policyUnreadable, .policySubjects] {
            #expect(try value(field, of: fields).isEmpty)
        }
    }

    @Test(
        arguments: [
            ("deploy-prod", #""StringEquals""#, "repo:acme/shop:ref:refs/heads/main", ["declared"]),
            ("deploy-prod", #""StringLike""#, "repo:acme/shop:ref:refs/heads/main", ["declared"]),
            ("deploy-prod", #""StringLike""#, "repo:acme/shop:*", ["undeclared"]),
            ("deploy-prod", #""StringEquals""#, "repo:evil/x:ref:refs/heads/main", ["undeclared"]),
            (
                "deploy-prod", #""StringEqualsIfExists""#, "repo:acme/shop:ref:refs/heads/main",
                ["undeclared"]
            ),
            ("deploy-dev", #""StringLike""#, "repo:acme/shop:ref:refs/heads/*", ["declared"]),
            ("deploy-dev", #""StringLike""#, "repo:acme/shop:ref:refs/heads/f-*", ["declared"]),
            ("deploy-dev", #""StringEquals""#, "repo:acme/shop:ref:refs/heads/f", ["declared"]),
            ("deploy-dev", #""StringLike""#, "repo:acme/shop:*", ["undeclared"]),
            ("some-role", #""StringLike""#, "repo:acme/shop:*", []),
        ]
    )
    func subjectsOfATrustAreComparedWithTheDeclaration(
        role: String,
        test: String,
        subject: String,
        status: [String]
    ) throws {
        for (issuer, expected) in [
            ("token.actions.githubusercontent.com", status),
            ("other.example", status.isEmpty ? [] : ["undeclared"]),
        ] {
            let policy =
                #"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","#
                + #""Principal":{"Federated":"arn:aws:iam::510000000001:oidc-provider/\#(issuer)"},"#
                + #""Condition":{\#(test):{"\#(issuer):sub":"\#(subject)"}}}}"#
            let fields =
                #""eventSource":"iam.amazonaws.com","eventName":"UpdateAssumeRolePolicy","#
                + #""requestParameters":{"roleName":"\#(role)","policyDocument":"#
                + "\"" + policy.replacing("\"", with: "\\\"") + "\"}"
            #expect(try value(.policySubjects, of: fields) == expected)
        }
    }

    @Test func aTrustWithoutSubjectIsUndeclared() throws {
        let fields =
            #""eventSource":"iam.amazonaws.com","eventName":"UpdateAssumeRolePolicy","#
            + #""requestParameters":{"roleName":"deploy-prod","policyDocument":{"Statement":{"#
            + #""Effect":"Allow","Principal":{"Federated":"arn:aws:iam::5:saml-provider/x"}}}}"#
        #expect(try value(.policySubjects, of: fields) == ["undeclared"])
    }
}
