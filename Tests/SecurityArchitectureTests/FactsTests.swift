import AuditTestSupport
import SecurityArchitecture
import Testing

@Suite struct EnvironmentTests {
    static let yaml = """
        environments:
          prod:
            production: true
            accounts: "510000000001"
            roles: [prod-*, shared-prod-tool]
            secrets: [prod/*]
            resources: ["arn:aws:s3:::prod-*"]
            vpcs: vpc-0123456789abcdef0
          dev:
            accounts: "530000000003"
            roles: ["*-helper", prod-sandbox-*]
            secrets: [prod/sandbox/*]
        """

    @Test(
        arguments: [
            // The account alone.
            ("web", "510000000001", "prod"), ("web", "530000000003", "dev"),
            ("web", "990000000009", nil),
            // A pattern on the role wins over its account.
            ("prod-web", "530000000003", "prod"), ("prod-web", "990000000009", "prod"),
            // The longer pattern wins, and a name without wildcards over all.
            ("prod-sandbox-web", "510000000001", "dev"), ("some-helper", "510000000001", "dev"),
            ("shared-prod-tool", "530000000003", "prod"),
        ] as [(String, String, String?)]
    )
    func roleHasAnEnvironment(name: String, account: String, environment: String?) throws {
        let classifier = Classifier(try architecture(Self.yaml))
        let role = Principal(role: "arn:aws:iam::\(account):role/\(name)")
        #expect(classifier.environment(of: role)?.name == environment)
        if environment != nil { #expect(classifier.environment(of: role)?.provenance == .declared) }
    }

    @Test(
        arguments: [
            ("prod/a", "530000000003", "prod"), ("prod/sandbox/a", "510000000001", "dev"),
            ("a", "530000000003", "dev"), ("staging/a", "990000000009", nil),
        ] as [(String, String, String?)]
    )
    func secretHasAnEnvironment(name: String, account: String, environment: String?) throws {
        let classifier = Classifier(try architecture(Self.yaml))
        let place = SecretReference.Place(accountID: account, region: "eu-west-1")
        let facts = classifier.facts(of: SecretReference(secret: name, in: place))
        #expect(facts.environment?.name == environment)
    }

    @Test(
        arguments: [
            ("arn:aws:s3:::prod-logs", "prod"), ("vpc-0123456789abcdef0", "prod"),
            ("arn:aws:ec2:eu-west-1:990000000009:vpc/vpc-0123456789abcdef0", "prod"),
            ("arn:aws:ec2:eu-west-1:530000000003:instance/i-1", "dev"), ("i-1", nil),
        ] as [(String, String?)]
    )
    func resourceHasAnEnvironment(resource: String, environment: String?) throws {
        let classifier = Classifier(try architecture(Self.yaml))
        #expect(classifier.environment(ofResource: resource)?.name == environment)
    }

    /// In the order declared pattern, declared account, guess.
    @Test(
        arguments: [
            // The account is production, whatever the name suggests.
            ("rds", "DeleteDBCluster", #""dBClusterIdentifier":"dev-copy-of-orders""#, "prod"),
            ("s3", "DeleteBucket", #""bucketName":"staging-data""#, "prod"),
            // A pattern wins over the account.
            ("s3", "DeleteBucket", #""bucketName":"dev-data""#, "dev"),
            // Patterns on roles and users are for those that calls to IAM name, too.
            ("iam", "PutRolePolicy", #""roleName":"some-helper","policyName":"x""#, "dev"),
            ("iam", "AddRoleToInstanceProfile", #""instanceProfileName":"a-helper""#, "dev"),
            ("iam", "PutUserPolicy", #""userName":"dev-robot","policyName":"x""#, "dev"),
            ("iam", "PutUserPolicy", #""userName":"some-helper","policyName":"x""#, "prod"),
            ("iam", "PutRolePolicy", #""roleName":"by-arn","policyName":"x""#, "dev"),
            ("iam", "CreateGroup", #""groupName":"some-helper""#, "prod"),
            ("ec2", "CreateTags", #""name":"some-helper""#, "prod"),
        ]
    )
    func aDeclaredAccountWinsOverAGuess(
        service: String,
        name: String,
        parameters: String,
        environment: String
    ) throws {
        let yaml = """
            environments:
              prod: {production: true, accounts: "510000000001"}
              dev:
                roles: ["*-helper", user/dev-robot, "arn:aws:iam::510000000001:role/by-arn"]
                resources: "arn:aws:s3:::dev-*"
              staging: {accounts: "520000000002"}
            """
        let event = try event(
            #""eventSource":"\#(service).amazonaws.com","eventName":"\#(name)","#
                + #""requestParameters":{\#(parameters)}"#
        )
        let facts = Classifier(try architecture(yaml)).facts(for: event)
        #expect(facts.targetEnvironment?.name == environment)
        #expect(facts.provenance(of: .production) == .declared)
    }

    @Test func aGuessSpeaksWhereNoAccountIsDeclared() throws {
        let event = try event(
            #""eventSource":"rds.amazonaws.com","eventName":"DeleteDBCluster","#
                + #""requestParameters":{"dBClusterIdentifier":"prod-orders"}"#
        )
        let facts = Classifier(.guessed).facts(for: event)
        #expect(facts.targetEnvironment?.name == "production")
        #expect(facts.provenance(of: .production) == .guessed)
    }

    @Test func messagesOfDeniedCallsNameRoles() throws {
        let yaml = "environments: {dev: {roles: '*-helper'}}"
        let event = try event(
            #""eventSource":"iam.amazonaws.com","eventName":"PutRolePolicy","#
                + #""errorCode":"AccessDenied","errorMessage":"User: x is not authorized to "#
                + #"perform: iam:PutRolePolicy on resource: role some-helper because y""#
        )
        let facts = Classifier(try architecture(yaml)).facts(for: event)
        #expect(facts.targetEnvironment?.name == "dev")
    }

    @Test(
        arguments: [
            ("orders-prod-instance", "production"), ("prod_web", "production"),
            ("LIVE", "production"), ("stg.web", "staging"), ("pre-prod-web", "staging"),
            ("non-prod", "development"), ("qa", "development"), ("product-web", nil),
            ("devops", nil), ("prod-to-dev-copy", nil), ("latest", nil),
        ] as [(String, String?)]
    )
    func environmentIsGuessedFromWholeWords(name: String, environment: String?) {
        let role = Principal(role: "arn:aws:iam::510000000001:role/\(name)")
        let fact = Classifier(.guessed).environment(of: role)
        #expect(fact?.name == environment)
        #expect(fact.map { $0.isProduction } == environment.map { $0 == "production" })
        if let fact { #expect(fact.provenance == .guessed) }
    }

    @Test func guessesCanBeSwitchedOff() throws {
        let role = Principal(role: "arn:aws:iam::990000000009:role/deploy-prod")
        let classifier = Classifier(try architecture("guess: false"))
        #expect(classifier.environment(of: role) == nil)
        #expect(classifier.deployment(role) == nil)
        #expect(Classifier(.guessed).deployment(role) == .guessed)
    }

    @Test func aGuessMeansADeclaredEnvironment() throws {
        let classifier = Classifier(
            try architecture("environments: {live: {accounts: '510000000001', production: true}}")
        )
        let role = Principal(role: "arn:aws:iam::990000000009:role/orders-prod")
        #expect(classifier.environment(of: role)?.name == "live")
        #expect(classifier.environment(of: role)?.provenance == .guessed)
    }
}

@Suite struct PrincipalKindTests {
    static let yaml = """
        deployment-roles: {ship: {assumed-by: "repo:acme/*"}}
        people: {roles: [ops], users: [carla]}
        workloads: {jobs: {roles: batch}}
        break-glass: [rescue]
        """

    @Test(
        arguments: [
            (role("ship"), "deployment", .declared), (role("ops"), "human", .declared),
            (role("batch"), "workload", .declared), (role("rescue"), "break-glass", .declared),
            (role("terraform-apply"), "deployment", .guessed),
            (role("github-actions-x"), "deployment", .guessed),
            (role("redeployment"), "unknown", .observed),
            (role("AWSReservedSSO_Admin_0123"), "human", .observed),
            (role("AWSServiceRoleForConfig"), "aws-service", .observed),
            (role("some", session: "i-0c0ffee4d5e6a7b81"), "workload", .observed),
            (role("orders-lambda"), "workload", .guessed),
            (#""userIdentity":{"type":"Root","accountId":"510000000001"}"#, "root", .observed),
            (
                #""userIdentity":{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#,
                "aws-service", .observed
            ),
            (
                #""userIdentity":{"accountId":"5","invokedBy":"secretsmanager.amazonaws.com"}"#,
                "aws-service", .observed
            ),
            (
                #""userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::5:user/carla","userName":"carla"}"#,
                "human", .declared
            ),
            (
                #""userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::5:user/deniz","userName":"deniz"}"#,
                "unknown", .observed
            ),
            (
                #""sessionCredentialFromConsole":"true","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::5:user/deniz","userName":"deniz"}"#,
                "human", .guessed
            ),
            (
                #""userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::5:user/backup-svc","userName":"backup-svc"}"#,
                "workload", .guessed
            ),
            (
                #""userIdentity":{"type":"WebIdentityUser","userName":"repo:acme/shop:ref:x"}"#,
                "deployment", .declared
            ),
            (
                #""userIdentity":{"type":"WebIdentityUser","userName":"repo:other/x:ref:x"}"#,
                "deployment", .guessed
            ),
            (
                #""userIdentity":{"type":"WebIdentityUser","userName":"system:serviceaccount:a:b"}"#,
                "workload", .observed
            ),
            (#""userIdentity":{"type":"SAMLUser","userName":"anna"}"#, "human", .observed),
            (#""userIdentity":{"type":"Unknown"}"#, "unknown", .observed),
            (#""userIdentity":null"#, "unknown", .observed),
        ] as [(String, String, Provenance)]
    )
    func kindIsKnown(identity: String, kind: String, provenance: Provenance) throws {
        let event = try event(#""eventName":"X","eventSource":"ec2.amazonaws.com",\#(identity)"#)
        let classifier = Classifier(try architecture(Self.yaml))
        for _ in 0..<2 {
            let facts = classifier.facts(for: event)
            #expect(facts.kind.rawValue == kind)
            #expect(facts.provenance(of: .principalKind) == provenance)
        }
    }
}

@Suite struct NetworkTests {
    static let yaml = """
        networks:
          wide: 203.0.0.0/16
          office: 203.0.113.0/28
          vpc: {cidrs: 10.10.0.0/16, nat: 198.51.100.10, vpc-endpoints: vpce-1}
        """

    @Test(
        arguments: [
            ("203.0.113.3", nil, false, "office"), ("203.0.113.200", nil, false, "wide"),
            ("198.51.100.10", nil, false, "vpc"), ("198.51.100.11", nil, false, "unknown"),
            ("10.10.1.1", "vpce-1", false, "vpc"), ("10.99.1.1", "vpce-1", false, "vpc"),
            // Somebody else's VPC may have the same addresses.
            ("10.10.1.1", "vpce-2", false, "private"), ("10.10.1.1", nil, false, "vpc"),
            ("10.99.1.1", nil, false, "private"), ("fd00::1", nil, false, "private"),
            ("::ffff:203.0.113.3", nil, false, "office"),
            ("secretsmanager.amazonaws.com", nil, true, "aws"), ("AWS Internal", nil, true, "aws"),
            ("secretsmanager.amazonaws.com", "vpce-1", true, "aws"),
            ("redacted", nil, false, "unknown"), ("", nil, false, "unknown"),
            ("81.2.69.142, 192.168.10.10", nil, false, "unknown"),
        ] as [(String, String?, Bool, String)]
    )
    func networkIsFound(address: String, endpoint: String?, isForwarded: Bool, name: String) throws
    {
        let classifier = Classifier(try architecture(Self.yaml))
        let network = classifier.network(
            address: address,
            endpoint: endpoint,
            isForwarded: isForwarded
        )
        #expect(network.name == name)
        let endpointField = endpoint.map { #","vpcEndpointId":"\#($0)""# } ?? ""
        let invoked = isForwarded ? #","invokedBy":"x.amazonaws.com""# : ""
        let event = try event(
            #""sourceIPAddress":"\#(address)"\#(endpointField),"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::5:user/a"\#(invoked)}"#
        )
        #expect(classifier.facts(for: event).network.name == name)
    }
}

@Suite struct FactFieldTests {
    @Test(arguments: FactField.allCases)
    func fieldIsDescribedAndFoundByName(field: FactField) {
        #expect(field.rawValue.hasPrefix("audit."))
        #expect(FactField(rawValue: field.rawValue) == field)
        #expect(!field.meaning.isEmpty && !field.example.isEmpty)
        if field.type == .boolean { #expect(["true", "false"].contains(field.example)) }
    }

    @Test func everyValueHasItsFieldsType() throws {
        let classifier = Classifier(try SampleArchitecture.load())
        var seen: Set<FactField> = []
        for event in SampleArchitecture.incidentWeek {
            let facts = classifier.facts(for: event)
            for field in FactField.allCases {
                guard let value = facts.value(of: field, in: event) else { continue }
                seen.insert(field)
                switch value {
                case .text: #expect(field.type == .text)
                case .boolean: #expect(field.type == .boolean)
                case .list(let texts): #expect(field.type == .list && !texts.isEmpty)
                }
                #expect(value.texts.allSatisfy { !$0.isEmpty })
            }
        }
        // The company of the sample has declared no subnets, and changes nothing of its API.
        let absent: Set<FactField> = [
            .subnetTier, .apiOrigin, .apiKey, .apiUsagePlan, .apiWebACL, .mutualTLS,
            .policyUnreadable, .sessionClient,
        ]
        #expect(seen == Set(FactField.allCases).subtracting(absent))
    }

    @Test func factsOfTheSampleIncident() throws {
        let classifier = Classifier(try SampleArchitecture.load())
        let event = try #require(
            SampleArchitecture.incidentWeek.first { event in
                event.text(.eventName) == "GetSecretValue"
                    && event.identity.accessKeyID == SampleIncident.instanceKey
                    && event[.requestParameters]?["secretId"]?.string == "prod/orders/mongodb"
            }
        )
        let facts = classifier.facts(for: event)
        let expected: [FactField: FactValue] = [
            .principalKind: .text("workload"), .principalName: .text("web-prod-instance"),
            .principalEnvironment: .text("prod"), .secretName: .list(["prod/orders/mongodb"]),
            .secretKind: .list(["connection-string"]), .secretEnvironment: .list(["prod"]),
            .secretOperation: .text("read"), .secretReader: .text("undeclared"),
            .targetEnvironment: .text("prod"), .environment: .text("prod"),
            .crossEnvironment: .boolean(false), .production: .boolean(true),
            .network: .text("unknown"), .contract: .list(["network"]), .denied: .boolean(false),
            .action: .text("secretsmanager:GetSecretValue"), .window: .text("none"),
        ]
        for (field, value) in expected {
            #expect(facts.value(of: field, in: event) == value, "\(field)")
        }
        #expect(facts.provenance(of: .secretReader) == .declared)
    }

    @Test func withoutADeclarationTheSampleIsGuessed() throws {
        let classifier = Classifier(.guessed)
        let events = SampleArchitecture.incidentWeek
        let hop = try #require(
            events.first { RoleSessionStart($0)?.issuedKey == SampleIncident.stagingKey }
        )
        let facts = classifier.facts(for: hop)
        #expect(facts.roleDeployment == .guessed)
        #expect(facts.isCrossEnvironment)
        #expect(facts.provenance(of: .crossEnvironment) == .guessed)
        #expect(facts.breaches.isEmpty)
    }
}

@Suite struct DeclaredReaderTests {
    @Test func ambiguousNameIsReadAsItIsDeclared() throws {
        let read = try architecture(
            "secrets: {a: {names: prod/orders, kind: api-key, readers: [orders]}}"
        )
        let place = SecretReference.Place(accountID: "510000000001", region: "eu-west-1")
        let arn = "arn:aws:secretsmanager:eu-west-1:510000000001:secret:prod/orders-client"
        let facts = Classifier(read).facts(of: SecretReference(secret: arn, in: place))
        #expect(facts.reference.name == "prod/orders")
        #expect(facts.kind == .apiKey)
    }

    @Test(
        arguments: [("orders", .declared), ("rotator", .declared), ("web", .undeclared)]
            as [(String, ReaderStatus)]
    )
    func status(name: String, status: ReaderStatus) throws {
        let read = try architecture(
            "secrets: {a: {names: x, readers: [orders], rotation: {by: rotator}}, b: {names: y}}"
        )
        let classifier = Classifier(read)
        let place = SecretReference.Place(accountID: "510000000001", region: "eu-west-1")
        let principal = Principal(role: "arn:aws:iam::510000000001:role/\(name)")
        let secret = { classifier.facts(of: SecretReference(secret: $0, in: place)) }
        #expect(secret("x").status(of: principal) == status)
        #expect(secret("y").status(of: principal) == .unknown)
        #expect(secret("z").status(of: principal) == .unknown)
    }
}
