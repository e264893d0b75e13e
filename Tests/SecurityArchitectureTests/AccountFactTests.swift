import AuditTestSupport
import Testing

@testable import SecurityArchitecture

/// Whose accounts, endpoints, networks and principals are: what is not declared is not innocent.
struct AccountFactTests {
    private static let yaml = """
        environments:
          prod: {accounts: "510000000001", roles: "*-prod"}
          staging: {accounts: "520000000002"}
        organizations:
          o-acme12345678: {accounts: "540000000004"}
        networks: {office: 203.0.113.0/28}
        people: {roles: AWSReservedSSO_*}
        """

    private func value(
        _ field: FactField,
        of fields: String,
        _ yaml: String = Self.yaml
    ) throws -> [String] {
        let event = try event(fields)
        let reader = FactReader(Classifier(try architecture(yaml)))
        reader.begin(event)
        let lazy = reader.value(of: field)?.texts ?? []
        #expect(
            reader.classifier.facts(for: event).value(of: field, in: event)?.texts ?? [] == lazy
        )
        return lazy
    }

    @Test(
        arguments: [
            (#"{"userId":"510000000001"}"#, ["own"]),
            (#"{"add":{"items":[{"userId":"520000000002"}]}}"#, ["declared"]),
            (#"{"accountIdsToAdd":["540000000004"]}"#, ["organization"]),
            (#"{"accountId":999900001111}"#, ["foreign"]),
            (#"{"layers":["arn:aws:lambda:eu-west-1:999900001111:layer:x:1"]}"#, ["foreign"]),
            (#"{"image":"999900001111.dkr.ecr.eu-west-1.amazonaws.com/x:1"}"#, ["foreign"]),
            (#"{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/999900001111/q"}"#, ["foreign"]),
            (#"{"arn":"arn:aws:organizations::5:ou/o-acme12345678/ou-1"}"#, ["organization"]),
            (#"{"arn":"arn:aws:organizations::5:ou/o-other1234567/ou-1"}"#, ["foreign"]),
            (
                #"{"a":"520000000002","b":"arn:aws:iam::999900001111:root"}"#,
                ["declared", "foreign"]
            ),
            // No accounts: a time, a size, a token, a document, a policy of AWS.
            (#"{"startTime":176400000000,"clientToken":"176400000000"}"#, []),
            (#"{"policy":"{\"AWS\":\"999900001111\"}"}"#, []),
            (#"{"policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}"#, []),
            ("null", []),
        ]
    )
    func accountsOfARequestAreToldApart(request: String, relations: [String]) throws {
        let fields = #""eventName":"X","requestParameters":\#(request)"#
        #expect(try value(.accountRelation, of: fields) == relations)
    }

    @Test func otherAccountsAreNamed() throws {
        let fields = #""requestParameters":{"a":["510000000001","999900001111","520000000002"]}"#
        #expect(try value(.accountID, of: fields) == ["999900001111", "520000000002"])
    }

    @Test(
        arguments: [
            ("510000000001", ["own"]), ("520000000002", ["declared"]),
            ("999900001111", ["foreign"]), ("", []),
        ]
    )
    func endpointsAreToldApart(account: String, relation: [String]) throws {
        let fields = #""vpcEndpointId":"vpce-1","vpcEndpointAccountId":"\#(account)""#
        #expect(try value(.endpointAccount, of: fields) == relation)
    }

    @Test(
        arguments: [
            ("203.0.113.3", ["declared"]), ("45.83.64.11", ["undeclared"]), ("10.1.2.3", []),
            ("ec2.amazonaws.com", []), ("AWS Internal", []),
        ]
    )
    func networksAreDeclaredOrNot(address: String, status: [String]) throws {
        let fields = #""sourceIPAddress":"\#(address)""#
        #expect(try value(.networkStatus, of: fields) == status)
        #expect(try value(.networkStatus, of: fields, "guess: true").isEmpty)
    }

    @Test(
        arguments: [
            (role("AWSReservedSSO_Admin_0123"), ["declared"]), (role("orders-prod"), ["declared"]),
            (role("ops-tool"), ["undeclared"]), (role("deploy-all"), ["undeclared"]),
            (role("AWSServiceRoleForConfig"), []),
            (#""userIdentity":{"type":"Root","accountId":"510000000001"}"#, []),
            (#""userIdentity":{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#, []),
            (
                #""userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::5:user/x","userName":"x"}"#,
                ["undeclared"]
            ),
        ]
    )
    func principalsAreDeclaredOrNot(identity: String, status: [String]) throws {
        #expect(try value(.principalStatus, of: identity) == status)
        #expect(try value(.principalStatus, of: identity, "guess: true").isEmpty)
    }

    /// Names speak only where no rotator is declared.
    @Test(
        arguments: [
            ("rotate-orders", "guess: true", "true"), ("orders", "guess: true", "false"),
            ("rotate-orders", "guess: false", "false"),
            ("turn", "secrets: {a: {names: a, rotation: {by: turn}}}", "true"),
            ("rotate-orders", "secrets: {a: {names: a, rotation: {by: turn}}}", "false"),
        ]
    )
    func rotatorsAreDeclaredOrGuessed(name: String, yaml: String, value: String) throws {
        #expect(try self.value(.principalRotator, of: role(name), yaml) == [value])
    }

    /// CloudFormation, the console's sign-in and Cloud9 do what the caller ordered.
    @Test(
        arguments: [
            ("cloudformation.amazonaws.com", "anna", "false"),
            ("signin.amazonaws.com", "anna", "false"), ("cloud9.amazonaws.com", "anna", "false"),
            ("autoscaling.amazonaws.com", "anna", "true"), ("AWS Internal", "anna", "true"),
            ("cloudformation.amazonaws.com", "AWSCloudFormation", "true"),
        ]
    )
    func orderedCallsAreTheCallers(service: String, session: String, value: String) throws {
        let identity = role("ops", session: session).dropLast()
        let fields = identity + #","invokedBy":"\#(service)"}"#
        #expect(try self.value(.forwarded, of: String(fields)) == [value])
    }

    @Test(
        arguments: [
            "organizations: acme", "organizations: [o-acme12345678, o-acme12345678]",
            "organizations: {o-acme12345678: {accounts: '12'}}", "organizations: {o-x: {}}",
            "organizations: {o-acme12345678: {members: []}}", "organizations:",
        ]
    )
    func organizationsAreChecked(yaml: String) {
        #expect(problems(yaml).count == 1)
    }

    @Test(
        arguments: [
            ("organizations: o-acme12345678", []),
            ("organizations: {o-acme12345678: {accounts: ['540000000004']}}", ["540000000004"]),
            ("organizations: {o-acme12345678: }", []),
        ]
    )
    func organizationsAreRead(yaml: String, accounts: [String]) throws {
        #expect(
            try architecture(yaml).organizations
                == [Organization(id: "o-acme12345678", accounts: accounts)]
        )
    }
}
