import Basics
import CloudTrail
import Testing

private let a = "510000000001"

/// A `userIdentity`, and what it comes to.
private struct Shape: CustomTestStringConvertible, Sendable {
    var json: String
    var kind: PrincipalKind
    var principal: String
    var testDescription: String { json }

    init(_ json: String, _ kind: PrincipalKind, _ principal: String) {
        self.json = json
        self.kind = kind
        self.principal = principal
    }
}

private let issuer =
    #""sessionIssuer":{"type":"Role","principalId":"AROA1","arn":"arn:aws:iam::\#(a):role/app/orders","#
    + #""accountId":"\#(a)","userName":"orders"},"webIdFederationData":{},"#
    + #""attributes":{"creationDate":"2026-03-07T01:00:00Z","mfaAuthenticated":"false"}"#

private let shapes: [Shape] = [
    Shape(
        #"{"type":"Root","principalId":"\#(a)","arn":"arn:aws:iam::\#(a):root","accountId":"\#(a)"}"#,
        .root,
        "arn:aws:iam::\(a):root"
    ),
    Shape(#"{"type":"Root","accountId":"\#(a)"}"#, .root, "arn:aws:iam::\(a):root"),
    Shape(
        #"{"type":"IAMUser","arn":"arn:aws:iam::\#(a):user/path/eve","accountId":"\#(a)","userName":"eve"}"#,
        .user,
        "arn:aws:iam::\(a):user/path/eve"
    ),
    Shape(#"{"type":"IAMUser","accountId":"\#(a)","userName":"eve"}"#, .user, "\(a)/eve"),
    Shape(#"{"type":"IAMUser","principalId":"AIDA1"}"#, .user, "AIDA1"),
    Shape(#"{"type":"IAMUser","arn":"","userName":"eve","accountId":""}"#, .user, "eve"),
    Shape(
        #"{"type":"AssumedRole","arn":"arn:aws:sts::\#(a):assumed-role/orders/s1","sessionContext":{\#(issuer)}}"#,
        .role,
        "arn:aws:iam::\(a):role/app/orders"
    ),
    Shape(
        #"{"type":"AssumedRole","arn":"arn:aws:sts::\#(a):assumed-role/orders/s1"}"#,
        .role,
        "arn:aws:iam::\(a):role/orders"
    ),
    Shape(
        #"{"type":"AssumedRole","arn":"arn:aws-cn:sts::\#(a):assumed-role/orders/a/b","sessionContext":{"sessionIssuer":{}}}"#,
        .role,
        "arn:aws-cn:iam::\(a):role/orders"
    ),
    Shape(
        #"{"type":"AssumedRole","arn":"arn:aws:sts::\#(a):assumed-role/orders/i-0dbc91f429e48eeed","sessionContext":{\#(issuer)}}"#,
        .instance,
        "arn:aws:sts::\(a):assumed-role/orders/i-0dbc91f429e48eeed"
    ),
    Shape(
        #"{"type":"AssumedRole","arn":"arn:aws:sts::\#(a):assumed-role/orders/i-1234abcd"}"#,
        .instance,
        "arn:aws:sts::\(a):assumed-role/orders/i-1234abcd"
    ),
    Shape(
        #"{"type":"AssumedRole","arn":"arn:aws:sts::\#(a):assumed-role/orders/i-love-you"}"#,
        .role,
        "arn:aws:iam::\(a):role/orders"
    ),
    Shape(
        #"{"type":"AssumedRole","principalId":"AROA1:i-0dbc91f429e48eeed","sessionContext":{\#(issuer)}}"#,
        .instance,
        "arn:aws:iam::\(a):role/app/orders"
    ),
    Shape(#"{"type":"AssumedRole","principalId":"AROA1:s"}"#, .role, "AROA1:s"),
    Shape(#"{"type":"AssumedRole"}"#, .role, ""),
    Shape(#"{"type":"Role","arn":"arn:aws:iam::\#(a):role/x"}"#, .role, "arn:aws:iam::\(a):role/x"),
    Shape(
        #"{"type":"FederatedUser","arn":"arn:aws:sts::\#(a):federated-user/eve","sessionContext":{\#(issuer)}}"#,
        .federated,
        "arn:aws:sts::\(a):federated-user/eve"
    ),
    Shape(
        #"{"type":"AWSService","invokedBy":"cloudtrail.amazonaws.com"}"#,
        .service,
        "cloudtrail.amazonaws.com"
    ),
    Shape(
        #"{"accountId":"\#(a)","invokedBy":"secretsmanager.amazonaws.com"}"#,
        .service,
        "secretsmanager.amazonaws.com"
    ),
    Shape(
        #"{"type":"AWSAccount","principalId":"AROA9:s1","accountId":"\#(a)"}"#,
        .account,
        "\(a)/AROA9"
    ),
    Shape(#"{"type":"AWSAccount","principalId":"\#(a)","accountId":"\#(a)"}"#, .account, a),
    Shape(#"{"type":"AWSAccount","accountId":"\#(a)"}"#, .account, a),
    Shape(
        #"{"type":"AWSAccount","principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}"#,
        .account,
        "ANONYMOUS_PRINCIPAL"
    ),
    Shape(
        #"{"type":"WebIdentityUser","principalId":"arn:aws:iam::\#(a):oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:org/app:environment:prod","userName":"repo:org/app:environment:prod","identityProvider":"arn:aws:iam::\#(a):oidc-provider/token.actions.githubusercontent.com"}"#,
        .web,
        "repo:org/app:environment:prod"
    ),
    Shape(
        #"{"type":"WebIdentityUser","principalId":"arn:aws:iam::\#(a):oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:org/app:ref:refs/heads/main"}"#,
        .web,
        "repo:org/app:ref:refs/heads/main"
    ),
    Shape(
        #"{"type":"WebIdentityUser","principalId":"token.actions.githubusercontent.com:repo:org/app:pull_request"}"#,
        .web,
        "repo:org/app:pull_request"
    ),
    Shape(
        #"{"type":"WebIdentityUser","principalId":"repo:org/app:ref:refs/tags/v1"}"#,
        .web,
        "repo:org/app:ref:refs/tags/v1"
    ),
    Shape(
        #"{"type":"WebIdentityUser","principalId":"arn:aws:iam::\#(a):oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/E:sts.amazonaws.com:system:serviceaccount:ns:sa","userName":""}"#,
        .web,
        "system:serviceaccount:ns:sa"
    ),
    Shape(
        #"{"type":"WebIdentityUser","principalId":"accounts.google.com:app:1234"}"#,
        .web,
        "1234"
    ),
    Shape(
        #"{"type":"WebIdentityUser","identityProvider":"www.example.com"}"#,
        .web,
        "www.example.com"
    ),
    Shape(
        #"{"type":"SAMLUser","principalId":"x:y","userName":"eve@example.com"}"#,
        .saml,
        "eve@example.com"
    ),
    Shape(#"{"type":"SAMLUser","principalId":"x:y"}"#, .saml, "x:y"),
    Shape(
        #"{"type":"IdentityCenterUser","accountId":"\#(a)","onBehalfOf":{"userId":"u-1","identityStoreArn":"arn:aws:identitystore::\#(a):identitystore/d-1"},"credentialId":"c"}"#,
        .directory,
        "u-1"
    ),
    Shape(
        #"{"type":"IdentityCenterUser","arn":"","principalId":"p-1","onBehalfOf":{"userId":""}}"#,
        .directory,
        "p-1"
    ),
    Shape(#"{"type":"Directory","userName":"eve"}"#, .directory, "eve"),
    Shape(#"{"type":"Unknown"}"#, .unknown, ""),
    Shape(
        #"{"type":"Unknown","arn":"arn:aws:sts::\#(a):assumed-role/AWSReservedSSO_Admin_1/eve@example.com"}"#,
        .role,
        "arn:aws:iam::\(a):role/AWSReservedSSO_Admin_1"
    ),
    Shape(
        #"{"type":"User","arn":"arn:aws:iam::\#(a):user/eve"}"#,
        .unknown,
        "arn:aws:iam::\(a):user/eve"
    ),
    Shape(#"{"type":"...","userName":"eve"}"#, .unknown, "eve"),
    Shape(#"{"type":"userIdentityType1","accountId":"\#(a)"}"#, .unknown, a),
    Shape(#"{"type":"","principalId":"p"}"#, .unknown, "p"), Shape(#"{"type":null}"#, .unknown, ""),
    Shape(#"{"type":7,"arn":["x"],"userName":{}}"#, .unknown, ""), Shape("{}", .unknown, ""),
    Shape("null", .unknown, ""), Shape("[]", .unknown, ""), Shape("\"eve\"", .unknown, ""),
    Shape(#"{"typ\u0065":"Root","accoun\u0074Id":"\#(a)"}"#, .root, "arn:aws:iam::\(a):root"),
]

struct IdentityTests {
    private func identity(_ json: String) throws -> Identity {
        let text = #"{"eventTime":"2026-03-07T01:40:05Z","userIdentity":\#(json)}"#
        return try Event(parsing: Array(text.utf8)).identity
    }

    @Test(arguments: shapes)
    fileprivate func `Each shape has a principal that baselines can rest on`(shape: Shape) throws {
        for json in [shape.json, SampleRecord.pretty(shape.json)] {
            let identity = try identity(json)
            #expect(identity.kind == shape.kind)
            #expect(identity.principal == shape.principal)
        }
    }

    @Test
    func `Nobody is who an event without identity is by`() throws {
        let event = try Event(parsing: Array(#"{"eventTime":"2026-03-07T01:40:05Z"}"#.utf8))
        #expect(event.identity == .none)
        #expect(event.identity.principal.isEmpty)
        #expect(event.identity.kind == .unknown)
        var spellings = TextTable()
        #expect(event.internCaller(in: &spellings) == 0)
    }

    @Test
    func `A role's session keeps role, session, key and account`() throws {
        let identity = try identity(
            #"{"type":"AssumedRole","principalId":"AROA1:s1","arn":"arn:aws:sts::\#(a):assumed-role/orders/s1","#
                + #""accountId":"\#(a)","accessKeyId":"ASIA1","sessionContext":{\#(issuer)},"invokedBy":"AWS Internal"}"#
        )
        #expect(identity.type == "AssumedRole")
        #expect(identity.session == "arn:aws:sts::\(a):assumed-role/orders/s1")
        #expect(identity.role == "arn:aws:iam::\(a):role/app/orders")
        #expect(identity.accountID == a)
        #expect(identity.accessKeyID == "ASIA1")
        #expect(identity.invokedBy == "AWS Internal")
        #expect(identity.isForwarded)
        #expect(identity.isMFAAuthenticated == false)
    }

    @Test(
        arguments: [
            (#"{"type":"IAMUser","accessKeyId":""}"#, nil), (#"{"type":"IAMUser"}"#, nil),
            (#"{"type":"IAMUser","accessKeyId":"AKIA1"}"#, "AKIA1"),
            (#"{"accessKeyId":null}"#, nil),
            (#"{"accesKeyId":"AKIA1","accesskeyid":"AKIA1"}"#, nil),
        ] as [(String, String?)]
    )
    func `An access key is never an empty text`(json: String, key: String?) throws {
        #expect(try identity(json).accessKeyID == key)
    }

    @Test(arguments: [
        (#""true""#, true), (#""false""#, false), ("true", true), ("false", false),
        (#""True""#, true),
    ])
    func `A second factor is notified, as text or boolean`(spelling: String, isUsed: Bool) throws {
        let json = #"{"sessionContext":{"attributes":{"mfaAuthenticated":\#(spelling)}}}"#
        #expect(try identity(json).isMFAAuthenticated == isUsed)
        #expect(try identity(#"{"sessionContext":{"attributes":{}}}"#).isMFAAuthenticated == nil)
        #expect(try identity(#"{"sessionContext":{}}"#).isMFAAuthenticated == nil)
    }

    @Test
    func `A service on its own behalf is not forwarded`() throws {
        #expect(
            try !identity(#"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#).isForwarded
        )
        #expect(try !identity(#"{"invokedBy":"ec2.amazonaws.com"}"#).isForwarded)
        #expect(try identity(#"{"type":"IAMUser","userName":"e","invokedBy":"x"}"#).isForwarded)
    }

    @Test
    func `The spelling of an identity is its bytes`() throws {
        let text = #"{"eventTime":"2026-03-07T01:40:05Z","userIdentity": {"type" : "Root"} }"#
        let event = try Event(parsing: Array(text.utf8))
        var spellings = TextTable()
        let number = event.internCaller(in: &spellings)
        #expect(spellings[number] == #"{"type" : "Root"}"#)
    }

    @Test
    func `Kinds have names`() {
        #expect(PrincipalKind.allCases.map(\.name).contains("instance"))
        #expect(Set(PrincipalKind.allCases.map(\.name)).count == PrincipalKind.allCases.count)
    }
}
