import CloudTrail
import Testing

private let account = "510000000001"

/// A caller, and the person who acted.
private struct Caller: CustomTestStringConvertible, Sendable {
    var json: String
    var person: String?
    var testDescription: String { json }

    init(_ json: String, _ person: String?) {
        self.json = json
        self.person = person
    }

    /// A session of a role.
    static func session(
        _ role: String,
        _ name: String,
        context: String = "",
        _ person: String?
    ) -> Caller {
        Caller(
            #"{"type":"AssumedRole","arn":"arn:aws:sts::\#(account):assumed-role/\#(role)/\#(name)","#
                + #""sessionContext":{\#(context)}}"#,
            person
        )
    }
}

private let callers: [Caller] = [
    .session(
        "AWSReservedSSO_Security_40fccf1becd04517",
        "ben@acme.example",
        "ben@acme.example"
    ),
    .session("AWSReservedSSO_Security_40fccf1becd04517", "ben", "ben"),
    .session("OktaAdmin", "ben@acme.example", "ben@acme.example"),
    .session("deploy-prod", "ci", context: #""sourceIdentity":"ana""#, "ana"),
    // The identity at the source outlives the name of a session.
    .session(
        "deploy-prod",
        "ben@acme.example",
        context: #""sourceIdentity":"ana@acme.example""#,
        "ana@acme.example"
    ),
    .session(
        "deployer",
        "ana@acme.example",
        context: #""webIdFederationData":{"federatedProvider":"accounts.google.com"}"#,
        "ana@acme.example"
    ),
    .session("deploy-prod", "GitHubActions", nil), .session("orders", "botocore-session-17", nil),
    .session("orders", "i-0dbc91f429e48eeed", nil), .session("orders", "a@b", nil),
    .session("orders", "@acme.example", nil), .session("orders", "a@b@acme.example", nil),
    .session("MyAWSReservedSSO_x", "ben", nil),
    .session("orders", "s1", context: #""sourceIdentity":"""#, nil),
    Caller(
        #"{"type":"SAMLUser","principalId":"U=:ben","userName":"ben","identityProvider":"U="}"#,
        "ben"
    ), Caller(#"{"type":"Directory","userName":"eve"}"#, "eve"),
    Caller(#"{"type":"IdentityCenterUser","onBehalfOf":{"userId":"u-1"}}"#, nil),
    Caller(
        #"{"type":"IAMUser","arn":"arn:aws:iam::\#(account):user/ana","userName":"ana"}"#,
        nil
    ), Caller(#"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#, nil), Caller("null", nil),
]

struct PersonNameTests {
    @Test(arguments: callers)
    fileprivate func `A caller's record says which person acted`(caller: Caller) throws {
        let text = #"{"eventTime":"2026-03-07T01:40:05Z","userIdentity":\#(caller.json)}"#
        #expect(try Event(parsing: Array(text.utf8)).identity.person == caller.person)
    }

    @Test(
        arguments: [
            (
                "arn:aws:iam::1:role/aws-reserved/x/AWSReservedSSO_Security_40fccf1becd04517",
                "Security"
            ),
            ("AWSReservedSSO_Power_User_40fccf1becd04517", "Power_User"),
            ("AWSReservedSSO_Admin_01", "AWSReservedSSO_Admin_01"),
            ("AWSReservedSSO__40fccf1becd04517", "AWSReservedSSO__40fccf1becd04517"),
            ("arn:aws:iam::1:role/ci/deploy-prod", "deploy-prod"), ("", ""),
        ]
    )
    func `A permission set is named without Identity Center's additions`(
        role: String,
        name: String
    ) {
        #expect(PersonName.briefRole(role) == name)
        #expect(PersonName.display("ben", role: role) == "ben (\(name))")
    }

    @Test(
        arguments: [
            ("CredentialChallenge", #""UserName":"ana","CredentialType":"PASSWORD""#, "ana"),
            ("UserAuthentication", #""UserName":"ana","CredentialType":"EXTERNAL_IDP""#, "ana"),
            ("UserAuthentication", #""UserName":"ana","CredentialType":"PASSWORD""#, nil),
            ("CredentialChallenge", #""UserName":"HIDDEN_DUE_TO_SECURITY_REASONS""#, nil),
            ("CredentialChallenge", "", nil), ("ConsoleLogin", #""UserName":"ana""#, nil),
        ] as [(String, String, String?)]
    )
    func `A sign-in says the name of a user of Identity Center`(
        event: String,
        details: String,
        name: String?
    ) throws {
        let text =
            #"{"eventTime":"2026-03-07T01:40:05Z","eventSource":"signin.amazonaws.com","#
            + #""eventName":"\#(event)","additionalEventData":{\#(details)},"userIdentity":"#
            + #"{"type":"IdentityCenterUser","onBehalfOf":{"userId":"u-1"}}}"#
        let signIn = DirectorySignIn(try Event(parsing: Array(text.utf8)))
        #expect(signIn?.name == name)
        #expect(signIn?.id == (name == nil ? nil : "u-1"))
    }
}
