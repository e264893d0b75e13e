import Basics
import CloudTrail
import SecurityArchitecture

/// Finds problems in loaded rules: what can never match, what is slow, and what is missing.
///
/// For example:
///
/// ```swift
/// for finding in RuleLint().findings(in: set) { print(finding) }
/// // rules/a.yml:9:5: never: 'eventname' is not a CloudTrail key; keys are case-sensitive: 'eventName'
/// ```
package struct RuleLint {
    private let now: Int64

    /// - parameter now: The time, in seconds since 1970: filters expire.
    package init(now: Int64 = 0) { self.now = now }

    /// The findings about a set, in the order of files and lines.
    ///
    /// - complexity: O(n) in the values of the rules.
    package func findings(in set: RuleSet) -> [LintFinding] {
        var findings: [LintFinding] = []
        let tested = Set(set.tests.map(\.subject))
        var holders: [String: RuleHeader] = [:]
        /// Alerts, mutes and replacements go by id, so one that two documents share is ambiguous.
        func checkID(_ header: RuleHeader, _ report: inout LintReport) {
            guard let id = header.id else { return }
            guard let other = holders.updateValue(header, forKey: id) else { return }
            holders[id] = other
            report.add(
                .doubtful,
                "it has the same id as \(other.displayTitle.quoted), \(other.file):\(other.line)"
            )
        }
        for (index, rule) in set.rules.enumerated() {
            var report = LintReport(rule.header)
            report.checkHeader(of: rule.header)
            checkID(rule.header, &report)
            if rule.hasTimeframe {
                report.add(.doubtful, "'timeframe' has no effect; write a correlation instead")
            }
            if rule.applies {
                report.check(rule)
            } else {
                report.add(.never, "its log source is not CloudTrail, so it is skipped")
            }
            if !tested.contains(.rule(index)) {
                report.add(.incomplete, "it has no tests; add some in a second document")
            }
            findings += report.findings
        }
        for (index, correlation) in set.correlations.enumerated() {
            var report = LintReport(correlation.header)
            report.checkHeader(of: correlation.header)
            checkID(correlation.header, &report)
            report.check(correlation)
            if !tested.contains(.correlation(index)) {
                report.add(.incomplete, "it has no tests; add some in a second document")
            }
            findings += report.findings
        }
        for filter in set.filters {
            var report = LintReport(filter.header)
            report.check(filter, in: set, now: now)
            findings += report.findings
        }
        return findings.sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
    }
}

/// The findings about one document.
struct LintReport {
    private let header: RuleHeader
    private(set) var findings: [LintFinding] = []
    /// What a test that never holds makes of the document: a rule may match without it.
    private var kindOfDeadTests = LintFinding.Kind.never

    init(_ header: RuleHeader) { self.header = header }

    mutating func add(
        _ kind: LintFinding.Kind,
        _ message: String,
        line: Int? = nil,
        column: Int = 0
    ) {
        let finding = LintFinding(
            kind: kind,
            file: header.file,
            line: line ?? header.line,
            column: column,
            title: header.displayTitle,
            message: message
        )
        if !findings.contains(finding) { findings.append(finding) }
    }

    mutating func add(_ kind: LintFinding.Kind, _ message: String, at item: Selection.Item) {
        add(kind, message, line: item.line, column: item.column)
    }

    /// The fields that lists and alerts show.
    mutating func checkHeader(of header: RuleHeader) {
        if header.title.isEmpty { add(.incomplete, "it has no title") }
        if header.id == nil { add(.incomplete, "it has no id, which identifies it in alerts") }
        if header.level == nil { add(.incomplete, "it has no level; --min-level excludes it") }
        if header.status == .deprecated || header.status == .unsupported {
            add(.doubtful, "its status is \(header.status?.rawValue ?? "")")
        }
        for tag in header.tags where tag.namespace.isEmpty {
            add(.doubtful, "the tag \(tag.name.quoted) has no namespace, such as attack.")
        }
    }
}

/// A finding about a rule, for its author.
package struct LintFinding: Hashable, Sendable {
    /// Most severe first.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// The rule can never match, or the filter never suppress.
        case never
        /// It probably does not mean what it seems to.
        case doubtful
        /// It is evaluated for every event.
        case slow
        /// Something is missing that users of the rule need.
        case incomplete
    }

    package let kind: Kind
    /// The file, as given to the loader.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// The column, from 1; 0 where the document as a whole is meant.
    package let column: Int
    /// The title of the rule, or what lists show instead.
    package let title: String
    /// What is wrong, and what would be right.
    package let message: String
}

extension LintFinding: CustomStringConvertible {
    /// The finding on one line, as compilers write theirs.
    package var description: String {
        let place = column > 0 ? "\(file):\(line):\(column)" : "\(file):\(line)"
        return "\(place): \(kind.rawValue): \(message)"
    }
}

extension LintReport {
    /// The tests of a document, of which some can never hold.
    ///
    /// - parameters:
    ///   - selections: The tests, by name.
    ///   - isDead: Whether the document has no effect, since they never hold.
    mutating func check(_ selections: [Selection], isDead: Bool) {
        kindOfDeadTests = isDead ? .never : .doubtful
        for selection in selections {
            for item in selection.items { check(item) }
        }
    }

    /// One field of a selection: its name, and its values.
    private mutating func check(_ item: Selection.Item) {
        func report(_ fault: String?) {
            if let fault { add(kindOfDeadTests, fault, at: item) }
        }
        if item.modifiers.contains("fieldref") {
            for case .text(let field) in item.values { report(DeadTest.fault(field: field)) }
        }
        for case .number(_, let spelling) in item.values
        where spelling.count > 1 && spelling.hasPrefix("0") && !spelling.contains(".") {
            add(
                .doubtful,
                "\(spelling) is an octal or hexadecimal number in YAML; quote it to mean the string",
                at: item
            )
        }
        guard !item.field.isEmpty else { return }
        report(DeadTest.fault(field: item.field))
        let isPlain = item.modifiers.allSatisfy { ["all", "neq", "cased"].contains($0) }
        guard isPlain else { return }
        for case .text(let text) in item.values {
            guard let literal = SigmaText(text).literal else { continue }
            report(DeadTest.fault(value: literal, of: item.field))
        }
    }

    /// The fields that a correlation groups by and measures.
    mutating func check(_ correlation: SigmaCorrelation) {
        for (place, reference) in correlation.references.enumerated() {
            // The results of a correlation have no CloudTrail fields.
            guard case .rule = reference else { continue }
            for field in correlation.groupFields[place] + correlation.measuredFields[place] {
                if let fault = DeadTest.fault(field: field) { add(.never, fault) }
            }
        }
    }
}

extension FactField {
    /// The values that a derived field can have, where they are fixed.
    var values: [String]? {
        switch self {
        case .principalKind: PrincipalFacts.Kind.allCases.map(\.rawValue)
        case .principalType: PrincipalKind.allCases.map(\.name)
        case .sessionMethod: RoleSessionStart.Method.allCases.map(\.rawValue)
        case .secretKind: SecretKind.allCases.map(\.rawValue)
        case .secretOperation: SecretOperation.allCases.map(\.rawValue)
        case .secretReader: ReaderStatus.allCases.map(\.rawValue)
        case .window: WindowState.allCases.map(\.rawValue)
        case .contract: ContractClause.allCases.map(\.rawValue)
        case .principalRotator, .roleDeployment, .roleBreakGlass, .crossEnvironment, .production,
            .denied, .failed,
            .forwarded:
            ["true", "false"]
        case .securityGroupVerdict: SecurityGroupVerdict.allCases.map(\.rawValue)
        case .subnetTier: SubnetTier.Kind.allCases.map(\.rawValue)
        case .signingKeySigner: ReaderStatus.allCases.map(\.rawValue)
        case .signingKeyAlgorithm: ["declared", "other"]
        case .apiOrigin: ["declared", "undeclared", "any"]
        case .apiKey, .apiUsagePlan, .apiWebACL: ["declared", "undeclared"]
        case .mutualTLS: ["listener", "trust-store"]
        case .principalStatus, .networkStatus, .policySubjects, .securityGroupUsed:
            ["declared", "undeclared"]
        case .endpointAccount, .accountRelation: AccountRelation.allCases.map(\.rawValue)
        case .policyGrants:
            PolicyGrantee.allCases.flatMap { grantee in
                PolicyAccess.allCases.map { "\(grantee.rawValue):\($0.rawValue)" }
            }
        case .targetRole: ["deployment", "break-glass"]
        case .targetPurpose: TargetPurpose.allCases.map(\.rawValue)
        case .sessionClient: SessionClient.allCases.map(\.rawValue)
        case .policyGrantees: PolicyGrantee.allCases.map(\.rawValue)
        case .policyActions: PolicyAccess.allCases.map(\.rawValue)
        case .policyUnreadable: PolicyFault.allCases.map(\.rawValue)
        case .basis: Provenance.allCases.map(\.rawValue)
        case .securityGroupName, .securityGroupID, .securityGroupRule, .securityGroupLine,
            .signingKeyName, .principalName, .principalPerson, .principalEnvironment, .actor,
            .roleName, .roleEnvironment, .secretName, .secretEnvironment, .resource,
            .targetEnvironment, .environment, .network, .action, .accountID:
            nil
        }
    }
}
