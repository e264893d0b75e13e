import CloudTrail
import Testing

struct OutcomeTests {
    private func event(_ members: String) throws -> Event {
        try Event(parsing: Array(#"{"eventTime":"2026-03-07T01:40:05Z",\#(members)}"#.utf8))
    }

    @Test(arguments: [
        #""eventName":"x""#, #""errorCode":null,"errorMessage":null"#, #""errorCode":"200""#,
        #""errorCode":200"#, #""errorCode":"200","errorMessage":"OK""#, #""errorCode":"""#,
        #""errorCode":"","errorMessage":"""#,
        #""eventName":"ConsoleLogin","responseElements":{"ConsoleLogin":"Success"}"#,
        #""eventName":"ConsoleLogin","responseElements":null"#,
        #""eventName":"ConsoleLogin","responseElements":"Failure""#,
        #""eventName":"Other","responseElements":{"ConsoleLogin":"Failure"}"#,
    ])
    func `Success`(members: String) throws {
        #expect(try event(members).outcome == .success)
    }

    @Test(
        arguments: [
            (#""errorCode":"AccessDenied""#, "AccessDenied", true),
            (
                #""errorCode":"AccessDeniedException","errorMessage":"no""#,
                "AccessDeniedException", true
            ),
            (#""errorCode":"Client.UnauthorizedOperation""#, "Client.UnauthorizedOperation", true),
            (#""errorCode":"VpceAccessDenied""#, "VpceAccessDenied", true),
            (#""errorCode":"NotAuthorizedException""#, "NotAuthorizedException", true),
            (#""errorCode":"AuthorizationErrorException""#, "AuthorizationErrorException", true),
            (
                #""errorCode":"ClientException","errorMessage":"User: x is not authorized to perform: ecs:X""#,
                "ClientException", true
            ),
            (#""errorCode":"ThrottlingException""#, "ThrottlingException", false),
            (#""errorCode":"Client.DryRunOperation""#, "Client.DryRunOperation", false),
            (
                #""errorCode":"NoSuchKey","errorMessage":"The specified key does not exist.""#,
                "NoSuchKey", false
            ),
            (#""errorCode":404"#, "404", false),
            (#""errorMessage":"Failed authentication""#, nil, false),
            (#""errorMessage":"User: x is not authorized to perform: iam:X""#, nil, true),
            (#""errorCode":null,"errorMessage":"failed""#, nil, false),
            (#""errorCode":"","errorMessage":"failed""#, nil, false),
            (
                #""eventName":"ConsoleLogin","responseElements":{"ConsoleLogin":"Failure"}"#, nil,
                false
            ),
            (
                #""eventName":"ConsoleLogin","errorCode":"","responseElements":{"ConsoleLogin":"Failure"}"#,
                nil, false
            ),
        ] as [(String, String?, Bool)]
    )
    func `Failure`(members: String, code: String?, isDenied: Bool) throws {
        let outcome = try event(members).outcome
        #expect(outcome.isFailure)
        #expect(outcome.isDenied == isDenied)
        #expect(outcome.errorCode == code)
    }

    @Test(
        arguments: [
            (
                "arn:aws:secretsmanager:eu-west-1:5:secret:prod/db because no identity-based policy allows the action",
                "arn:aws:secretsmanager:eu-west-1:5:secret:prod/db"
            ),
            (
                "prod/orders/mongodb because no identity-based policy allows it",
                "prod/orders/mongodb"
            ),
            ("arn:aws:iam::5:role/deploy", "arn:aws:iam::5:role/deploy"),
            (
                "arn:aws:iam::5:role/deploy with an explicit deny in a service control policy",
                "arn:aws:iam::5:role/deploy"
            ),
            ("role deploy because no identity-based policy", "role/deploy"),
            ("user eve.", "user/eve"),
            ("policy arn:aws:iam::5:policy/p because no", "arn:aws:iam::5:policy/p"),
            (#""arn:aws:s3:::b/a key with spaces" because no"#, "arn:aws:s3:::b/a key with spaces"),
            (#""arn:aws:s3:::b/key" with an explicit deny"#, "arn:aws:s3:::b/key"),
            ("* because no identity-based policy", nil),
            ("user  because no identity-based policy", nil),
            ("", nil), (" because no", nil), (#""""#, nil),
            ("arn:aws:x on resource: y", "arn:aws:x"),
        ] as [(String, String?)]
    )
    func `The target of a denied call is in its message`(tail: String, target: String?) throws {
        let message =
            "User: arn:aws:iam::5:user/eve is not authorized to perform: a:B on resource: \(tail)"
        let members =
            #""errorCode":"AccessDenied","errorMessage":"\#(SampleRecord.escaped(message))""#
        let event = try event(members + #","requestParameters":null"#)
        #expect(event.deniedTarget == target)
        #expect(event.mainResource == target)
    }

    @Test(arguments: [
        "", #""errorMessage":null"#, #""errorMessage":"""#, #""errorMessage":7"#,
        #""errorMessage":"User: x is not authorized to perform: secretsmanager:ListSecrets because no""#,
        #""errorMessage":"Access Denied""#,
        #""errorMessage":"User: x is not authorized to perform: kms:Decrypt on this resource because""#,
    ])
    func `Other messages name no target`(members: String) throws {
        #expect(try event(members.isEmpty ? #""a":1"# : members).deniedTarget == nil)
    }
}
