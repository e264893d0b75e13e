import AuditIndex
import AuditTestSupport
import CloudTrail
import Foundation
import Ingestion
import SecurityArchitecture
import Testing

@testable import Assessment

/// What is proposed can be read, allows what is usual, and allows nothing else.
struct InitProposalTests {
    private static func proposal(of paths: [String], in folder: borrowing TemporaryFolder) throws
        -> String
    {
        let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
        _ = try Ingest(index: index, options: IngestOptions()).run(paths)
        return ProposalText(Proposal(of: try index.survey())).text
    }

    private static func parsed(_ text: String) throws -> Architecture {
        try Architecture(yaml: Array(text.utf8), file: "audit.yaml")
    }

    private static func weekEvents(_ logs: SampleLogs) -> [Event] {
        var events: [Event] = []
        for file in logs.files() {
            _ = LogReader().read(bytes: file.json) { record, _ in
                if case .event(let event) = record { events.append(event.detached) }
                return true
            }
        }
        return events
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `A benign week breaks nothing of what it proposes`(seed: UInt64) throws {
        let logs = SampleLogs(seed: seed, incident: false)
        try TemporaryFolder.with { folder in
            try logs.write(into: folder.path)
            let text = try Self.proposal(of: [folder.path("AWSLogs")], in: folder)
            let architecture = try Self.parsed(text)
            #expect(architecture.environments.map(\.name) == ["prod", "staging", "dev"])
            #expect(architecture.deploymentRoles.count == 3)
            let classifier = Classifier(architecture)
            var declared = 0
            for event in Self.weekEvents(logs) {
                let facts = classifier.facts(for: event)
                #expect(facts.readerStatus != .undeclared)
                #expect(facts.breaches.filter { $0.clause != .subject }.isEmpty)
                if facts.readerStatus == .declared { declared += 1 }
            }
            #expect(declared > 500)
        }
    }

    @Test func `Hundreds of secrets that dozens read make a file that can be read`() throws {
        try TemporaryFolder.with { folder in
            var lines = ""
            for secret in 0..<40 {
                for reader in 0..<70 {
                    // Half of the readers come on three days, the others once.
                    for day in 1...(reader % 2 == 0 ? 3 : 1) {
                        lines += Self.read("prod/service-\(secret)/db", by: reader, on: day) + "\n"
                    }
                }
            }
            try folder.write(lines, to: "logs/a.jsonl")
            let text = try Self.proposal(of: [folder.path("logs")], in: folder)
            let architecture = try Self.parsed(text)
            #expect(architecture.secrets.flatMap(\.patterns).count == 40)
            #expect(architecture.secrets.allSatisfy { $0.readers?.isEmpty ?? true })
            #expect(text.components(separatedBy: "# CHECK").count < 500)
        }
    }

    private static func read(_ secret: String, by reader: Int, on day: Int) -> String {
        let role = "service-\(reader)-\(secret.utf8.count)-instance"
        return #"{"eventVersion":"1.08","eventTime":"2026-03-0\#(day)T10:00:00Z","#
            + #""eventID":"\#(secret)-\#(reader)-\#(day)","eventSource":"secretsmanager.amazonaws.com","#
            + #""eventName":"GetSecretValue","awsRegion":"eu-west-1","sourceIPAddress":"10.1.0.\#(reader)","#
            + #""recipientAccountId":"510000000001","requestParameters":{"secretId":"\#(secret)"},"#
            + #""userIdentity":{"type":"AssumedRole","accountId":"510000000001","#
            + #""principalId":"AROAEXAMPLE\#(reader):i-0c0ffee4d5e6a7b81","accessKeyId":"ASIAEXAMPLE\#(reader)","#
            + #""arn":"arn:aws:sts::510000000001:assumed-role/\#(role)/i-0c0ffee4d5e6a7b81","#
            + #""sessionContext":{"sessionIssuer":{"type":"Role","userName":"\#(role)","#
            + #""arn":"arn:aws:iam::510000000001:role/\#(role)","accountId":"510000000001"}}}}"#
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `A thief's traces are not declared`(seed: UInt64) throws {
        let logs = SampleLogs(seed: seed, incident: true)
        try TemporaryFolder.with { folder in
            try logs.write(into: folder.path)
            let text = try Self.proposal(of: [folder.path("AWSLogs")], in: folder)
            let address = SampleIncident.address
            let lines = text.components(separatedBy: "\n")
            let mentions = lines.filter { $0.contains(address) }
            #expect(!mentions.isEmpty)
            #expect(mentions.allSatisfy { $0.contains("# CHECK ") })
            let architecture = try Self.parsed(text)
            let classifier = Classifier(architecture)
            for event in Self.weekEvents(logs) where event.text(.sourceIPAddress) == address {
                let facts = classifier.facts(for: event)
                #expect(facts.network.name == "unknown")
                if facts.secretAccesses.contains(where: { $0.operation == .read }) {
                    // Its own service's secret a thief may read; not from there, though.
                    #expect(facts.readerStatus == .undeclared || !facts.breaches.isEmpty)
                }
            }
        }
    }

    @Test
    func `Hostile names are written so that they can be read`() throws {
        let names = [
            "prod/db\\n  evil: {readers: '*'}", "a: b", "*", "prod/<environment>", "\\u2028x", "]",
            "a\\u0000b", "\\\\", "#", "<<", "~", "prod-break-glass",
        ]
        try TemporaryFolder.with { folder in
            var lines: [String] = []
            for day in 2...8 {
                for (number, name) in names.enumerated() {
                    let head =
                        #""eventTime":"2026-03-0\#(day)T0\#(number):00:00Z","awsRegion":"eu-west-1","#
                        + #""recipientAccountId":"510000000001","sourceIPAddress":"10.1.0.\#(day)","#
                    let role = "arn:aws:iam::510000000001:role/\(name)"
                    let caller =
                        #""userIdentity":{"type":"AssumedRole","accountId":"510000000001","#
                        + #""arn":"arn:aws:sts::510000000001:assumed-role/\#(name)/i-0123456\#(day)","#
                        + #""sessionContext":{"sessionIssuer":{"arn":"\#(role)"}}}"#
                    lines.append(
                        #"{\#(head)"eventSource":"secretsmanager.amazonaws.com","#
                            + #""eventName":"GetSecretValue","requestParameters":{"secretId":"\#(name)"},\#(caller)}"#
                    )
                    lines.append(
                        #"{\#(head)"eventSource":"sts.amazonaws.com","eventName":"AssumeRoleWithWebIdentity","#
                            + #""requestParameters":{"roleArn":"arn:aws:iam::510000000001:role/deploy-\#(name)"},"#
                            + #""userIdentity":{"type":"WebIdentityUser","userName":"repo:\#(name)"}}"#
                    )
                    lines.append(
                        #"{\#(head)"eventSource":"kms.amazonaws.com","eventName":"Sign","#
                            + #""requestParameters":{"keyId":"arn:aws:kms:eu-west-1:510000000001:key/\#(name)"},\#(caller)}"#
                    )
                }
            }
            let log = folder.path("hostile.json")
            try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: log))
            let text = try Self.proposal(of: [log], in: folder)
            let architecture = try Self.parsed(text)
            #expect(architecture.secrets.count > 3)
            #expect(architecture.signingKeys.count > 3)
            #expect(architecture.secrets.allSatisfy { $0.name != "evil" })
            let other = SecretReference(
                secret: "prod/other",
                in: .init(accountID: "510000000001", region: "eu-west-1")
            )
            #expect(Classifier(architecture).facts(of: other).declaration == nil)
        }
    }

    /// The fourth branch is as good as the three before it.
    @Test
    func `Three branches of a repository become any branch`() throws {
        try TemporaryFolder.with { folder in
            let starts = (2...8).flatMap { day in
                ["main", "next", "fix"].map { branch in
                    let subject = "repo:acme/shop:ref:refs/heads/\(branch)"
                    return #"{"eventTime":"2026-03-0\#(day)T09:00:00Z","awsRegion":"eu-west-1","#
                        + #""eventSource":"sts.amazonaws.com","#
                        + #""eventName":"AssumeRoleWithWebIdentity","#
                        + #""recipientAccountId":"510000000001","sourceIPAddress":"192.0.2.7","#
                        + #""requestParameters":{"roleArn":"#
                        + #""arn:aws:iam::510000000001:role/deploy-dev"},"#
                        + #""userIdentity":{"type":"WebIdentityUser","userName":"\#(subject)"}}"#
                }
            }
            let log = folder.path("branches.json")
            try Data(starts.joined(separator: "\n").utf8).write(to: URL(filePath: log))
            let architecture = try Self.parsed(try Self.proposal(of: [log], in: folder))
            let subjects = architecture.deploymentRoles.flatMap(\.subjects).map(\.description)
            #expect(subjects == ["repo:acme/shop:ref:refs/heads/*"])
        }
    }

    @Test
    func `Real logs give a proposal that can be read`() throws {
        try TemporaryFolder.with { folder in
            let text = try Self.proposal(of: [RealLogs.folder.path], in: folder)
            #expect(throws: Never.self) { try Self.parsed(text) }
        }
    }
}
