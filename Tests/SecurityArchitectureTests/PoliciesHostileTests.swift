import AuditTestSupport
import CloudTrail
import SecurityArchitecture
import Testing

/// Policies that are made to exhaust, to confuse or to hide.
@Suite struct PoliciesHostileTests {
    static func read(
        _ text: String,
        as kind: PolicyKind = .resource("s3")
    ) throws -> PolicyGrants {
        let value = try JSONValue(parsing: Array(text.utf8))
        let document = try PolicyDocument(reading: value)
        return PolicyGrants(document, as: kind, in: PolicyContext(owner: "510000000001"))
    }

    @Test func `Any mutation of a policy ends in grants or a fault`() throws {
        var random = SeededRandom(seed: 7)
        let rows = try PolicyCase.lines(of: "cases.jsonl") + PolicyCase.lines(of: "more.jsonl")
        let policies = try rows.map { try PolicyCase($0) }.filter {
            $0.policy.json.utf8.count < 4096
        }
        let parts = [
            "{", "}", "[", "]", "\"", "\\", ",", ":", "*", "?", "${", "%", "%7B", "null", "true",
            "-1e99", "arn:", "Allow", "Deny", "Statement", "Condition", "0.0.0.0/0", "::/0",
            "\u{feff}", "\\ud800", "ForAllValues:", "IfExists", "o-", "repo:", "@", "/",
        ]
        var unread = 0
        for round in 0..<6000 {
            let policy = policies[round % policies.count]
            var bytes = Array(policy.policy.json.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<max(bytes.count, 1), using: &random)
                let end = min(bytes.count, index + Int.random(in: 0...12, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.replaceSubrange(index..<end, with: [])
                case 1: bytes.insert(contentsOf: bytes[index..<end], at: 0)
                case 2:
                    let part = parts.randomElement(using: &random) ?? ""
                    bytes.replaceSubrange(index..<end, with: part.utf8)
                default: bytes.insert(contentsOf: bytes[index..<end], at: index)
                }
            }
            // As the object that it may still be, and as a text.
            let object = try? JSONValue(parsing: bytes)
            let quoted = String(decoding: bytes, as: UTF8.self)
                .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            let string = try? JSONValue(parsing: Array("\"\(quoted)\"".utf8))
            for value in [object, string].compactMap(\.self) {
                for kind in [PolicyKind.resource("s3"), .identity, .trust, .accessPoint] {
                    guard let document = try? PolicyDocument(reading: value) else {
                        unread += 1
                        continue
                    }
                    let grants = PolicyGrants(document, as: kind, in: policy.context)
                    #expect(grants.pairs.count <= 36)
                    #expect(kind != .identity || grants.grantees.isEmpty)
                }
            }
        }
        #expect(unread > 100)
    }

    @Test(arguments: [30, 600])
    func `Nesting is bounded`(depth: Int) throws {
        let nested =
            String(repeating: "[", count: depth) + "\"*\"" + String(repeating: "]", count: depth)
        let policy = #"{"Statement":{"Effect":"Allow","Principal":\#(nested),"Action":"*"}}"#
        let quoted = policy.replacing("\"", with: "\\\"")
        #expect(throws: PolicyFault.tooDeep) { try Self.read("\"\(quoted)\"") }
    }

    @Test func `Layers of text are bounded`() throws {
        var text = #"{"Statement":[]}"#
        for _ in 0..<6 {
            let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            text = "\"\(quoted)\""
        }
        #expect(throws: PolicyFault.malformed) { try Self.read(text) }
    }

    @Test func `A text that is too large is not read`() {
        let padding = String(repeating: " ", count: PolicyDocument.Limit.bytes)
        #expect(throws: PolicyFault.tooLarge) { try Self.read("\"{\(padding)}\"") }
    }

    @Test func `Statements beyond the limit are said`() throws {
        let statement = #"{"Effect":"Allow","Principal":{"AWS":"1"},"Action":"s3:GetObject"}"#
        let many = Array(repeating: statement, count: PolicyDocument.Limit.statements)
        let all = try Self.read("{\"Statement\":[\(many.joined(separator: ","))]}")
        #expect(all.fault == nil)
        let more = try Self.read("{\"Statement\":[\((many + [statement]).joined(separator: ","))]}")
        #expect(more.fault == .tooLarge)
        #expect(more.texts == ["foreign-account:data"])
    }

    @Test func `A condition that is cut short does not narrow`() throws {
        let values = Array(repeating: "\"o-a\"", count: PolicyDocument.Limit.values + 1)
        let grants = try Self.read(
            """
            {"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Condition":\
            {"StringLike":{"aws:PrincipalOrgID":[\(values.joined(separator: ",")),"*"]}}}}
            """
        )
        #expect(grants.grantees == [.everybody])
        #expect(grants.fault == .tooLarge)
    }

    @Test func `Patterns of stars and many addresses take little`() throws {
        let stars = String(repeating: "*e*?", count: 20_000)
        let actions = (0..<20_000).map { "\"s3:*\($0)*\"" }.joined(separator: ",")
        let addresses = (0..<10_000).map { "\"20.0.\($0 / 256).\($0 % 256)\"" }
            .joined(separator: ",")
        let grants = try Self.read(
            """
            {"Statement":{"Effect":"Allow","Principal":"*","Action":["\(stars)",\(actions)],\
            "Condition":{"IpAddress":{"aws:SourceIp":[\(addresses)]}}}}
            """
        )
        #expect(grants.texts == ["own-account:other"])
    }

    @Test(arguments: HostileText.all)
    func `Hostile text is a foreign principal and another action`(text: String) throws {
        var quoted = ""
        for scalar in text.unicodeScalars {
            let isPlain = scalar.value >= 0x20 && scalar != "\"" && scalar != "\\"
            let digits = String(scalar.value, radix: 16)
            quoted +=
                isPlain
                ? String(scalar)
                : "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        let grants = try Self.read(
            """
            {"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:\(quoted)"},\
            "Action":"\(quoted)","Resource":"*"}}
            """
        )
        #expect(grants.accesses == [.other])
        #expect(grants.grantees == [.foreignAccount])
    }
}
