import Basics
import Foundation
import Testing

@testable import Delivery

struct AlertNoticeTests {
    /// The form that outbox and receivers rely on; a change of it is a change for all of them.
    @Test
    func `The JSON is what the article shows`() throws {
        let json = String(decoding: try AlertNotice.sample().json(), as: UTF8.self)
        #expect(
            json
                == #"""
                {"alert":7,"basis":{"kind":"declared","lines":["secrets.prod/orders/mongodb.readers"]},
                "control":"secrets","count":5,"covered":["Secret read from outside its network"],
                "evidence":[{"eventID":"2e8c9c6b",
                "text":"GetSecretValue prod/orders/mongodb from 45.83.64.11 ok",
                "time":1772848421}],
                "facts":[{"name":"account","value":"510000000001"},
                {"name":"region","value":"eu-west-1"},
                {"name":"secret","value":"prod/orders/mongodb"}],
                "first":1772848421,"id":42,"key":"8f14e45fceea167a5a36dedd4bea2543",
                "kind":"opened","last":1772850271,"level":"high",
                "reason":"web-prod-instance is none of the secret's readers.",
                "references":["https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access.html"],
                "response":"1. audit trace ASIAEXAMPLESTOLENWEB\n2. Rotate the secret.\n",
                "rule":"Production secret read by somebody who is not declared",
                "ruleID":"5f0c1c53-1f53-4f0e-9f55-0d3d5b6a7c01",
                "techniques":[],
                "title":"web-prod-instance read secret prod/orders/mongodb from 45.83.64.11",
                "version":1}
                """#.replacing("\n", with: "")
        )
    }

    @Test(arguments: Hostile.texts)
    func `A notice is read back as it was`(text: String) throws {
        let notice = AlertNotice.hostile(text)
        #expect(try AlertNotice(json: notice.json()) == notice)
    }

    @Test
    func `Later versions' members are ignored, optional ones may be missing`() throws {
        let json = """
            {"id":1,"key":"k","kind":"test","title":"t","level":"low","rule":"r","reason":"",
            "basis":{"kind":"guessed","lines":[]},"first":1,"last":2,"count":3,"more":[1]}
            """
        let notice = try AlertNotice(json: Array(json.utf8))
        #expect(notice.level == .low)
        #expect(notice.facts.isEmpty && notice.evidence.isEmpty && notice.control == nil)
    }

    @Test
    func `Techniques have their names, where these are known`() throws {
        var notice = AlertNotice.sample()
        notice.techniques = ["T1530", "T9999"].map { .init(AttackTechnique(id: $0)) }
        let json = String(decoding: try notice.json(), as: UTF8.self)
        let techniques =
            #""techniques":[{"id":"T1530","name":"Data from Cloud Storage"},{"id":"T9999"}]"#
        #expect(json.contains(techniques))
        #expect(try AlertNotice(json: Array(json.utf8)) == notice)
        #expect(NoticeText(notice: notice).block.contains("T1530 Data from Cloud Storage, T9999"))
    }

    @Test(arguments: [#""version":2"#, #""level":"urgent""#, #""kind":"closed""#])
    func `A notice that means something else is not read`(change: String) throws {
        let member = String(change.prefix { $0 != ":" })
        let json = String(decoding: try AlertNotice.sample().json(), as: UTF8.self)
        let start = try #require(json.firstRange(of: member + ":"))
        let value = json[start.upperBound...].prefix { $0 != "," && $0 != "}" }
        let changed = json.replacing("\(member):\(value)", with: change)
        #expect(changed != json)
        #expect(throws: DecodingError.self) { try AlertNotice(json: Array(changed.utf8)) }
    }
}
