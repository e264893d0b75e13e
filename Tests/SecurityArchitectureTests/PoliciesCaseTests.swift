import AuditTestSupport
import CloudTrail
import Foundation
import SecurityArchitecture
import Testing

/// The truth table of policies, each in an event as CloudTrail would record it.
@Suite struct PoliciesCaseTests {
    @Test(arguments: ["cases.jsonl", "more.jsonl"])
    func `Grants and actions are those of the table`(file: String) throws {
        var count = 0
        for line in try PolicyCase.lines(of: file) {
            let entry = try PolicyCase(line)
            count += 1
            let grants = try entry.grants()
            let name = Comment(rawValue: "\(entry.name): \(entry.why)")
            #expect(Set(grants.grantees.map(\.rawValue)) == entry.grantees, name)
            #expect(Set(grants.accesses.map(\.rawValue)) == entry.accesses, name)
            if let pairs = entry.pairs { #expect(grants.texts == pairs, name) }
            let isUnreadable =
                entry.why.contains("unreadable") || entry.why.contains("left out")
                || entry.why.contains("and said")
            #expect((grants.fault != nil) == isUnreadable, name)
        }
        #expect(count > 90)
    }

    @Test func `A pair has a grantee and an access of the unions`() throws {
        for line in try PolicyCase.lines(of: "cases.jsonl") + PolicyCase.lines(of: "more.jsonl") {
            let grants = try PolicyCase(line).grants()
            for pair in grants.pairs {
                #expect(grants.grantees.contains(pair.grantee))
                #expect(grants.accesses.contains(pair.access))
            }
        }
    }
}

/// A row of the table.
struct PolicyCase {
    let name: String
    let why: String
    let service: String
    let policy: JSONValue
    let grantees: Set<String>
    let accesses: Set<String>
    let pairs: [String]?
    let context: PolicyContext

    static func lines(of file: String) throws -> [Substring] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "PolicyCases/\(file)"))
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    init(_ line: Substring) throws {
        let row = try JSONValue(parsing: Array(line.utf8))
        let texts = { (key: String) in row[key]?.elements.compactMap(\.string) ?? [] }
        name = try #require(row["case"]?.string)
        why = try #require(row["why"]?.string)
        service = try #require(row["service"]?.string)
        policy = try #require(row["policy"])
        grantees = Set(texts("grants"))
        accesses = Set(texts("actions"))
        pairs = row["pairs"].map { $0.elements.compactMap(\.string) }
        context = PolicyContext(
            owner: row["owner"]?.string,
            accounts: Set(texts("declared")),
            organizations: Set(texts("organisation"))
        )
    }

    func grants() throws -> PolicyGrants {
        guard let policy = EventPolicy(try event()) else { return PolicyGrants() }
        #expect(policy.owner == context.owner)
        return policy.grants(in: context)
    }

    private func event() throws -> Event {
        let (source, call, parameters) = try #require(call)
        return try Event(
            parsing: Array(
                """
                {"eventTime":"2026-07-01T10:00:00Z","eventSource":"\(source).amazonaws.com",\
                "eventName":"\(call)","recipientAccountId":"\(context.owner ?? "")",\
                "requestParameters":\(parameters)}
                """.utf8
            )
        )
    }

    private var call: (source: String, name: String, parameters: String)? {
        let json = policy.json
        switch service {
        case "s3":
            return (service, "PutBucketPolicy", #"{"bucketPolicy":\#(json),"policy":""}"#)
        case "s3-access-point": return ("s3", "PutAccessPointPolicy", #"{"Policy":\#(json)}"#)
        case "s3-acl": return ("s3", "PutBucketAcl", json)
        case "secretsmanager":
            return (service, "PutResourcePolicy", #"{"resourcePolicy":\#(json)}"#)
        case "kms": return (service, "PutKeyPolicy", #"{"keyId":"k","policy":\#(json)}"#)
        case "kms-grant": return ("kms", "CreateGrant", json)
        case "sqs":
            return (service, "SetQueueAttributes", #"{"attributes":{"Policy":\#(json)}}"#)
        case "sqs-permission": return ("sqs", "AddPermission", json)
        case "sns":
            return (
                service, "SetTopicAttributes",
                #"{"attributeName":"Policy","attributeValue":\#(json)}"#
            )
        case "lambda-permission": return ("lambda", "AddPermission20150331v2", json)
        case "lambda-layer": return ("lambda", "AddLayerVersionPermission20181031", json)
        case "iam-trust": return ("iam", "UpdateAssumeRolePolicy", #"{"policyDocument":\#(json)}"#)
        case "iam-identity": return ("iam", "CreatePolicy", #"{"policyDocument":\#(json)}"#)
        case "scp": return ("organizations", "UpdatePolicy", #"{"content":\#(json)}"#)
        case "vpc-endpoint":
            return (
                "ec2", "CreateVpcEndpoint",
                #"{"CreateVpcEndpointRequest":{"PolicyDocument":\#(json)}}"#
            )
        default: return nil
        }
    }
}
