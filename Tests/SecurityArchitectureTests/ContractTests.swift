import CloudTrail
import SecurityArchitecture
import StrictYAML
import Testing

/// Every clause, on both sides.
@Suite struct ContractTests {
    static let yaml = """
        environments: {prod: {accounts: "510000000001", production: true}, dev: {accounts: "530000000003"}}
        networks: {runners: 192.0.2.0/24, office: 203.0.113.0/28}
        deployment-roles:
          deploy-prod:
            environment: prod
            assumed-by:
              - ci-prod
              - arn:aws:iam::530000000003:role/tools
              - {oidc: "repo:acme/shop:ref:refs/heads/main", provider: token.actions.githubusercontent.com}
            from: [runners, 198.51.100.10]
            windows: Mon-Thu 08:00-16:00 Europe/Berlin
            freezes: {from: 2026-03-03, to: 2026-03-03, reason: audit}
            max-session: 1h
            allowed: [ec2:*, cloudwatch:PutMetricAlarm, lambda:UpdateFunctionCode, kms:Decrypt]
            forbidden: [ec2:Terminate*]
        break-glass:
          rescue: {assumed-by: security, from: office}
        workloads:
          web: {from: runners}
        """

    private func facts(_ text: String) throws -> Facts {
        Classifier(try architecture(Self.yaml)).facts(for: try Event(parsing: Array(text.utf8)))
    }

    private func assume(
        by caller: String = role("ci-prod"),
        at time: String = "2026-03-02T09:00:00Z",
        from address: String = "192.0.2.7",
        seconds: String = "3600",
        target: String = "deploy-prod"
    ) throws -> [ContractClause] {
        try facts(
            #"{"eventTime":"\#(time)","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","recipientAccountId":"510000000001","sourceIPAddress":"\#(address)",\#(caller),"requestParameters":{"roleArn":"arn:aws:iam::510000000001:role/\#(target)","durationSeconds":\#(seconds)}}"#
        ).breaches.map(\.clause)
    }

    @Test func assumer() throws {
        #expect(try assume() == [])
        #expect(try assume(by: role("ci-prod-2")) == [.assumer])
        #expect(try assume(by: role("tools", account: "530000000003")) == [])
        #expect(try assume(by: role("tools")) == [.assumer])
        #expect(try assume(by: role("tools"), target: "other") == [])
    }

    @Test(
        arguments: [
            ("aws-login", "", [ContractClause.client]), ("agent", "", [.client]),
            ("oauth", "", [.client]), ("aws-login", "clients: aws-login", []),
            ("agent", "clients: aws-login", [.client]), ("agent", "clients: [agent, oauth]", []),
            ("aws-login", "clients: []", [.client]),
        ]
    ) func clientsThatMayHaveASession(
        client: String,
        clients: String,
        clauses: [ContractClause]
    ) throws {
        let requests = [
            "aws-login": #""client_id":"arn:aws:signin:::devtools/same-device""#,
            "agent": #""resource":"https://aws-mcp.eu-west-1.api.aws/mcp""#,
            "oauth": #""client_id":"external""#,
        ]
        let event = try Event(
            parsing: Array(
                #"{"eventTime":"2026-03-02T09:00:00Z","eventSource":"signin.amazonaws.com","eventName":"CreateOAuth2Token",\#(role("anna")),"requestParameters":{\#(requests[client] ?? "")}}"#
                    .utf8
            )
        )
        let yaml = "people: {roles: anna, \(clients)}"
        let facts = Classifier(try architecture(yaml)).facts(for: event)
        // Without a word about clients, all are allowed.
        #expect(facts.breaches.map(\.clause) == (clients.isEmpty ? [] : clauses))
        #expect(facts.value(of: .sessionClient, in: event) == .text(client))
    }

    @Test func callsOfAgentsAndUnknownClients() throws {
        let event = try Event(
            parsing: Array(
                #"{"eventTime":"2026-03-02T09:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::510000000001:assumed-role/anna/a","invokedBy":"aws-mcp.amazonaws.com"},"sourceIPAddress":"aws-mcp.amazonaws.com"}"#
                    .utf8
            )
        )
        let forbidden = try architecture("people: {roles: anna, clients: aws-login}")
        #expect(Classifier(forbidden).facts(for: event).breaches.map(\.clause) == [.client])
        #expect(
            Classifier(forbidden).facts(for: event).breaches.map(\.words)
                == ["a session for agent; allowed: aws-login"]
        )
        #expect(throws: ArchitectureErrors.self) {
            try architecture("people: {roles: anna, clients: agents}")
        }
    }

    @Test func copyAcrossAccountsNamesTheAccountOnly() throws {
        func account(_ id: String) -> String {
            #""userIdentity":{"type":"AWSAccount","principalId":"AROAEXAMPLE:x","accountId":"\#(id)"}"#
        }
        #expect(try assume(by: account("530000000003")) == [])
        let narrow = try architecture(
            "deployment-roles: {d: {assumed-by: 'arn:aws:iam::530000000003:role/t'}}"
        )
        var start = RoleSessionStart(
            .assumeRole,
            at: time("2026-03-02T09:00:00Z"),
            by: Principal(.account, name: "x", accountID: "990000000009")
        )
        start.role = "arn:aws:iam::510000000001:role/d"
        let classifier = Classifier(narrow)
        let network = classifier.network(address: "192.0.2.7")
        #expect(classifier.breaches(of: start, network: network).map(\.clause) == [.assumer])
        start.caller.accountID = "530000000003"
        #expect(classifier.breaches(of: start, network: network).isEmpty)
    }

    @Test(
        arguments: [
            ("repo:acme/shop:ref:refs/heads/main", "token.actions.githubusercontent.com", []),
            ("repo:acme/shop:pull_request", "token.actions.githubusercontent.com", [.subject]),
            ("repo:acme/shop:ref:refs/heads/main", "evil.example", [.subject]),
        ] as [(String, String, [ContractClause])]
    )
    func subject(subject: String, host: String, clauses: [ContractClause]) throws {
        let found = try facts(
            #"{"eventTime":"2026-03-02T09:00:00Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithWebIdentity","sourceIPAddress":"192.0.2.7","userIdentity":{"type":"WebIdentityUser","userName":"\#(subject)","identityProvider":"arn:aws:iam::5:oidc-provider/\#(host)"},"requestParameters":{"roleArn":"arn:aws:iam::510000000001:role/deploy-prod"}}"#
        )
        #expect(found.breaches.map(\.clause) == clauses)
        #expect(found.kind == .deployment)
    }

    @Test(
        arguments: [
            ("192.0.2.7", []), ("198.51.100.10", []), ("198.51.100.11", [.network]),
            ("203.0.113.3", [.network]), ("10.0.0.1", [.network]),
            ("cloudformation.amazonaws.com", []),
        ] as [(String, [ContractClause])]
    )
    func network(address: String, clauses: [ContractClause]) throws {
        #expect(try assume(from: address) == clauses)
    }

    @Test(
        arguments: [
            ("2026-03-02T06:59:59Z", [.window]), ("2026-03-02T07:00:00Z", []),
            ("2026-03-02T14:59:59Z", []), ("2026-03-02T15:00:00Z", [.window]),
            ("2026-03-06T09:00:00Z", [.window]),
            ("2026-03-03T09:00:00Z", [.freeze]), ("2026-03-03T20:00:00Z", [.window, .freeze]),
            ("2026-03-04T09:00:00Z", []),
        ] as [(String, [ContractClause])]
    )
    func windowsAndFreezes(time: String, clauses: [ContractClause]) throws {
        #expect(try assume(at: time) == clauses)
    }

    @Test(
        arguments: [("3600", []), ("3601", [.sessionLength]), ("\"7200\"", [.sessionLength])]
            as [(String, [ContractClause])]
    )
    func sessionLength(seconds: String, clauses: [ContractClause]) throws {
        #expect(try assume(seconds: seconds) == clauses)
    }

    @Test(
        arguments: [
            ("ec2", "RunInstances", []), ("ec2", "TerminateInstances", [.action]),
            ("EC2", "runinstances", []), ("s3", "GetObject", [.action]),
            ("monitoring", "PutMetricAlarm", []), ("monitoring", "DeleteAlarms", [.action]),
            ("lambda", "UpdateFunctionCode20150331v2", []),
            ("lambda", "DeleteFunction20150331", [.action]),
        ] as [(String, String, [ContractClause])]
    )
    func action(service: String, name: String, clauses: [ContractClause]) throws {
        #expect(try act(service, name) == clauses)
    }

    private func act(
        _ service: String,
        _ name: String,
        at time: String = "2026-03-02T09:00:00Z",
        from address: String = "192.0.2.7",
        caller: String = role("deploy-prod")
    ) throws -> [ContractClause] {
        try facts(
            #"{"eventTime":"\#(time)","eventSource":"\#(service).amazonaws.com","eventName":"\#(name)","recipientAccountId":"510000000001","sourceIPAddress":"\#(address)",\#(caller)}"#
        ).breaches.map(\.clause)
    }

    @Test func whatBeganInTimeMayFinish() throws {
        // The session began at 08:59 UTC; the window ends at 15:00, the hour at 09:59.
        #expect(try act("ec2", "RunInstances", at: "2026-03-02T09:59:00Z") == [])
        #expect(try act("ec2", "RunInstances", at: "2026-03-02T15:30:00Z") == [.sessionLength])
    }

    @Test func aSessionIsUsedFromWhereItMay() throws {
        #expect(try act("ec2", "RunInstances", from: "45.83.64.11") == [.network])
    }

    @Test func forwardedCallsAreCheckedAgainstForbiddenActionsOnly() throws {
        let forwarded =
            role("deploy-prod").dropLast() + #","invokedBy":"cloudformation.amazonaws.com"}"#
        #expect(
            try act(
                "s3",
                "CreateBucket",
                from: "cloudformation.amazonaws.com",
                caller: String(forwarded)
            ) == []
        )
        #expect(try act("ec2", "TerminateInstances", caller: String(forwarded)) == [.action])
    }

    @Test func breakGlassIsTakenByItsPeople() throws {
        #expect(try assume(by: role("security"), from: "203.0.113.3", target: "rescue") == [])
        #expect(try assume(by: role("security"), from: "192.0.2.7", target: "rescue") == [.network])
        #expect(
            try assume(by: role("ci-prod"), from: "203.0.113.3", target: "rescue") == [.assumer]
        )
    }

    @Test func workloadsCallFromTheirNetwork() throws {
        #expect(try act("ec2", "DescribeInstances", caller: role("web")) == [])
        #expect(
            try act("ec2", "DescribeInstances", from: "203.0.113.3", caller: role("web")) == [
                .network
            ]
        )
        #expect(
            try act("ec2", "DescribeInstances", from: "203.0.113.3", caller: role("other")) == []
        )
    }

    @Test func breachesAreDescribed() throws {
        let found = try facts(
            #"{"eventTime":"2026-03-07T02:06:19Z","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","sourceIPAddress":"10.9.8.7",\#(role("web-prod-instance")),"errorCode":"AccessDenied","errorMessage":"User: x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::510000000001:role/deploy-prod"}"#
        )
        #expect(
            found.breaches.map(\.words) == [
                "attempted by web-prod-instance; allowed: ci-prod, arn:aws:iam::530000000003:role/tools, repo:acme/shop:ref:refs/heads/main",
                "from 10.9.8.7 (private), not in runners, 198.51.100.10/32",
                "outside its windows (Mon–Thu 08:00–16:00 Europe/Berlin): Saturday 03:06",
            ]
        )
    }
}
