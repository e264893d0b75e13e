import Basics
import SecurityArchitecture
import Testing

@Suite struct RoleSessionStartTests {
    private func start(_ fields: String) throws -> RoleSessionStart {
        try #require(RoleSessionStart(try event(fields)))
    }

    @Test func assumeRole() throws {
        let start = try start(
            #""eventSource":"sts.amazonaws.com","eventName":"AssumeRole","sourceIPAddress":"192.0.2.7","sharedEventID":"s","#
                + role("web-prod-instance", session: "i-0c0ffee4d5e6a7b81")
                + #","requestParameters":{"roleArn":"arn:aws:iam::510000000001:role/ci/deploy-prod","roleSessionName":"deploy","durationSeconds":3600,"sourceIdentity":"anna","serialNumber":"arn:aws:iam::1:mfa/anna"},"responseElements":{"credentials":{"accessKeyId":"ASIAEXAMPLENEW"},"assumedRoleUser":{"arn":"arn:aws:sts::510000000001:assumed-role/deploy-prod/deploy"}}"#
        )
        #expect(start.method == .assumeRole)
        #expect(start.caller.name == "web-prod-instance")
        #expect(start.callerKey == "ASIAEXAMPLE0000000001")
        #expect(start.roleName == "deploy-prod")
        #expect(start.session == "arn:aws:sts::510000000001:assumed-role/deploy-prod/deploy")
        #expect(start.sessionName == "deploy")
        #expect(start.issuedKey == "ASIAEXAMPLENEW")
        #expect(start.durationSeconds == 3600)
        #expect(start.sourceIdentity == "anna")
        #expect(start.isMFAAuthenticated == true)
        #expect(start.sharedEventID == "s")
        #expect(!start.outcome.isFailure)
    }

    @Test func deniedCallNamesTheRoleInItsMessage() throws {
        let start = try start(
            #""eventSource":"sts.amazonaws.com","eventName":"AssumeRole","errorCode":"AccessDenied","requestParameters":null,"errorMessage":"User: x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::510000000001:role/break-glass-prod","#
                + role("web")
        )
        #expect(start.outcome.isDenied)
        #expect(start.roleName == "break-glass-prod")
    }

    @Test func webIdentity() throws {
        let start = try start(
            #""eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithWebIdentity","userIdentity":{"type":"WebIdentityUser","principalId":"arn:aws:iam::5:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:acme/shop:ref:refs/heads/main","userName":"repo:acme/shop:ref:refs/heads/main","identityProvider":"arn:aws:iam::5:oidc-provider/token.actions.githubusercontent.com"},"requestParameters":{"roleArn":"arn:aws:iam::5:role/deploy"},"responseElements":{"subjectFromWebIdentityToken":"repo:acme/shop:ref:refs/heads/main","audience":"sts.amazonaws.com","provider":"token.actions.githubusercontent.com"}"#
        )
        #expect(start.method == .webIdentity)
        #expect(start.subject == "repo:acme/shop:ref:refs/heads/main")
        #expect(start.audience == "sts.amazonaws.com")
        #expect(
            start.provider == "arn:aws:iam::5:oidc-provider/token.actions.githubusercontent.com"
        )
        #expect(start.caller.kind == .subject)
    }

    @Test func samlNamesPersonAndProvider() throws {
        let start = try start(
            #""eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithSAML","userIdentity":{"type":"SAMLUser","userName":"anna@acme.example"},"requestParameters":{"roleArn":"arn:aws:iam::5:role/a","principalArn":"arn:aws:iam::5:saml-provider/sso"}"#
        )
        #expect(start.method == .saml)
        #expect(start.subject == "anna@acme.example")
        #expect(start.provider == "arn:aws:iam::5:saml-provider/sso")
    }

    @Test(
        arguments: [
            ("ec2.amazonaws.com", .instanceProfile), ("lambda.amazonaws.com", .service),
        ] as [(String, RoleSessionStart.Method)]
    )
    func services(host: String, method: RoleSessionStart.Method) throws {
        let start = try start(
            #""eventSource":"sts.amazonaws.com","eventName":"AssumeRole","userIdentity":{"type":"AWSService","invokedBy":"\#(host)"},"requestParameters":{"roleArn":"arn:aws:iam::5:role/a","roleSessionName":"i-0c0ffee4d5e6a7b81"}"#
        )
        #expect(start.method == method)
        #expect(start.caller.name == host)
    }

    @Test func tokensHaveNoRole() throws {
        let user =
            #""userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::5:user/anna","accountId":"5","userName":"anna"}"#
        let federated = try start(
            #""eventSource":"sts.amazonaws.com","eventName":"GetFederationToken",\#(user),"requestParameters":{"name":"job"},"responseElements":{"credentials":{"accessKeyId":"ASIA1"},"federatedUser":{"arn":"arn:aws:sts::5:federated-user/job"}}"#
        )
        let session = try start(
            #""eventSource":"sts.amazonaws.com","eventName":"GetSessionToken",\#(user),"responseElements":{"credentials":{"accessKeyId":"ASIA2"}}"#
        )
        #expect([federated.role, session.role] == [nil, nil])
        #expect(federated.session == "arn:aws:sts::5:federated-user/job")
        #expect([federated.issuedKey, session.issuedKey] == ["ASIA1", "ASIA2"])
        #expect(federated.caller.kind == .user)
    }

    @Test func assumeRootAndSwitchRole() throws {
        let root = try start(
            #""eventSource":"sts.amazonaws.com","eventName":"AssumeRoot","requestParameters":{"targetPrincipal":"520000000002"},"#
                + role("platform")
        )
        #expect(root.role == "arn:aws:iam::520000000002:root")
        let switched = try start(
            #""eventSource":"signin.amazonaws.com","eventName":"SwitchRole","additionalEventData":{"SwitchFrom":"arn:aws:iam::5:user/anna"},"#
                + role("admin")
        )
        #expect(switched.method == .switchRole)
        #expect(switched.roleName == "admin")
        #expect(switched.caller.name == "anna")
    }

    @Test(arguments: ["GetCallerIdentity", "ConsoleLogin", "service", "instance-profile"])
    func otherCallsAreNoStart(name: String) throws {
        #expect(
            RoleSessionStart(
                try event(#""eventSource":"sts.amazonaws.com","eventName":"\#(name)""#)
            ) == nil
        )
        #expect(
            RoleSessionStart(
                try event(#""eventSource":"ec2.amazonaws.com","eventName":"AssumeRole""#)
            ) == nil
        )
    }

    private static let roles: [String?] = [
        nil, "", "arn:aws:iam::5:role/a", "arn:aws:iam::5:role/p/q/a", "arn:aws-cn:iam::5:role/a",
        "arn:aws:iam:r:5:role/a", "arn:aws:iam::6:role/a", "arn:aws:iam::5:role/", "role/a",
        "arn::iam::5:role/a", "arn:aws:iam::5:user/a", "arn:aws:sts::5:role/a",
        "arn:aws:iam::5:role/a:b", "arn:aws:iam::5:", "arn:aws:iam::5",
    ]

    private static let sessions: [String?] = [
        nil, "", "arn:aws:sts::5:assumed-role/a/s", "arn:aws-cn:sts::5:assumed-role/a/s",
        "arn:aws:sts:r:5:assumed-role/a/s", "arn:aws:sts::5:assumed-role/p/q/a/s",
        "arn:aws:sts::5:assumed-role/a/", "arn:aws:sts::5:assumed-role//s",
        "arn:aws:sts::5:assumed-role/a/st", "arn:aws:sts::5:assumed-role/a:b/s",
        "arn::sts::5:assumed-role/a/s", "arn:aws:sts::5:federated-user/s",
    ]

    @Test func sessionIsImpliedWhereItIsTheImpliedOne() {
        var implied = 0
        for role in Self.roles {
            for session in Self.sessions {
                for name in [nil, "", "s", "a/s"] {
                    var start = RoleSessionStart(
                        .assumeRole,
                        at: EventTime(seconds: 0),
                        by: Principal(.unknown, name: "")
                    )
                    (start.role, start.session, start.sessionName) = (role, session, name)
                    #expect(start.isSessionImplied == (session == start.impliedSession))
                    if session != nil, start.isSessionImplied { implied += 1 }
                }
            }
        }
        #expect(implied >= 8)
    }

    @Test func topicsLeaveNothingOut() {
        var starts = 0
        var touches = 0
        for event in SampleArchitecture.incidentWeek {
            let topics = EventTopics(event)
            if RoleSessionStart(event) != nil {
                starts += 1
                #expect(topics == .sessions)
            }
            if !SecretAccess.accesses(in: event).isEmpty {
                touches += 1
                #expect(topics == .secrets)
            }
        }
        #expect(starts > 100 && touches > 1_000)
    }

    @Test(
        arguments: [
            ("secretsmanager", "GetSecretValue"), ("ssm", "GetParameter"), ("kms", "Decrypt"),
            ("sts", "AssumeRole"), ("iam", "CreateAccessKey"), ("signin", "SwitchRole"),
        ]
    )
    func topicsFollowFromServiceAndName(service: String, name: String) throws {
        let host = "\(service).amazonaws.com"
        #expect(
            !EventTopics(try event(#""eventSource":"\#(host)","eventName":"\#(name)""#)).isEmpty
        )
        for (source, call) in [
            (host, "ListKeys"), ("ec2.amazonaws.com", name), (host + "x", name), ("", name),
        ] {
            let other = try event(#""eventSource":"\#(source)","eventName":"\#(call)""#)
            #expect(EventTopics(other).isEmpty)
        }
        #expect(EventTopics(try event(#""eventName":"\#(name)""#)).isEmpty)
        #expect(EventTopics(try event(#""eventSource":"\#(host)""#)).isEmpty)
    }
}
