import AuditIndex
import AuditTestSupport
import Foundation
import Ingestion
import SecurityArchitecture
import Testing

@testable import Assessment

/// Whatever a company calls its things, what is proposed for it loads.
struct InitCompanyTests {
    /// A company: its accounts, and names that fit together badly.
    private struct Company {
        var random: SeededRandom
        var lines: [String] = []
        private var events = 0

        static let environments = [
            "prod", "staging", "dev", "test", "live", "qa", "uat", "Prod", "pre-prod", "non-prod",
            "",
        ]
        static let stems = [
            "deploy", "orders", "fraud", "ledger", "billing", "deploy", "terraform", "true", "null",
            "name", "roles", "secrets", "break-glass", "AWSReservedSSO_Admin", "a", "1", "ünï",
            "o'r",
            "x*y", "a?", "\\\\b", "<environment>", "user", "Deploy",
        ]

        init(seed: Int) { random = SeededRandom(seed: seed) }

        mutating func one<Element>(of list: [Element]) -> Element {
            list[Int.random(in: 0..<list.count, using: &random)]
        }

        mutating func name(_ separator: String) -> String {
            var parts = [one(of: Self.environments), one(of: Self.stems), one(of: Self.stems)]
            parts.shuffle(using: &random)
            parts.removeLast(Int.random(in: 0...1, using: &random))
            let name = parts.filter { !$0.isEmpty }.joined(separator: separator)
            return name.isEmpty ? "a" : name
        }

        mutating func add(
            day: Int,
            account: String,
            role: String?,
            address: String,
            _ source: String,
            _ call: String,
            _ parameters: String
        ) {
            events += 1
            let name = role ?? "bob"
            let kind = role == nil ? "user" : "role"
            let session = one(of: ["i-0c0ffee4d5e6a7b81", "ci", "ben@acme.example"])
            let identity =
                role == nil
                ? #"{"type":"IAMUser","userName":"\#(name)","#
                    + #""arn":"arn:aws:iam::\#(account):user/\#(name)","accountId":"\#(account)"}"#
                : #"{"type":"AssumedRole","accountId":"\#(account)","#
                    + #""arn":"arn:aws:sts::\#(account):assumed-role/\#(name)/\#(session)","#
                    + #""sessionContext":{"sessionIssuer":{"type":"Role","userName":"\#(name)","#
                    + #""arn":"arn:aws:iam::\#(account):\#(kind)/\#(name)"}}}"#
            lines.append(
                #"{"eventTime":"2026-03-\#(day < 10 ? "0" : "")\#(day)T10:00:00Z","#
                    + #""eventID":"e\#(events)","eventSource":"\#(source).amazonaws.com","#
                    + #""eventName":"\#(call)","awsRegion":"\#(one(of: ["eu-west-1", "us-east-1"]))","#
                    + #""recipientAccountId":"\#(account)","sourceIPAddress":"\#(address)","#
                    + #""requestParameters":\#(parameters),"userIdentity":\#(identity)}"#
            )
        }

        /// A year of it in a few hundred events: habits of several days, and what happened once.
        mutating func work() {
            let accounts = (1...Int.random(in: 1...4, using: &random)).map { "51000000000\($0)" }
            let roles = (0..<8).map { _ in name(one(of: ["-", "_", "."])) }
            let secrets = (0..<14).map { _ in
                one(of: ["", "/", "//"]) + name("/")
            }
            let habits = Int.random(in: 20...60, using: &random)
            for _ in 0..<habits {
                let account = one(of: accounts)
                let role = Int.random(in: 0..<8, using: &random) == 0 ? nil : one(of: roles)
                let target = one(of: roles)
                let secret = one(of: secrets)
                let address = one(of: [
                    "10.1.0.7", "10.1.0.8", "203.0.113.9", "2001:db8::7", "a.amazonaws.com",
                ])
                let call = Int.random(in: 0..<5, using: &random)
                let seconds = one(of: ["900", "901", "3600", "43200", "99999999999999", "-60"])
                for day in 1...one(of: [1, 1, 3, 6, 9]) {
                    switch call {
                    case 0:
                        add(
                            day: day,
                            account: account,
                            role: role,
                            address: address,
                            "sts",
                            "AssumeRole",
                            #"{"roleArn":"arn:aws:iam::\#(account):role/\#(target)","durationSeconds":\#(seconds)}"#
                        )
                    case 1:
                        add(
                            day: day,
                            account: account,
                            role: role,
                            address: address,
                            "ssm",
                            "GetParameter",
                            #"{"name":"\#(secret)","withDecryption":true}"#
                        )
                    case 2:
                        add(
                            day: day,
                            account: account,
                            role: role,
                            address: address,
                            "secretsmanager",
                            one(of: ["PutSecretValue", "RotateSecret"]),
                            #"{"secretId":"\#(secret)"}"#
                        )
                    case 3:
                        add(
                            day: day,
                            account: account,
                            role: role,
                            address: address,
                            "kms",
                            "Sign",
                            #"{"keyId":"arn:aws:kms:eu-west-1:\#(account):key/\#(target)"}"#
                        )
                    default:
                        add(
                            day: day,
                            account: account,
                            role: role,
                            address: address,
                            "secretsmanager",
                            "GetSecretValue",
                            #"{"secretId":"\#(secret)"}"#
                        )
                    }
                }
            }
        }
    }

    private static func proposal(of lines: [String]) throws -> Proposal {
        try TemporaryFolder.with { folder in
            try folder.write(lines.joined(separator: "\n"), to: "logs/a.jsonl")
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            let summary = try Ingest(index: index, options: IngestOptions()).run([
                folder.path("logs")
            ])
            #expect(summary.records.indexed == lines.count)
            return Proposal(of: try index.survey())
        }
    }

    @Test(arguments: 1...60)
    func `Every proposal is valid as it is found`(seed: Int) throws {
        var company = Company(seed: seed)
        company.work()
        let proposal = try Self.proposal(of: company.lines)
        let text = ProposalText(writing: proposal).text
        do {
            _ = try Architecture(yaml: Array(text.utf8), file: "audit.yaml")
        } catch {
            Issue.record("\(error)\n\(text)")
        }
    }

    /// One call of anybody must not keep a company from its proposal.
    @Test(arguments: ["deploy", "deploy-prod", "Deploy", "terraform"])
    func `A role assumed once is a line to check`(role: String) throws {
        var company = Company(seed: 1)
        company.add(
            day: 1,
            account: "510000000001",
            role: nil,
            address: "20.1.2.3",
            "sts",
            "AssumeRole",
            #"{"roleArn":"arn:aws:iam::510000000001:role/\#(role)"}"#
        )
        let text = ProposalText(writing: try Self.proposal(of: company.lines)).text
        _ = try Architecture(yaml: Array(text.utf8), file: "audit.yaml")
        #expect(text.contains("# CHECK"))
        #expect(text.contains("20.1.2.3"))
    }

    /// Two environments share a folder, and one secret in it has another reader in one of them.
    @Test
    func `Environments of one folder do not contradict one another`() throws {
        var company = Company(seed: 1)
        for day in 1...7 {
            for environment in ["staging", "dev"] {
                for (name, reader) in [
                    ("url", "shop"), ("pool-size", environment == "dev" ? "admin" : "shop"),
                ] {
                    company.add(
                        day: day,
                        account: environment == "dev" ? "510000000001" : "510000000002",
                        role: "\(environment)-\(reader)",
                        address: "a.amazonaws.com",
                        "ssm",
                        "GetParameter",
                        #"{"name":"/\#(environment)/fraud/\#(name)","withDecryption":true}"#
                    )
                }
            }
        }
        let text = ProposalText(writing: try Self.proposal(of: company.lines)).text
        let architecture = try Architecture(yaml: Array(text.utf8), file: "audit.yaml")
        #expect(architecture.environments.map(\.name) == ["staging", "dev"])
        let classifier = Classifier(architecture)
        for (account, name) in [
            ("510000000001", "/dev/fraud/url"), ("510000000002", "/staging/fraud/pool-size"),
        ] {
            let secret = SecretReference(
                parameter: name,
                in: .init(accountID: account, region: "eu-west-1")
            )
            #expect(classifier.facts(of: secret).declaration != nil)
        }
    }

    /// What nobody foresaw costs the entry, and not the proposal.
    @Test
    func `What would be invalid is left out, and says so`() throws {
        var proposal = try Self.proposal(
            of: {
                var company = Company(seed: 3)
                company.work()
                return company.lines
            }()
        )
        let secret = Proposal.Secrets(
            name: "a",
            kind: .other,
            names: ["x"],
            environments: ["no-such"],
            readers: ["a:b c"],
            rotators: [],
            words: "",
            checks: []
        )
        proposal.secrets += [secret]
        proposal.networks.append(
            .init(name: "n", environment: nil, blocks: [("10.1.2.3.4/99", "")])
        )
        let text = ProposalText(proposal)
        _ = try Architecture(yaml: Array(text.text.utf8), file: "audit.yaml")
        #expect(text.text.contains("# CHECK x, left out: "))
        #expect(text.text.contains("# CHECK n, left out: "))
        #expect(!text.proposal.secrets.contains { $0.name == "a" })
        var long = proposal
        for number in 0..<40_000 {
            long.breakGlass.append(("break-glass-\(number)-of-a-company-with-many", "guessed"))
        }
        let short = ProposalText(long)
        _ = try Architecture(yaml: Array(short.text.utf8), file: "audit.yaml")
        #expect(short.text.contains("the file would be too large"))
    }
}
