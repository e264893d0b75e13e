import SecurityArchitecture
import StrictYAML
import Testing

@Suite struct ArchitectureErrorTests {
    /// A file, and the one line that its author reads.
    struct Case: Sendable, CustomTestStringConvertible {
        var yaml: String
        var problem: String
        var testDescription: String { problem }

        init(_ yaml: String, _ problem: String) {
            self.yaml = yaml
            self.problem = problem
        }
    }

    static let structure = [
        Case("", "audit.yaml: the file is empty; declare at least environments, or remove it"),
        Case(
            "# nothing\n",
            "audit.yaml: the file is empty; declare at least environments, or remove it"
        ),
        Case("- a\n", "audit.yaml:1:1: is a list, but should be a mapping of sections"),
        Case("hello\n", "audit.yaml:1:1: is a string, but should be a mapping of sections"),
        Case(
            "enviroments: {}\n",
            "audit.yaml:1:1: unknown key 'enviroments'; did you mean 'environments'?"
        ),
        Case(
            "environments:\n  prod:\n    acounts: [\"510000000001\"]\n",
            "audit.yaml:3:5: environments.prod: unknown key 'acounts'; did you mean 'accounts'?"
        ),
        Case(
            "environments:\n  prod:\n    accounts: '51000000001'\n",
            "audit.yaml:3:15: environments.prod.accounts: '51000000001' is not an account id: 12 digits, in quotes"
        ),
        Case(
            "environments:\n  prod: {accounts: [[]]}\n",
            "audit.yaml:2:21: environments.prod.accounts[0]: is a list, but should be account ids"
        ),
        Case(
            "environments:\n  prod:\n    accounts:\n",
            "audit.yaml:3:14: environments.prod.accounts: is empty; write a list of account ids, [] for none, or remove the key"
        ),
        Case(
            "environments:\n  prod:\n",
            "audit.yaml:2:8: environments.prod: prod is empty; write at least its accounts, or patterns of its roles or secrets"
        ),
        Case(
            "people:\n",
            "audit.yaml:1:8: people: is empty; write people by name, {} for none, or remove the key"
        ),
        Case(
            "environments:\n  prod: {production: maybe}\n",
            "audit.yaml:2:22: environments.prod.production: 'maybe' should be true or false"
        ),
        Case(
            "guess: true\npeople: {roles: a}\nguess: false\n",
            "audit.yaml:1:1: 'guess' is declared here and again on line 3; keep one"
        ),
        Case(
            "a: 1\n---\nb: 2\n",
            "audit.yaml:2:1: a second document begins here; audit.yaml must be one document, without ---"
        ),
        Case("guess:\ttrue\n\tx: 1\n", "audit.yaml:2:1: a tab; indent YAML with spaces"),
        Case(
            "people:\n  - *-human\n",
            "audit.yaml:2:5: quote a pattern that begins with *: \"*-prod\""
        ),
        Case(
            "people: [*]\n",
            "audit.yaml:1:11: quote a pattern that begins with *: \"*-prod\""
        ),
        Case(
            "people: [a\n",
            "audit.yaml:2:1: not YAML: while parsing a flow sequence, did not find expected ',' or ']'"
        ),
    ]

    static let names = [
        Case(
            "environments: {prod: {accounts: '510000000001'}, dev: {accounts: '510000000001'}}\n",
            "audit.yaml:1:66: environments.dev.accounts: account 510000000001 is already declared on line 1; keep one"
        ),
        Case(
            "environments: {prod: {roles: 'prod-*'}, dev: {roles: '*-test'}}\n",
            "audit.yaml:1:54: environments.dev.roles: '*-test' of dev and 'prod-*' of prod (line 1) are equally specific, and both match 'prod-test'; make one of them more specific"
        ),
        Case(
            "environments: {prod: {secrets: 'a/*'}, dev: {secrets: 'a/*'}}\n",
            "audit.yaml:1:55: environments.dev.secrets: 'a/*' of dev and 'a/*' of prod (line 1) are equally specific, and both match 'a/'; make one of them more specific"
        ),
        Case(
            "environments: {prod: {roles: 'a b'}}\n",
            "audit.yaml:1:30: environments.prod.roles: 'a b' is not a role; write a role's name, a glob, an ARN, user/NAME, an account id or a service such as lambda.amazonaws.com"
        ),
        Case(
            "environments: {prod: {roles: 'arn:aws:iam'}}\n",
            "audit.yaml:1:30: environments.prod.roles: 'arn:aws:iam' is not an ARN, which has six parts: arn:aws:iam::ACCOUNT:role/NAME"
        ),
        Case(
            "environments: {prod: {roles: 'arn:aws:sts::1:assumed-role/web/i-1'}}\n",
            "audit.yaml:1:30: environments.prod.roles: 'arn:aws:sts::1:assumed-role/web/i-1' names a session; write the role: arn:aws:iam::1:role/web"
        ),
        Case(
            "environments: {prod: {vpcs: main}}\n",
            "audit.yaml:1:29: environments.prod.vpcs: 'main' is not the id of a VPC; these begin with vpc-"
        ),
        Case(
            #"environments: {prod: {secrets: 'a\b'}}"#,
            #"audit.yaml:1:32: environments.prod.secrets: 'a\b' has \b, which is not an escape; a backslash is written \\, a literal * or ? is \* or \?"#
        ),
        Case(
            "networks: {office: 203.0.113.0/33}\n",
            "audit.yaml:1:20: networks.office: '203.0.113.0/33' is not a CIDR block: the prefix length of an IPv4 block is 0 to 32"
        ),
        Case(
            "networks: {office: 10.0.0.0/8, home: 10.0.0.0/8}\n",
            "audit.yaml:1:38: networks.home: block 10.0.0.0/8 is already declared on line 1; keep one"
        ),
        Case(
            "networks: {office: 10.0.0.0/8}\npeople: {roles: a, from: ofice}\n",
            "audit.yaml:2:26: people.from: unknown network 'ofice'; did you mean 'office'?"
        ),
        Case(
            "environments: {prod: {production: true}}\nsecrets: {db: {names: x, environment: prd}}\n",
            "audit.yaml:2:39: secrets.db.environment: unknown environment 'prd'; did you mean 'prod'?"
        ),
        Case(
            "secrets: {db: {names: x, kind: api-kee}}\n",
            "audit.yaml:1:32: secrets.db.kind: 'api-kee' is not a kind of secret; did you mean 'api-key'?"
        ),
        Case(
            "secrets: {db: {kind: other}}\n",
            "audit.yaml:1:15: secrets.db: missing key 'names': globs on the names of the secrets"
        ),
        Case(
            "secrets: {db: {names: x, rotation: 30}}\n",
            "audit.yaml:1:36: secrets.db.rotation: '30' is not a duration; write 30d, 12h, 90m or 1h30m"
        ),
        Case(
            "secrets: {db: {names: x, replica-regions: frankfurt}}\n",
            "audit.yaml:1:43: secrets.db.replica-regions: 'frankfurt' is not a region; write for example eu-central-1"
        ),
        Case(
            "secrets: {db: {names: <environment>/x}}\n",
            "audit.yaml:1:15: secrets.db: uses <environment>, but no environments are declared"
        ),
        Case(
            "deployment-roles: {d: {windows: Mon-Thu 25:00-26:00}}\n",
            "audit.yaml:1:33: deployment-roles.d.windows: 'Mon-Thu 25:00-26:00' is not a window; write Mon-Thu 08:00-16:00 Europe/Berlin"
        ),
        Case(
            "deployment-roles: {d: {windows: Mon-Thx 08:00-16:00}}\n",
            "audit.yaml:1:33: deployment-roles.d.windows: 'Mon-Thx' is not a day; write Mon, Mon-Thu, Mon,Wed,Fri, daily, weekdays or weekend"
        ),
        Case(
            "deployment-roles: {d: {windows: 08:00-16:00 Europe/Berln}}\n",
            "audit.yaml:1:33: deployment-roles.d.windows: 'Europe/Berln' is not a time zone; did you mean 'Europe/Berlin'?"
        ),
        Case(
            "time-zone: PST\n",
            "audit.yaml:1:12: time-zone: 'PST' is not a time zone; write UTC or a name such as Europe/Berlin"
        ),
        Case(
            "deployment-roles: {d: {freezes: 2026-02-30}}\n",
            "audit.yaml:1:33: deployment-roles.d.freezes: '2026-02-30' is not a date; write 2026-12-20, 2026-12-20 18:00 or 2026-12-20T18:00:00Z"
        ),
        Case(
            "deployment-roles: {d: {freezes: {from: 2026-12-24, to: 2026-12-20}}}\n",
            "audit.yaml:1:33: deployment-roles.d.freezes: the freeze ends (2026-12-20) before it begins (2026-12-24)"
        ),
        Case(
            "deployment-roles: {d: {allowed: RunInstances}}\n",
            "audit.yaml:1:33: deployment-roles.d.allowed: 'RunInstances' is not an action; write service:Action, for example ec2:Describe*"
        ),
        Case(
            "deployment-roles: {d: {max-session: soon}}\n",
            "audit.yaml:1:37: deployment-roles.d.max-session: 'soon' is not a duration; write 30d, 12h, 90m or 1h30m"
        ),
        Case(
            "subnets: {public: subnet-1}\n",
            "audit.yaml:1:19: subnets.public: 'subnet-1' is not the id of a subnet; it is subnet- and hex digits"
        ),
        Case(
            "signing-keys: {jwt: {keys: alias/jwt, algorithm: RS265}}\n",
            "audit.yaml:1:50: signing-keys.jwt.algorithm: 'RS265' is not an algorithm; did you mean 'RS256'?"
        ),
        Case(
            "api: {cors-origins: 'https://a.example/path'}\n",
            "audit.yaml:1:21: api.cors-origins: 'https://a.example/path' is not an origin; write https://HOST, without a path"
        ),
        Case(
            "mtls: {listeners: 'arn:aws:s3:::bucket'}\n",
            "audit.yaml:1:19: mtls.listeners: 'arn:aws:s3:::bucket' is not the ARN of a listener: arn:aws:elasticloadbalancing:REGION:ACCOUNT:…"
        ),
    ]

    static let entries = [
        Case(
            "deployment-roles: {deploy-prod: prod}\n",
            "audit.yaml:1:33: deployment-roles.deploy-prod: is a string, but should be the contract of a deployment role"
        ),
        Case(
            "break-glass:\n  rescue:\n",
            "audit.yaml:2:10: break-glass.rescue: is empty; write a role, or remove the key"
        ),
        Case(
            "networks: {vpc: <environment>}\n",
            "audit.yaml:1:17: networks.vpc: <environment> has no meaning here; it stands for an environment in secrets and roles"
        ),
        Case(
            "deployment-roles: [deploy, deploy]\n",
            "audit.yaml:1:28: deployment-roles[1]: deployment role 'deploy' is already declared on line 1; keep one"
        ),
        Case(
            "secrets: {db: {names: x*}, api: {names: x*}}\n",
            "audit.yaml:1:41: secrets.api.names: 'x*' of api and 'x*' of db (line 1) are equally specific, and both match 'x'; make one of them more specific"
        ),
        Case(
            "deployment-roles: [ship-*, '*-prod']\n",
            "audit.yaml:1:28: deployment-roles[1]: '*-prod' of *-prod and 'ship-*' of ship-* (line 1) are equally specific, and both match 'ship-prod'; make one of them more specific"
        ),
        Case(
            "secrets: [{names: x}]\n",
            "audit.yaml:1:11: secrets[0]: missing key 'name'"
        ),
    ]

    static let groups = [
        Case(
            "security-groups: {DB-SG: {Ingress: 27017 from Privat-SG}, Private-SG: {}}\n",
            "audit.yaml:1:36: security-groups.DB-SG.Ingress: unknown security group or network 'Privat-SG'; did you mean 'Private-SG'?"
        ),
        Case(
            "security-groups: {A: {Ingress: 443 to self}}\n",
            "audit.yaml:1:32: security-groups.A.Ingress: '443 to self' has 'to' in ingress; write 27017 from Private-SG"
        ),
        Case(
            "security-groups: {A: {Ingress: 70000 from self}}\n",
            "audit.yaml:1:32: security-groups.A.Ingress: '70000' is not a port; write 443, 80/443, 1024-65535, All, or a protocol"
        ),
        Case(
            "security-groups: {A: {Egress: 443}}\n",
            "audit.yaml:1:31: security-groups.A.Egress: '443' is not a rule; write 443 to 0.0.0.0/0, or None"
        ),
        Case(
            "security-groups: {A: {Egress: icmp 8 to self}}\n",
            "audit.yaml:1:31: security-groups.A.Egress: 'icmp 8 to self' has ports, which only tcp and udp have"
        ),
        Case(
            "security-groups: {A: {id: sg-xyz}}\n",
            "audit.yaml:1:27: security-groups.A.id: 'sg-xyz' is not the id of a security group; it is sg- and 8 to 17 hex digits"
        ),
        Case(
            "security-groups: {A: {id: sg-0123456789abcdef0}, B: {id: sg-0123456789abcdef0}}\n",
            "audit.yaml:1:58: security-groups.B.id: security group sg-0123456789abcdef0 is already declared on line 1; keep one"
        ),
        Case(
            "security-groups: {A: {id: {prod: sg-0123456789abcdef0}}}\n",
            "audit.yaml:1:34: security-groups.A.id.prod: unknown environment 'prod'"
        ),
    ]

    @Test(arguments: structure + names + entries + groups)
    func problemIsReported(example: Case) {
        #expect(problems(example.yaml) == [example.problem])
    }

    @Test func allProblemsAreReportedAtOnceInTheOrderOfLines() {
        let yaml = """
            environments:
              prod: {accounts: "1"}
            people: {roles: "a b"}
            networks: {office: nowhere}
            """
        let lines = problems(yaml).map { $0.split(separator: ":")[1] }
        #expect(lines == ["2", "3", "4"])
    }

    @Test func anErrorInAnEntryForEachEnvironmentIsReportedOnce() {
        let yaml = """
            environments: {prod: {accounts: "510000000001"}, dev: {accounts: "530000000003"}}
            secrets: {db: {names: <environment>/db, rotation: never}}
            """
        #expect(problems(yaml).count == 1)
    }

    @Test func accountsKeepTheirLeadingZeros() throws {
        let read = try architecture(
            "environments: {prod: {accounts: [012345678901, 000000000017]}}"
        )
        #expect(read.environments[0].accounts == ["012345678901", "000000000017"])
    }

    @Test func anEntryStandsForEachEnvironment() throws {
        let read = try architecture(
            """
            environments: {prod: {secrets: p/*}, dev: {secrets: d/*}, lab: {secrets: l/*}}
            people: {roles: "admin-<environment>"}
            secrets: [{name: db, names: <environment>/db, environment: [prod, dev]}]
            deployment-roles: [deploy-<environment>]
            """
        )
        #expect(read.people.map(\.environment) == ["prod", "dev", "lab"])
        #expect(
            read.people.map { $0.principals[0].text } == ["admin-prod", "admin-dev", "admin-lab"]
        )
        #expect(read.secrets.map { $0.patterns[0].description } == ["prod/db", "dev/db"])
        #expect(
            read.deploymentRoles.map(\.role.text) == ["deploy-prod", "deploy-dev", "deploy-lab"]
        )
    }

    @Test func anchorsAndMergeKeysAreFollowed() throws {
        let read = try architecture(
            """
            deployment-roles:
              deploy-a: &base
                windows: Mon 08:00-16:00
                max-session: 1h
              deploy-b:
                <<: *base
                max-session: 2h
            """
        )
        #expect(read.deploymentRoles[1].windows == read.deploymentRoles[0].windows)
        #expect(read.deploymentRoles.map { $0.maximumSession?.description } == ["1h", "2h"])
    }

    @Test func hashIsOfTheMeaning() throws {
        let one = try architecture("guess: false # no\npeople: {roles: [a, b]}\n")
        let same = try architecture("people:\n  roles: ['a', \"b\"]\nguess: false\n")
        let other = try architecture("guess: false\npeople: {roles: [b, a]}\n")
        #expect(one.contentHash == same.contentHash)
        #expect(one.contentHash != other.contentHash)
        #expect(one.isDeclared)
        #expect(!Architecture.guessed.isDeclared)
    }

    @Test func unreadableFileIsReportedByName() {
        #expect(throws: ArchitectureErrors.self) {
            try Architecture(contentsOf: "no-such-folder/audit.yaml")
        }
    }
}
