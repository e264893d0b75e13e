import CloudTrail
import SecurityArchitecture
import Testing

@Suite struct SecurityGroupFactTests {
    static let yaml = """
        environments: {prod: {accounts: "510000000001"}, dev: {accounts: "530000000003"}}
        security-groups:
          ALB-SG: {id: sg-0a1b000000000000a, Ingress: ["80/443 from 0.0.0.0/0"]}
          Private-SG:
            ids: {prod: sg-0c2d00000000000aa, dev: sg-0c2d00000000000bb}
            Ingress: ["8080 from ALB-SG", "443 from pl-0123456789abcdef0"]
            Egress: ["27017 to DB-SG", "443 to 0.0.0.0/0"]
          DB-SG:
            ids: {prod: sg-0db000000000000aa, dev: sg-0db000000000000bb}
            Ingress: ["27017 from Private-SG"]
            Egress: ["None"]
          Legacy: {Ingress: ["22 from 10.0.0.0/8"]}
        """
    static let database = "sg-0db000000000000aa"
    static let services = "sg-0c2d00000000000aa"

    /// An `AuthorizeSecurityGroupIngress` of the database, unless it says otherwise.
    private static func call(
        _ name: String = "AuthorizeSecurityGroupIngress",
        _ request: String,
        response: String = #"{"_return":true}"#
    ) throws -> Event {
        try event(
            #""eventSource":"ec2.amazonaws.com","eventName":"\#(name)","#
                + #""requestParameters":\#(request),"responseElements":\#(response),"#
                + role("deploy-prod")
        )
    }

    private static func permission(
        _ group: String,
        _ proto: String,
        _ ports: String,
        _ peer: String
    ) -> String {
        #"{"groupId":"\#(group)","ipPermissions":{"items":[{"ipProtocol":"\#(proto)"\#(ports),"#
            + #"\#(peer)}]}}"#
    }

    private static func ports(_ first: Int, _ last: Int) -> String {
        #","fromPort":\#(first),"toPort":\#(last)"#
    }

    private static func group(_ id: String) -> String {
        #""groups":{"items":[{"groupId":"\#(id)"}]},"ipRanges":{},"ipv6Ranges":{},"prefixListIds":{}"#
    }

    private static func block(_ cidr: String) -> String {
        cidr.contains(":")
            ? #""ipv6Ranges":{"items":[{"cidrIpv6":"\#(cidr)"}]},"ipRanges":{}"#
            : #""ipRanges":{"items":[{"cidrIp":"\#(cidr)"}]},"ipv6Ranges":{}"#
    }

    private func values(
        _ event: Event,
        _ field: FactField,
        _ yaml: String = Self.yaml
    ) throws -> [String] {
        let facts = Classifier(try architecture(yaml)).facts(for: event)
        return facts.value(of: field, in: event)?.texts ?? []
    }

    private static let cases: [(String, [String], String)] = [
        (permission(database, "tcp", ports(27017, 27017), group(services)), ["declared"], ""),
        (
            permission(database, "tcp", ports(27017, 27018), group(services)), ["wider"],
            "27017-27018 from Private-SG"
        ),
        (permission(database, "udp", ports(27017, 27017), group(services)), ["wider"], ""),
        (permission(database, "-1", "", group(services)), ["wider"], "All from Private-SG"),
        (
            permission(database, "-1", ports(-1, -1), block("0.0.0.0/0")), ["undeclared", "world"],
            "All from 0.0.0.0/0"
        ),
        (
            permission(database, "tcp", ports(27017, 27017), block("::/0")),
            ["undeclared", "world"], "27017 from ::/0"
        ),
        // Half of the internet.
        (
            permission(database, "tcp", ports(27017, 27017), block("128.0.0.0/1")),
            ["undeclared", "world"], ""
        ),
        (permission(database, "tcp", ports(27017, 27017), block("10.0.0.0/8")), ["undeclared"], ""),
        // The services of another environment.
        (
            permission(database, "tcp", ports(27017, 27017), group("sg-0c2d00000000000bb")),
            ["undeclared"], "27017 from Private-SG (dev)"
        ),
        (
            permission(database, "tcp", ports(22, 22), group("sg-0fff000000000000f")),
            ["undeclared"], "22 from sg-0fff000000000000f"
        ),
        (
            permission(
                database,
                "tcp",
                ports(22, 22),
                #""groups":{"items":[{"groupId":"sg-0fff000000000000f","userId":"990000000009"}]}"#
            ), ["undeclared"], "22 from 990000000009/sg-0fff000000000000f"
        ),
        // A name anybody can give a group.
        (
            permission(
                database,
                "tcp",
                ports(27017, 27017),
                #""groups":{"items":[{"groupName":"Private-SG"}]}"#
            ), ["undeclared"], "27017 from Private-SG"
        ),
        (
            permission(database, "icmp", ports(8, -1), block("10.0.0.0/8")), ["undeclared"],
            "icmp from 10.0.0.0/8"
        ),
        (permission(database, "tcp", ports(22, 22), block("10.0.0.x")), ["unreadable"], ""),
        (
            permission(
                services,
                "tcp",
                ports(443, 443),
                #""prefixListIds":{"items":[{"prefixListId":"pl-0123456789abcdef0"}]}"#
            ),
            ["declared"], ""
        ),
        (
            permission(
                services,
                "tcp",
                ports(443, 443),
                #""prefixListIds":{"items":[{"prefixListId":"pl-0fff456789abcdef0"}]}"#
            ),
            ["undeclared"], "443 from pl-0fff456789abcdef0"
        ),
        (
            permission("sg-0a1b000000000000a", "tcp", ports(443, 443), block("0.0.0.0/0")),
            ["declared"], ""
        ),
        (
            permission("sg-0a1b000000000000a", "tcp", ports(443, 443), block("::/0")),
            ["undeclared", "world"], ""
        ),
        (
            permission("sg-0a1b000000000000a", "tcp", ports(80, 443), block("0.0.0.0/0")),
            ["wider", "world"], "80-443 from 0.0.0.0/0"
        ),
        (
            permission("sg-0eee000000000000e", "tcp", ports(22, 22), block("10.0.0.0/8")),
            ["undeclared-group"], "22 from 10.0.0.0/8"
        ),
        (
            permission("sg-0eee000000000000e", "tcp", ports(22, 22), block("0.0.0.0/0")),
            ["undeclared-group", "world"], ""
        ),
        // The flat form.
        (
            #"{"groupId":"\#(database)","ipPermissions":{},"ipProtocol":"tcp","fromPort":22,"toPort":22,"cidrIp":"0.0.0.0/0"}"#,
            ["undeclared", "world"], "22 from 0.0.0.0/0"
        ),
        (
            #"{"groupName":"Legacy","ipProtocol":"tcp","fromPort":22,"toPort":22,"cidrIp":"10.1.0.0/16"}"#,
            ["declared"], ""
        ),
        (
            #"{"groupId":"\#(database)","sourceSecurityGroupName":"default","sourceSecurityGroupOwnerId":"990000000009"}"#,
            ["undeclared"], "All from 990000000009/default"
        ),
        (#"{"groupId":"\#(database)","ipPermissions":{}}"#, [], ""),
        ("null", [], ""),
    ]

    @Test(arguments: cases)
    func ingressIsChecked(request: String, verdicts: [String], rule: String) throws {
        let event = try Self.call("AuthorizeSecurityGroupIngress", request)
        #expect(try values(event, .securityGroupVerdict) == verdicts)
        if !rule.isEmpty { #expect(try values(event, .securityGroupRule) == [rule]) }
    }

    @Test func breachNamesGroupAndLine() throws {
        let event = try Self.call(
            "AuthorizeSecurityGroupIngress",
            Self.permission(Self.database, "tcp", Self.ports(22, 22), Self.block("0.0.0.0/0"))
        )
        #expect(try values(event, .securityGroupName) == ["DB-SG"])
        #expect(try values(event, .securityGroupID) == [Self.database])
        #expect(try values(event, .securityGroupLine) == ["Ingress: 27017 from Private-SG"])
        let out = try Self.call(
            "AuthorizeSecurityGroupEgress",
            Self.permission(Self.database, "-1", "", Self.block("0.0.0.0/0"))
        )
        #expect(try values(out, .securityGroupLine) == ["Egress: None"])
        #expect(try values(out, .securityGroupVerdict) == ["undeclared", "world"])
        // The same to the services, which may call the internet at 443, and at nothing else.
        let web = try Self.call(
            "AuthorizeSecurityGroupEgress",
            Self.permission(Self.services, "tcp", Self.ports(25, 25), Self.block("0.0.0.0/0"))
        )
        #expect(try values(web, .securityGroupLine) == ["Egress: 443 to 0.0.0.0/0"])
        #expect(try values(web, .securityGroupVerdict) == ["wider", "world"])
        #expect(try values(web, .securityGroupRule) == ["25 to 0.0.0.0/0"])
    }

    @Test func responseWins() throws {
        let event = try Self.call(
            "AuthorizeSecurityGroupIngress",
            #"{"groupName":"x","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":1,"toPort":1,"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"}]}}]}}"#,
            response: #"""
                {"_return":true,"securityGroupRuleSet":{"items":[
                {"groupOwnerId":"510000000001","groupId":"\#(Self.database)","securityGroupRuleId":"sgr-1",
                 "isEgress":false,"ipProtocol":"tcp","fromPort":27017,"toPort":27017,
                 "referencedGroupInfo":{"groupId":"\#(Self.services)","userId":"510000000001"},
                 "referencedGroupId":"\#(Self.services)"},
                {"groupOwnerId":"510000000001","groupId":"\#(Self.database)","securityGroupRuleId":"sgr-2",
                 "isEgress":false,"ipProtocol":"-1","fromPort":-1,"toPort":-1,"cidrIpv6":"::/0"}]}}
                """#
        )
        #expect(try values(event, .securityGroupName) == ["DB-SG"])
        #expect(try values(event, .securityGroupVerdict) == ["declared", "undeclared", "world"])
        let rules = SecurityGroupCall(event)?.rules ?? []
        #expect(rules.map(\.id) == ["sgr-1", "sgr-2"])
        #expect(rules.map(\.direction) == [.ingress, .ingress])
    }

    @Test(
        arguments: [
            (
                #"{"groupId":"sg-0db000000000000aa","securityGroupRuleIds":{"items":[{"securityGroupRuleId":"sgr-1"}]}}"#,
                #"{"_return":true}"#, ["by-id"]
            ),
            (
                permission(database, "tcp", ports(27017, 27017), group(services)),
                #"{"_return":true}"#, ["removes-declared"]
            ),
            (
                permission(database, "tcp", ports(22, 22), block("0.0.0.0/0")),
                #"{"_return":true}"#, ["removes-undeclared"]
            ),
            (
                #"{"groupId":"sg-0db000000000000aa","securityGroupRuleIds":{"items":[{"securityGroupRuleId":"sgr-1"}]}}"#,
                #"{"_return":true,"revokedSecurityGroupRuleSet":{"items":[{"securityGroupRuleId":"sgr-1","groupId":"sg-0db000000000000aa","isEgress":false,"ipProtocol":"tcp","fromPort":27017,"toPort":27017,"referencedGroupId":"sg-0c2d00000000000aa"}]}}"#,
                ["removes-declared"]
            ),
        ]
    )
    func revokesAreChecked(request: String, response: String, verdicts: [String]) throws {
        let event = try Self.call("RevokeSecurityGroupIngress", request, response: response)
        #expect(try values(event, .securityGroupVerdict) == verdicts)
    }

    @Test(
        arguments: [
            (
                #""IpProtocol":"tcp","FromPort":22,"ToPort":22,"CidrIpv4":"0.0.0.0/0""#,
                ["wider", "world"]
            ),
            (
                #""IpProtocol":"tcp","FromPort":443,"ToPort":443,"CidrIpv4":"0.0.0.0/0""#,
                ["declared", "by-id"]
            ),
            (#""IpProtocol":"-1","CidrIpv6":"::/0""#, ["undeclared", "world"]),
            (
                #""IpProtocol":"tcp","FromPort":8080,"ToPort":9090,"ReferencedGroupId":"sg-0a1b000000000000a""#,
                ["wider"]
            ),
        ]
    )
    func editsAreChecked(rule: String, verdicts: [String]) throws {
        let one = #"{"SecurityGroupRuleId":"sgr-1","SecurityGroupRule":{\#(rule)}}"#
        for rules in [one, "[\(one)]"] {
            let event = try Self.call(
                "ModifySecurityGroupRules",
                #"{"ModifySecurityGroupRulesRequest":{"GroupId":"\#(Self.services)","SecurityGroupRule":\#(rules)}}"#
            )
            #expect(try values(event, .securityGroupVerdict) == verdicts)
            #expect(try values(event, .securityGroupName) == ["Private-SG"])
            #expect(try values(event, .securityGroupRule).allSatisfy { $0.contains("from or to") })
        }
    }

    @Test(
        arguments: [
            (
                "CreateSecurityGroup", #"{"groupName":"open","vpcId":"vpc-1"}"#,
                #"{"groupId":"sg-0eee000000000000e"}"#, ["undeclared-group"], []
            ),
            // A declared name is no proof where ids are declared.
            (
                "CreateSecurityGroup", #"{"groupName":"DB-SG"}"#,
                #"{"groupId":"sg-0eee000000000000e"}"#, ["undeclared-group"], []
            ),
            ("CreateSecurityGroup", #"{"groupName":"Legacy"}"#, "null", ["declared"], ["Legacy"]),
            (
                "CreateSecurityGroup", #"{"groupName":"DB-SG"}"#,
                #"{"groupId":"sg-0db000000000000aa"}"#, ["declared"], ["DB-SG"]
            ),
            (
                "DeleteSecurityGroup", #"{"groupId":"sg-0db000000000000aa"}"#, "null",
                ["deletes-declared"], ["DB-SG"]
            ),
            (
                "DeleteSecurityGroup", #"{"groupId":"sg-0eee000000000000e"}"#, "null",
                ["undeclared-group"], []
            ),
            (
                "ModifyNetworkInterfaceAttribute",
                #"{"networkInterfaceId":"eni-1","groupSet":{"items":[{"groupId":"sg-0db000000000000aa"},{"groupId":"sg-0eee000000000000e"}]}}"#,
                "null", ["attaches", "undeclared-group"], ["DB-SG"]
            ),
            (
                "ModifyInstanceAttribute",
                #"{"instanceId":"i-1","groupSet":{"items":[{"groupId":"sg-0db000000000000aa"}]}}"#,
                "null", ["attaches"], ["DB-SG"]
            ),
            (
                "ModifyInstanceAttribute",
                #"{"instanceId":"i-1","sourceDestCheck":{"value":false}}"#, "null", [], []
            ),
            (
                "DescribeSecurityGroups",
                #"{"securityGroupSet":{"items":[{"groupId":"sg-0db000000000000aa"}]}}"#, "null", [],
                []
            ),
        ] as [(String, String, String, [String], [String])]
    )
    func groupsAreJudged(
        name: String,
        request: String,
        response: String,
        verdicts: [String],
        names: [String]
    ) throws {
        let event = try Self.call(name, request, response: response)
        #expect(try values(event, .securityGroupVerdict) == verdicts)
        #expect(try values(event, .securityGroupName) == names)
    }

    @Test func withoutDeclaredGroupsOnlyTheWorldIsReported() throws {
        let request = { Self.permission(Self.database, "tcp", Self.ports(22, 22), Self.block($0)) }
        let open = try Self.call("AuthorizeSecurityGroupIngress", request("0.0.0.0/0"))
        let narrow = try Self.call("AuthorizeSecurityGroupIngress", request("10.0.0.0/8"))
        #expect(try values(open, .securityGroupVerdict, "guess: true") == ["world"])
        #expect(try values(narrow, .securityGroupVerdict, "guess: true") == [])
        #expect(try values(narrow, .securityGroupID, "guess: true") == [Self.database])
    }

    @Test func loadBalancersHaveGroupsToo() throws {
        let event = try event(
            #""eventSource":"elasticloadbalancing.amazonaws.com","eventName":"SetSecurityGroups","#
                + #""requestParameters":{"loadBalancerArn":"arn:a","securityGroups":["sg-0eee000000000000e"]},"#
                + role("ops")
        )
        #expect(try values(event, .securityGroupVerdict) == ["attaches", "undeclared-group"])
        #expect(try values(event, .securityGroupID) == ["sg-0eee000000000000e"])
    }

    @Test func deniedCallNamesItsGroupInTheMessage() throws {
        let event = try event(
            #""eventSource":"ec2.amazonaws.com","eventName":"AuthorizeSecurityGroupIngress","#
                + #""errorCode":"Client.UnauthorizedOperation","errorMessage":"User: a is not authorized to perform: ec2:AuthorizeSecurityGroupIngress on resource: arn:aws:ec2:eu-west-1:510000000001:security-group/\#(Self.database) because no policy","#
                + role("ops")
        )
        #expect(try values(event, .securityGroupName) == ["DB-SG"])
        #expect(try values(event, .securityGroupVerdict) == [])
    }
}
