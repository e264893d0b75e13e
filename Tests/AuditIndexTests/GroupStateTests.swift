import AuditTestSupport
import CloudTrail
import SecurityArchitecture
import Testing

@testable import AuditIndex

/// What is open after changes of security groups, through the index.
@Suite struct GroupStateTests {
    private static let group = "sg-0db000000000000aa"

    /// A call, and the second in which it was made.
    private struct Call {
        var second: Int64
        var name: String
        var request: String
        var response = #"{"_return":true}"#
        var flags: EventFlags = []

        static func authorize(_ second: Int64, id: String?, port: Int, cidr: String = "10.0.0.0/8")
            -> Call
        {
            let rule = #""ipProtocol":"tcp","fromPort":\#(port),"toPort":\#(port)"#
            var call = Call(
                second: second,
                name: "AuthorizeSecurityGroupIngress",
                request: request(rule, cidr)
            )
            if let id {
                call.response =
                    #"{"securityGroupRuleSet":{"items":[{"groupId":"\#(group)","isEgress":false,"#
                    + #""securityGroupRuleId":"\#(id)",\#(rule),"cidrIpv4":"\#(cidr)"}]}}"#
            }
            return call
        }

        static func revoke(_ second: Int64, id: String) -> Call {
            Call(
                second: second,
                name: "RevokeSecurityGroupIngress",
                request: #"{"groupId":"\#(group)","securityGroupRuleIds":{"items":["#
                    + #"{"securityGroupRuleId":"\#(id)"}]}}"#
            )
        }

        static func revoke(_ second: Int64, port: Int, cidr: String = "10.0.0.0/8") -> Call {
            let rule = #""ipProtocol":"tcp","fromPort":\#(port),"toPort":\#(port)"#
            return Call(
                second: second,
                name: "RevokeSecurityGroupIngress",
                request: request(rule, cidr)
            )
        }

        static func modify(_ second: Int64, id: String, port: Int) -> Call {
            Call(
                second: second,
                name: "ModifySecurityGroupRules",
                request: #"{"ModifySecurityGroupRulesRequest":{"GroupId":"\#(group)","#
                    + #""SecurityGroupRule":{"SecurityGroupRuleId":"\#(id)","SecurityGroupRule":{"#
                    + #""IpProtocol":"tcp","FromPort":\#(port),"ToPort":\#(port),"#
                    + #""CidrIpv4":"10.0.0.0/8"}}}}"#
            )
        }

        private static func request(_ rule: String, _ cidr: String) -> String {
            #"{"groupId":"\#(group)","ipPermissions":{"items":[{\#(rule),"#
                + #""ipRanges":{"items":[{"cidrIp":"\#(cidr)"}]}}]}}"#
        }
    }

    private static func batch(_ calls: [Call]) throws -> IndexBatch {
        let rows = calls.enumerated().map { number, call in
            var row = SampleRow()
            row.time += call.second
            // The ids' order is not the order in which things happened.
            row.identifier = .uuid(UInt64(calls.count - number), 1)
            row.texts = [.principal: "arn:aws:iam::510000000001:user/u\(number)"]
            return row
        }
        var batch = IndexBatch(rows)
        for (number, call) in calls.enumerated() {
            let text =
                #"{"eventTime":"2026-03-02T09:00:00Z","eventSource":"ec2.amazonaws.com","#
                + #""eventName":"\#(call.name)","requestParameters":\#(call.request),"#
                + #""responseElements":\#(call.response)}"#
            let event = try Event(parsing: Array(text.utf8))
            let change = try #require(SecurityGroupCall(event))
            batch.groupChanges.append(GroupChange(row: Int32(number), call: change))
        }
        return batch
    }

    /// The state of the one group after calls; writing them again changes nothing.
    private func state(_ calls: [Call]) throws -> GroupState {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            let batch = try Self.batch(calls)
            try index.write(batch)
            let before = try index.groupChanges().count
            try index.write(batch)
            #expect(try index.groupChanges().count == before)
            let states = try index.groupStates()
            #expect(states.count == 1)
            return try #require(states.first)
        }
    }

    private func ports(_ rules: [GroupRule]) -> [Int?] { rules.map { $0.rule.reach?.ports.first } }

    @Test
    func `A revoke by id closes what was opened under it`() throws {
        let state = try state([.authorize(0, id: "sgr-1", port: 22), .revoke(60, id: "sgr-1")])
        #expect(state.open.isEmpty)
        #expect(ports(state.revoked) == [22])
        #expect(state.revoked.first?.opened?.time.seconds == SampleRow().time)
        #expect(state.revoked.first?.closed?.time.seconds == SampleRow().time + 60)
        #expect(state.revoked.first?.opened?.caller == "arn:aws:iam::510000000001:user/u0")
    }

    @Test
    func `A revoke by an unknown id is kept as unknown`() throws {
        let state = try state([.authorize(0, id: "sgr-1", port: 22), .revoke(60, id: "sgr-2")])
        #expect(ports(state.open) == [22])
        #expect(ports(state.revoked) == [nil])
        #expect(state.revoked.first?.opened == nil)
    }

    @Test
    func `Rules without ids are notified by what they open`() throws {
        let state = try state([
            .authorize(0, id: nil, port: 22), .authorize(1, id: "sgr-1", port: 23),
            .revoke(2, port: 22), .revoke(3, port: 23), .revoke(4, port: 24),
        ])
        #expect(state.open.isEmpty)
        #expect(ports(state.revoked) == [22, 23, 24])
    }

    @Test
    func `An edited rule has the direction of its opening`() throws {
        let state = try state([
            .authorize(0, id: "sgr-1", port: 22), .modify(1, id: "sgr-1", port: 23),
            .modify(2, id: "sgr-1", port: 24),
        ])
        #expect(ports(state.open) == [24])
        #expect(state.open.first?.rule.direction == .ingress)
        #expect(ports(state.revoked) == [22, 23])
        let unseen = try self.state([.modify(0, id: "sgr-9", port: 23)])
        #expect(ports(unseen.open) == [23])
        #expect(unseen.open.first?.rule.direction == nil)
        let closed = try self.state([.modify(0, id: "sgr-9", port: 23), .revoke(1, id: "sgr-9")])
        #expect(closed.open.isEmpty)
    }

    @Test
    func `A rule removed and opened again is open`() throws {
        for second in [Int64(1), 0] {
            let state = try state([
                .authorize(-60, id: "sgr-1", port: 22), .revoke(0, id: "sgr-1"),
                .authorize(second, id: "sgr-2", port: 22),
            ])
            #expect(state.open.map(\.rule.id) == ["sgr-2"])
            #expect(state.revoked.isEmpty)
        }
    }

    @Test
    func `Ids decide the order within a second`() throws {
        let state = try state([.authorize(0, id: "sgr-1", port: 22), .revoke(0, id: "sgr-1")])
        #expect(state.open.isEmpty)
        #expect(ports(state.revoked) == [22])
    }

    @Test
    func `A new group allows everything out until that rule is removed`() throws {
        let create = Call(
            second: 0,
            name: "CreateSecurityGroup",
            request: #"{"groupName":"db","vpcId":"vpc-1"}"#,
            response: #"{"groupId":"\#(Self.group)"}"#
        )
        let revoke = Call(
            second: 1,
            name: "RevokeSecurityGroupEgress",
            request: #"{"groupId":"\#(Self.group)","ipPermissions":{"items":[{"ipProtocol":"-1","#
                + #""fromPort":0,"toPort":0,"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]}}]}}"#
        )
        let fresh = try state([create])
        #expect(fresh.open.map(\.isDefault) == [true])
        #expect(fresh.open.first?.rule.direction == .egress)
        #expect(fresh.name == "db")
        #expect(try state([create, revoke]).open.isEmpty)
        let delete = Call(
            second: 2,
            name: "DeleteSecurityGroup",
            request: #"{"groupId":"\#(Self.group)"}"#
        )
        let gone = try state([create, .authorize(1, id: "sgr-1", port: 22), delete])
        #expect(gone.open.isEmpty)
        #expect(gone.deleted != nil)
    }

    @Test(arguments: 1...20)
    func `Random changes come to what counting them by hand does`(seed: Int) throws {
        var random = SeededRandom(seed: seed)
        var calls: [Call] = []
        var expected: [String: Int] = [:]
        for second in 0..<40 {
            let id = "sgr-\(second)"
            let port = 1000 + second
            switch random.next() % 4 {
            case 0, 1:
                calls.append(.authorize(Int64(second), id: id, port: port))
                expected[id] = port
            case 2:
                guard let old = expected.keys.min() else { continue }
                calls.append(.modify(Int64(second), id: old, port: port))
                expected[old] = port
            default:
                guard let old = expected.keys.max() else { continue }
                calls.append(.revoke(Int64(second), id: old))
                expected[old] = nil
            }
        }
        let state = try state(calls)
        let open = state.open.map { ($0.rule.id ?? "", $0.rule.reach?.ports.first ?? 0) }
        #expect(Dictionary(open, uniquingKeysWith: max) == expected)
        #expect(open.count == expected.count)
    }
}
