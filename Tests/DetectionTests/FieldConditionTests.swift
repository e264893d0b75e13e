import CloudTrail
import Detection
import SecurityArchitecture
import Testing

/// Conditions on fields, as a command line has them.
struct FieldConditionTests {
    private static let record = #"""
        {"eventTime":"2026-03-07T01:53:41Z","eventSource":"ec2.amazonaws.com",
        "eventName":"AuthorizeSecurityGroupIngress","recipientAccountId":"051000000001",
        "sourceIPAddress":"45.83.64.11","errorCode":null,"readOnly":false,
        "requestParameters":{"groupId":"sg-1","ipPermissions":{"items":[
        {"fromPort":27017,"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]}},
        {"fromPort":443,"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"}]}}]},
        "role":"arn:aws:iam::5:role/ci/deploy-prod","topic":"arn:aws:sns:r:5:t1",
        "dotted.key":"d","text":"a=b|c","escaped":"mal\u006cory","empty":""}}
        """#

    @Test(arguments: [
        ("eventName=authorizesecuritygroupingress", true), ("eventName=Authorize", false),
        ("eventName=Authorize*", true), ("eventName!=Authorize*", false),
        ("eventName|startswith=authorize", true), ("eventName|startswith!=authorize", false),
        ("eventName|contains|cased=authorize", false),
        ("eventName|re=^Authorize(Security)?Group$", false),
        ("eventName|re=^Authorize.*Ingress$", true),
        // The name in an ARN will do.
        ("requestParameters.role=deploy-prod", true),
        ("requestParameters.role=role/ci/*", true),
        ("requestParameters.role=prod", false),
        ("requestParameters.role!=deploy-prod", false),
        ("requestParameters.topic=t1", true), ("requestParameters.topic|endswith=t2", false),
        ("requestParameters.topic|cased=t1", false),
        // An account id is a text: its zero counts.
        ("recipientAccountId=051000000001", true), ("recipientAccountId=51000000001", false),
        ("requestParameters.ipPermissions.items.fromPort=443", true),
        ("requestParameters.ipPermissions.items.fromPort=44", false),
        ("requestParameters.ipPermissions.items.1.fromPort=443", true),
        ("requestParameters.ipPermissions.items.fromPort|gt=27016", true),
        ("requestParameters.ipPermissions.items.fromPort|gt=27017", false),
        ("requestParameters.ipPermissions.items.ipRanges.items.cidrIp=0.0.0.0/0", true),
        ("sourceIPAddress|cidr=45.83.64.0/24", true),
        ("sourceIPAddress|cidr!=45.83.64.0/24", false),
        ("requestParameters.groupId|exists=true", true),
        ("requestParameters.vpcId|exists=true", false),
        ("requestParameters.vpcId|exists=false", true), ("requestParameters.groupId!=sg-2", true),
        ("requestParameters.dotted.key=d", true), ("requestParameters.text=a=b|c", true),
        ("requestParameters.empty=", true), ("requestParameters.escaped=mallory", true),
        ("readOnly=false", true), ("newField.of.tomorrow|exists=true", false),
        ("audit.denied=false", true), ("audit.resource=sg-1", true),
        ("audit.network=unknown", true),
        ("audit.action|startswith=s3:", false),
    ])
    func `An event meets a condition or not`(text: String, isMet: Bool) throws {
        let event = try Event(parsing: Self.record.utf8)
        let filter = FieldFilter([try FieldCondition(text)], .guessed)
        #expect(filter.matches(event) == isMet)
        // What is found out quickly must not rule out what matches.
        if isMet { #expect(filter.needles.allSatisfy(event.mayContain)) }
    }

    @Test
    func `All conditions have to hold`() throws {
        let event = try Event(parsing: Self.record.utf8)
        func isMet(_ texts: String...) throws -> Bool {
            FieldFilter(try texts.map { try FieldCondition($0) }, .guessed).matches(event)
        }
        #expect(try isMet("eventName=Auth*", "requestParameters.groupId=sg-1"))
        #expect(try !isMet("eventName=Auth*", "requestParameters.groupId=sg-2"))
    }

    @Test(arguments: [
        ("eventName", "write PATH=VALUE"), ("=x", "is no path"), ("a..b=x", "is no path"),
        ("requestparameters.name=x", "did you mean 'requestParameters'?"),
        ("nonsense=x", "records have no field 'nonsense'"),
        ("eventName|foo=x", "unknown modifier 'foo'"),
        ("eventName|contain=x", "did you mean 'contains'?"),
        ("eventName|re=(", "at character"), ("sourceIPAddress|cidr=10.0.0.1/8", "bits set"),
        ("eventName|exists=maybe", "exists takes true or false"),
        ("requestParameters.n|gt=many", "gt takes a number"),
        ("audit.netork=x", "did you mean 'audit.network'?"),
        ("audit.principal.kind=humn", "did you mean 'human'?"),
    ])
    func `A mistake is named`(text: String, message: String) throws {
        let fault = #expect(throws: FieldCondition.Fault.self) { try FieldCondition(text) }
        #expect(fault?.description.contains(message) == true, "\(fault?.description ?? "")")
    }

    @Test
    func `Values of fields are read as people and programs want them`() throws {
        let names = [
            "requestParameters.ipPermissions.items.fromPort", "requestParameters.text", "errorCode",
            "readOnly", "audit.resource", "audit.failed",
        ]
        let reader = FieldReader(names, .guessed)
        let values = reader.values(of: try Event(parsing: Self.record.utf8))
        #expect(
            values == [
                [.json("27017"), .json("443")], [.text("a=b|c")], [], [.json("false")],
                [.text("sg-1")], [.json("false")],
            ]
        )
    }
}
