import Basics
import SecurityArchitecture
import Testing

@Suite struct SecurityGroupTests {
    static let yaml = """
        environments: {prod: {accounts: "510000000001"}, dev: {accounts: "530000000003"}}
        networks: {office: [203.0.113.0/28, "2001:db8::/64"]}
        security-groups:
          ALB-SG: {id: sg-0a1b000000000000a, Ingress: ["80/443 from 0.0.0.0/0"], Egress: ["All to Private-SG"]}
          Private-SG:
            ids: {prod: sg-0c2d00000000000aa, dev: sg-0c2d00000000000bb}
            ingress:
              - 8080 from ALB-SG
              - {port: 22, from: office}
              - udp 1024-2047 from self
              - udp 2048-4095 from self
              - icmp from 10.0.0.0/8
              - 443 from pl-0123456789abcdef0
              - 5432, 5433 from sg-0fff0000000000000 and 10.1.0.0/16
          DB-SG:
            id: {prod: sg-0db000000000000aa, dev: sg-0db000000000000bb}
            Ingress: ["27017 from Private-SG"]
            Egress: ["None"]
        """

    @Test(
        arguments: [
            ("sg-0db000000000000aa", "tcp", 27017, 27017, "sg-0c2d00000000000aa", true),
            ("sg-0db000000000000aa", "tcp", 27017, 27017, "sg-0c2d00000000000bb", false),
            ("sg-0db000000000000aa", "tcp", 27017, 27018, "sg-0c2d00000000000aa", false),
            ("sg-0db000000000000aa", "udp", 27017, 27017, "sg-0c2d00000000000aa", false),
            ("sg-0db000000000000aa", "-1", 0, 65535, "sg-0c2d00000000000aa", false),
            ("sg-0db000000000000aa", "tcp", 27017, 27017, "0.0.0.0/0", false),
            ("sg-0a1b000000000000a", "tcp", 443, 443, "0.0.0.0/0", true),
            ("sg-0a1b000000000000a", "tcp", 443, 443, "192.0.2.0/24", true),
            ("sg-0a1b000000000000a", "tcp", 443, 443, "::/0", false),
            ("sg-0a1b000000000000a", "tcp", 80, 443, "0.0.0.0/0", false),
            ("sg-0c2d00000000000aa", "tcp", 22, 22, "203.0.113.4/32", true),
            ("sg-0c2d00000000000aa", "tcp", 22, 22, "2001:db8::1/128", true),
            ("sg-0c2d00000000000aa", "tcp", 22, 22, "203.0.113.0/24", false),
            ("sg-0c2d00000000000aa", "udp", 1024, 4095, "sg-0c2d00000000000aa", true),
            ("sg-0c2d00000000000aa", "udp", 1024, 4096, "sg-0c2d00000000000aa", false),
            ("sg-0c2d00000000000aa", "icmp", 0, 65535, "10.2.0.0/16", true),
            ("sg-0c2d00000000000aa", "tcp", 443, 443, "pl-0123456789abcdef0", true),
            ("sg-0c2d00000000000aa", "tcp", 443, 443, "pl-0123456789abcdef1", false),
            ("sg-0c2d00000000000aa", "tcp", 5433, 5433, "10.1.2.0/24", true),
            ("sg-0c2d00000000000aa", "tcp", 5432, 5433, "sg-0fff0000000000000", true),
        ]
    )
    func ingressIsChecked(
        group: String,
        transport: String,
        first: Int,
        last: Int,
        peer: String,
        isPermitted: Bool
    ) throws {
        let read = try architecture(Self.yaml)
        let access = SecurityGroupAccess(
            .ingress,
            try #require(TransportProtocol(transport)),
            try #require(PortRange(first, last)),
            try self.peer(peer)
        )
        let declared = try #require(read.securityGroup(id: group))
        #expect(declared.permits(access, in: read, id: group) == isPermitted)
    }

    private func peer(_ text: String) throws -> SecurityGroupPeer {
        if text.hasPrefix("sg-") { return .groupID(text) }
        if text.hasPrefix("pl-") { return .prefixList(text) }
        return .block(try CIDRBlock(text))
    }

    @Test func noneAndNothingDeclaredAreDifferent() throws {
        let read = try architecture(Self.yaml)
        let everywhere = SecurityGroupAccess(
            .egress,
            .all,
            .all,
            .block(try CIDRBlock("0.0.0.0/0"))
        )
        let database = try #require(read.securityGroups.first { $0.name == "DB-SG" })
        let services = try #require(read.securityGroups.first { $0.name == "Private-SG" })
        #expect(database.permits(everywhere, in: read) == false)
        #expect(services.permits(everywhere, in: read) == nil)
    }

    @Test func jsonIsYAMLToo() throws {
        let read = try architecture(
            #"{"security-groups": {"DB-SG": {"id": "sg-0123456789abcdef0", "#
                + #""Ingress": ["27017 from self"], "Egress": ["None"]}}}"#
        )
        #expect(read.securityGroups[0].ingress?.map(\.peer) == [.group("DB-SG")])
        #expect(read.securityGroups[0].egress?.isEmpty == true)
    }
}
