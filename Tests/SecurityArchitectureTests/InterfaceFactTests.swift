import SecurityArchitecture
import Testing

@Suite struct InterfaceFactTests {
    static let yaml = """
        environments: {prod: {accounts: "510000000001"}}
        subnets:
          public: {ids: [subnet-0aaa000000000000a], route-tables: [rtb-0aaa000000000000a]}
          private: {ids: [subnet-0bbb000000000000b], route-tables: [rtb-0bbb000000000000b]}
          isolated: subnet-0ccc000000000000c
        signing-keys:
          jwt:
            keys: [alias/jwt, "arn:aws:kms:eu-west-1:510000000001:key/6d3be109-0161-44aa-85b7-8fb768d9a29b"]
            algorithm: RS256
            signers: auth
          other: {keys: alias/other}
        api:
          keys: [k123]
          usage-plans: [p123]
          web-acls: ["arn:aws:wafv2:eu-west-1:510000000001:regional/webacl/shop/1234"]
          cors-origins: https://shop.acme.example
        mtls:
          listeners: arn:aws:elasticloadbalancing:eu-west-1:510000000001:listener/app/a/0123/4567
          trust-stores: arn:aws:elasticloadbalancing:eu-west-1:510000000001:truststore/a/0123
        """

    private func values(
        _ service: String,
        _ name: String,
        _ request: String,
        _ field: FactField,
        by caller: String = "auth",
        more: String = "",
        yaml: String = Self.yaml
    ) throws -> [String] {
        let event = try event(
            #""eventSource":"\#(service).amazonaws.com","eventName":"\#(name)","#
                + #""requestParameters":\#(request)\#(more),"# + role(caller)
        )
        return Classifier(try architecture(yaml)).facts(for: event).value(of: field, in: event)?
            .texts ?? []
    }

    @Test(
        arguments: [
            (
                "CreateRoute", #"{"routeTableId":"rtb-0bbb000000000000b","gatewayId":"igw-1"}"#,
                ["private"]
            ),
            (
                "AssociateRouteTable",
                #"{"routeTableId":"rtb-0aaa000000000000a","subnetId":"subnet-0bbb000000000000b"}"#,
                ["public", "private"]
            ),
            (
                "ModifySubnetAttribute",
                #"{"subnetId":"subnet-0ccc000000000000c","mapPublicIpOnLaunch":{"value":true}}"#,
                ["isolated"]
            ),
            ("CreateRoute", #"{"routeTableId":"rtb-0fff000000000000f"}"#, []),
            ("DescribeSubnets", #"{"subnetId":"subnet-0ccc000000000000c"}"#, []),
        ]
    )
    func subnetsHaveTiers(name: String, request: String, tiers: [String]) throws {
        #expect(Set(try values("ec2", name, request, .subnetTier)) == Set(tiers))
    }

    @Test(
        arguments: [
            (#"{"keyId":"alias/jwt"}"#, "jwt"),
            (#"{"keyId":"arn:aws:kms:eu-west-1:510000000001:alias/jwt"}"#, "jwt"),
            (#"{"keyId":"6d3be109-0161-44aa-85b7-8fb768d9a29b"}"#, "jwt"),
            (
                #"{"keyId":"arn:aws:kms:eu-west-1:510000000001:key/6d3be109-0161-44aa-85b7-8fb768d9a29b"}"#,
                "jwt"
            ),
            (
                #"{"aliasName":"alias/jwt","targetKeyId":"00000000-0161-44aa-85b7-8fb768d9a29b"}"#,
                "jwt"
            ),
            (
                #"{"aliasName":"alias/new","targetKeyId":"6d3be109-0161-44aa-85b7-8fb768d9a29b"}"#,
                "jwt"
            ),
            (#"{"keyId":"alias/other"}"#, "other"), (#"{"keyId":"alias/jwt2"}"#, nil),
            ("null", nil),
        ] as [(String, String?)]
    )
    func keysAreFound(request: String, name: String?) throws {
        #expect(
            try values("kms", "GetPublicKey", request, .signingKeyName) == [name].compactMap(\.self)
        )
        #expect(try values("ec2", "GetPublicKey", request, .signingKeyName) == [])
    }

    @Test func keyIsFoundAmongTheResources() throws {
        let more =
            #","resources":[{"ARN":"arn:aws:kms:eu-west-1:510000000001:key/6d3be109-0161-44aa-85b7-8fb768d9a29b"}]"#
        #expect(try values("kms", "Sign", "null", .signingKeyName, more: more) == ["jwt"])
    }

    @Test(
        arguments: [
            ("auth", "alias/jwt", "declared"), ("web", "alias/jwt", "undeclared"),
            ("web", "alias/other", "unknown"), ("web", "alias/none", nil),
        ] as [(String, String, String?)]
    )
    func signersAreDeclared(caller: String, key: String, status: String?) throws {
        let request = #"{"keyId":"\#(key)"}"#
        let found = try values("kms", "Sign", request, .signingKeySigner, by: caller)
        #expect(found == [status].compactMap(\.self))
    }

    @Test(
        arguments: [
            ("alias/jwt", "RSASSA_PKCS1_V1_5_SHA_256", "declared"),
            ("alias/jwt", "RSASSA_PSS_SHA_512", "other"),
            ("alias/other", "RSASSA_PSS_SHA_512", nil),
        ] as [(String, String, String?)]
    )
    func algorithmsAreDeclared(key: String, algorithm: String, status: String?) throws {
        let request = #"{"keyId":"\#(key)","signingAlgorithm":"\#(algorithm)"}"#
        let found = try values("kms", "Sign", request, .signingKeyAlgorithm)
        #expect(found == [status].compactMap(\.self))
    }

    @Test(
        arguments: [
            ("apigateway", "CreateApi", #"{"corsConfiguration":{"allowOrigins":["*"]}}"#, ["any"]),
            (
                "apigateway", "UpdateApi",
                #"{"corsConfiguration":{"allowOrigins":["https://shop.acme.example","https://evil.example"]}}"#,
                ["declared", "undeclared"]
            ),
            (
                "apigateway", "PutIntegrationResponse",
                #"{"putIntegrationResponseInput":{"responseParameters":{"method.response.header.Access-Control-Allow-Origin":"'*'"}}}"#,
                ["any"]
            ),
            (
                "apigateway", "UpdateIntegrationResponse",
                #"{"patchOperations":[{"op":"replace","path":"/responseParameters/method.response.header.Access-Control-Allow-Origin","value":"'https://evil.example'"}]}"#,
                ["undeclared"]
            ),
            (
                "s3", "PutBucketCors",
                #"{"bucketName":"b","CORSConfiguration":{"CORSRule":{"AllowedOrigin":"*"}}}"#,
                ["any"]
            ),
            (
                "s3", "PutBucketCors",
                #"{"CORSConfiguration":{"CORSRule":[{"AllowedOrigin":["https://shop.acme.example"]}]}}"#,
                ["declared"]
            ),
            (
                "lambda", "UpdateFunctionUrlConfig20211031", #"{"cors":{"allowOrigins":["*"]}}"#,
                ["any"]
            ),
            ("s3", "PutObject", #"{"AllowedOrigin":"*"}"#, []),
            ("apigateway", "CreateApi", #"{"name":"a"}"#, []),
        ]
    )
    func originsAreFound(service: String, name: String, request: String, origins: [String]) throws {
        #expect(try values(service, name, request, .apiOrigin) == origins)
    }

    @Test func undeclaredOriginsAreNotEvaluated() throws {
        let request = #"{"corsConfiguration":{"allowOrigins":["https://evil.example"]}}"#
        #expect(
            try values("apigateway", "CreateApi", request, .apiOrigin, yaml: "guess: true") == []
        )
    }

    @Test(
        arguments: [
            (FactField.apiKey, "apigateway", "DeleteApiKey", #"{"apiKey":"k123"}"#, "declared"),
            (.apiKey, "apigateway", "DeleteApiKey", #"{"apiKey":"k999"}"#, "undeclared"),
            (
                .apiKey, "apigateway", "CreateUsagePlanKey",
                #"{"createUsagePlanKeyInput":{"keyId":"k123","keyType":"API_KEY"}}"#, "declared"
            ),
            (.apiKey, "appsync", "DeleteApiKey", #"{"apiKey":"k123"}"#, nil),
            (
                .apiUsagePlan, "apigateway", "UpdateUsagePlan", #"{"usageplanId":"p123"}"#,
                "declared"
            ),
            (
                .apiUsagePlan, "apigateway", "UpdateUsagePlan", #"{"usagePlanId":"p999"}"#,
                "undeclared"
            ),
            (.apiUsagePlan, "apigateway", "GetUsagePlans", "{}", nil),
            (
                .apiWebACL, "wafv2", "DeleteWebACL",
                #"{"name":"shop","id":"1234","scope":"REGIONAL"}"#, "declared"
            ),
            (
                .apiWebACL, "wafv2", "DeleteWebACL",
                #"{"name":"shop","id":"9999","scope":"REGIONAL"}"#, "undeclared"
            ),
            (
                .apiWebACL, "wafv2", "AssociateWebACL",
                #"{"webACLArn":"arn:aws:wafv2:eu-west-1:510000000001:regional/webacl/shop/1234","resourceArn":"arn:aws:elasticloadbalancing:eu-west-1:510000000001:loadbalancer/app/a/0123"}"#,
                "declared"
            ),
            (.apiWebACL, "wafv2", "DeleteRuleGroup", #"{"id":"1234"}"#, nil),
            (
                .mutualTLS, "elasticloadbalancing", "ModifyListener",
                #"{"listenerArn":"arn:aws:elasticloadbalancing:eu-west-1:510000000001:listener/app/a/0123/4567"}"#,
                "listener"
            ),
            (
                .mutualTLS, "elasticloadbalancing", "ModifyListener",
                #"{"listenerArn":"arn:aws:elasticloadbalancing:eu-west-1:510000000001:listener/app/a/0123/9999"}"#,
                nil
            ),
            (
                .mutualTLS, "elasticloadbalancing", "DeleteLoadBalancer",
                #"{"loadBalancerArn":"arn:aws:elasticloadbalancing:eu-west-1:510000000001:loadbalancer/app/a/0123"}"#,
                "listener"
            ),
            (
                .mutualTLS, "elasticloadbalancing", "ModifyTrustStore",
                #"{"trustStoreArn":"arn:aws:elasticloadbalancing:eu-west-1:510000000001:truststore/a/0123"}"#,
                "trust-store"
            ),
            (
                .mutualTLS, "elasticloadbalancing", "DescribeListeners",
                #"{"listenerArn":"arn:aws:elasticloadbalancing:eu-west-1:510000000001:listener/app/a/0123/4567"}"#,
                nil
            ),
        ] as [(FactField, String, String, String, String?)]
    )
    func guardsAreFound(
        field: FactField,
        service: String,
        name: String,
        request: String,
        value: String?
    ) throws {
        #expect(try values(service, name, request, field) == [value].compactMap(\.self))
        #expect(try values(service, name, request, field, yaml: "guess: true") == [])
    }

    @Test(
        arguments: [
            // A caller, an account and a network of which nothing is known.
            ("guess: true", "tool", "observed"),
            // The name of the role has an environment.
            ("guess: true", "tool-prod", "guessed"),
            ("guess: false", "tool-prod", "observed"),
            ("environments: {live: {accounts: '510000000001'}}", "tool", "declared"),
            // The role's account is declared, which wins over its name.
            ("environments: {live: {accounts: '510000000001'}}", "tool-prod", "declared"),
            // That it deploys is a guess all the same.
            ("environments: {live: {accounts: '510000000001'}}", "deploy", "guessed"),
        ]
    )
    func basisIsTheLeastSure(yaml: String, caller: String, basis: String) throws {
        let found = try values("sqs", "ListQueues", "null", .basis, by: caller, yaml: yaml)
        #expect(found == [basis])
    }
}
