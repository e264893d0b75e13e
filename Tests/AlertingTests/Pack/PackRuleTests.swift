import Detection
import Testing

/// What all rules that come with the program have in common.
@Suite struct PackRuleTests {
    /// The controls that rules are sorted by.
    private static let controls: Set<String> = [
        "secrets", "rotation", "role-based-access", "segmentation", "security-groups",
        "instance-profiles", "least-privilege", "deployment-roles", "production",
        "audit-logging", "token-signing", "service-authentication", "rate-limiting", "cors",
        "mtls", "attack-chains",
    ]

    /// Rules that look at every event, and why they must.
    private static let slow: [String: String] = [:]

    @Test func allAreAccepted() {
        #expect(RulePack.set.rejected.flatMap(\.problems).map(\.description) == [])
        #expect(RulePack.alerting.count >= 110)
    }

    @Test func allSayWhatTheyAreAndWhatToDo() {
        var problems: [String] = []
        for header in RulePack.alerting {
            let name = "\(RulePack.name(header)):\(header.line)"
            if header.id == nil { problems.append("\(name) has no id") }
            if header.level == nil { problems.append("\(name) has no level") }
            if header.title.isEmpty { problems.append("\(name) has no title") }
            if (header.description ?? "").isEmpty { problems.append("\(name) says not why") }
            if (header.response ?? "").isEmpty { problems.append("\(name) says not what to do") }
            if header.references.isEmpty { problems.append("\(name) has no references") }
            if header.falsePositives.isEmpty {
                problems.append("\(name) says not what it mistakes")
            }
            let controls = header.tags.filter { $0.namespace == "control" }.map(\.name)
            if controls.count != 1 || !Self.controls.isSuperset(of: controls) {
                problems.append("\(name) has the controls \(controls)")
            }
            if let control = controls.first, !RulePack.name(header).hasPrefix(control + "/") {
                problems.append("\(name) is of \(control), and in another folder")
            }
        }
        #expect(problems == [])
    }

    @Test func everyControlHasRules() {
        let tags = RulePack.alerting.flatMap(\.tags).filter { $0.namespace == "control" }
        #expect(Set(tags.map(\.name)) == Self.controls)
    }

    @Test func idsAreUnique() {
        let headers = RulePack.set.rules.map(\.header) + RulePack.set.correlations.map(\.header)
        let byID = Dictionary(grouping: headers.filter { $0.id != nil }) { $0.id ?? "" }
        let shared = byID.values.filter { $0.count > 1 }.map { $0.map(RulePack.name) }
        #expect(shared == [])
    }

    @Test func lintHasNothingToSay() {
        let findings = RuleLint().findings(in: RulePack.set).filter { finding in
            switch finding.kind {
            case .never, .incomplete: true
            case .slow: Self.slow[RulePack.name(finding.file)] == nil
            case .doubtful: false
            }
        }
        let raising = Set(RulePack.alerting.map { "\($0.file):\($0.displayTitle)" })
        // A rule that only counts for others needs no level, id or tests of its own.
        let problems = findings.filter {
            $0.kind != .incomplete || raising.contains("\($0.file):\($0.title)")
        }
        #expect(problems.map(\.description) == [])
        // Rules on the list that are no longer slow must be removed from it.
        let slow = RuleLint().findings(in: RulePack.set).filter { $0.kind == .slow }
        #expect(Set(Self.slow.keys).subtracting(slow.map { RulePack.name($0.file) }) == [])
    }

    @Test func theirOwnTestsPass() throws {
        let reports = RuleTestRunner(architecture: try RulePack.architecture()).run(RulePack.set)
        let failures = reports.flatMap { report in
            report.results.filter { !$0.passed }.map {
                "\(RulePack.name(report.header)): \($0.test.name): \($0.failure ?? "")"
            }
        }
        #expect(failures == [])
        // A rule that nothing matches proves as little as one that all matches.
        let raising = Set(RulePack.alerting)
        let lopsided = reports.filter { raising.contains($0.header) }.filter { report in
            Set(report.results.map(\.test.mustMatch)).count < 2
        }
        #expect(lopsided.map { RulePack.name($0.header) } == [])
    }
}
