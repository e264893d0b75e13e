import AssessmentTestSupport
import AuditIndex
import AuditTestSupport
import Detection
import Foundation
import Testing

@testable import Assessment

/// What a report says of the sample week.
struct ReportTests {
    @Test
    func `The incident contradicts the controls that it broke`() throws {
        let report = try SampleReports.incident.get()
        let contradicted = Set(
            report.controls.filter { $0.verdict == .contradicted }.map(\.control)
        )
        let broken: Set<Control> = [
            .secrets, .roleBasedAccess, .securityGroups, .instanceProfiles, .deploymentRoles,
            .auditLogging, .tokenSigning, .attackChains,
        ]
        #expect(broken.isSubset(of: contradicted))
        // There are no events about these, and nothing is declared of mutual TLS, limits and subnets.
        let verdicts = Dictionary(
            uniqueKeysWithValues: report.controls.map { ($0.control, $0.verdict) }
        )
        #expect(verdicts[.rotation] == .held)
        #expect(verdicts[.cors] == .notSeen)
        #expect(verdicts[.mutualTLS] == .notDeclared)
        #expect(verdicts[.rateLimiting] == .notDeclared)
        #expect(verdicts[.segmentation] == .notDeclared)
    }

    @Test
    func `A benign week contradicts nothing`() throws {
        let report = try SampleReports.benign.get()
        for section in report.controls {
            #expect(section.verdict != .contradicted, "\(section.control)")
            #expect(section.contradictions.isEmpty)
        }
        #expect(report.controls.count { $0.verdict == .held } >= 10)
        #expect(!report.controls.contains { $0.verdict == .tooLittle })
    }

    @Test
    func `Alerts stand with the control of their rule, and are all there`() throws {
        let report = try SampleReports.incident.get()
        let listed = report.controls.flatMap { $0.contradictions + $0.remarks }
            .compactMap(\.alert)
        #expect(report.others.isEmpty)
        #expect(Set(listed).count == listed.count)
        #expect(listed.count == report.charts.levels.reduce(0) { $0 + $1.count })
        for section in report.controls {
            #expect(section.contradictions.allSatisfy { $0.level >= .medium })
            #expect(section.remarks.allSatisfy { $0.level < .medium })
        }
        let stopped = report.controls.first { $0.control == .auditLogging }?.contradictions
        #expect(stopped?.contains { $0.title.contains("StopLogging") } == true)
    }

    @Test
    func `Figures agree with what was counted otherwise`() throws {
        let report = try SampleReports.incident.get()
        #expect(report.heading.events == 4_712)
        #expect(report.heading.days == 7)
        #expect(report.charts.environments.reduce(0) { $0 + $1.total } == 4_712)
        #expect(report.summary.count == 5)
        let secrets = report.controls.first { $0.control == .secrets }
        let reads = try #require(secrets?.figures.first)
        #expect(reads.total == 1_025)
        #expect(reads.count == 1_018)
        let deployments = report.controls.first { $0.control == .deploymentRoles }
        #expect(deployments?.figures.first?.total == 40)
        #expect(deployments?.figures.first?.count == 38)
        let cells = report.charts.secrets.flatMap(\.cells)
        #expect(cells.filter(\.isUndeclared).reduce(0) { $0 + $1.reads } == 7)
        for week in report.charts.weeks where week.role == "deploy-prod" {
            // Monday to Thursday, eight hours each.
            #expect(week.isOpen?.count { $0 } == 32)
            #expect(week.broken[5 * 24 + 2] == 1)
            #expect(week.broken.reduce(0, +) == 1)
        }
    }

    @Test
    func `Where no rule has evaluated, the report says so and uses the index`() throws {
        try TemporaryFolder.with { folder in
            let logs = SampleReports.repository.appending(path: "SampleLogs/AWSLogs").path
            try SampleReports.fill(folder.path("audit.db"), from: logs, evaluates: false)
            let report = try SampleReports.report(on: folder.path("audit.db"))
            #expect(report.heading.lines.contains { $0.contains("run audit alert") })
            #expect(report.summary[1].contains("no rule has been evaluated"))
            let verdicts = Dictionary(
                uniqueKeysWithValues: report.controls.map { ($0.control, $0.verdict) }
            )
            #expect(verdicts[.secrets] == .contradicted)
            #expect(verdicts[.deploymentRoles] == .contradicted)
            #expect(verdicts[.auditLogging] == .contradicted)
            #expect(verdicts[.attackChains] == .notSeen)
            // Alerts of two days later have nothing to do with these.
            let quiet = try SampleReports.report(
                on: folder.path("audit.db"),
                asked: 1_772_409_600..<1_772_668_800
            )
            #expect(quiet.heading.period == "2026-03-02 to 2026-03-04")
            #expect(!quiet.controls.contains { $0.verdict == .contradicted })
        }
    }

    @Test
    func `Without a declaration nothing is checked against one`() throws {
        try TemporaryFolder.with { folder in
            let logs = SampleReports.repository.appending(path: "SampleLogs/AWSLogs").path
            try SampleReports.fill(folder.path("audit.db"), from: logs, evaluates: false)
            let report = try SampleReports.report(
                on: folder.path("audit.db"),
                architecture: .guessed
            )
            #expect(report.heading.lines.contains { $0.contains("no audit.yaml") })
            for control in [Control.rotation, .segmentation, .tokenSigning, .cors] {
                let section = report.controls.first { $0.control == control }
                #expect(section?.verdict == .notDeclared)
            }
        }
    }

    @Test(arguments: [
        ("a-b/c.d", "a-b/c.d"), ("a b", "'a b'"), ("$(x)", "'$(x)'"), ("it's", #"'it'\''s'"#),
        ("", "''"), ("-x", "'-x'"),
    ])
    func `Names in commands are one word`(text: String, expected: String) {
        #expect(text.shellWord == expected)
    }
}
