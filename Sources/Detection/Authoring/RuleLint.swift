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
        /// The rule, or a part of it, can never match.
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
    /// Keys of the envelopes around a record.
    private static let envelopes: Set<EventField> = [
        .timestamp, .detail, .detailType, .lookupEvent, .logMessage, .digestEndTime,
        .digestS3Object, .records, .lookupEvents, .logEvents, .data,
    ]
    private static let keys = EventField.allCases.filter { !envelopes.contains($0) }
        .map(\.rawValue)

    /// One field of a selection: its name, and its values.
    mutating func check(_ item: Selection.Item) {
        if item.modifiers.contains("fieldref") {
            for case .text(let field) in item.values { check(field: field, at: item) }
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
        check(field: item.field, at: item)
        let isPlain = item.modifiers.allSatisfy { ["all", "neq", "cased"].contains($0) }
        guard isPlain else { return }
        for case .text(let text) in item.values {
            let pattern = SigmaText(text)
            guard let literal = pattern.literal else { continue }
            check(value: literal, at: item)
        }
    }

    /// The fields that a correlation groups by and measures.
    mutating func check(_ correlation: SigmaCorrelation) {
        for (place, reference) in correlation.references.enumerated() {
            // The results of a correlation have no CloudTrail fields.
            guard case .rule = reference else { continue }
            for field in correlation.groupFields[place] + correlation.measuredFields[place] {
                check(field: field)
            }
        }
    }

    private mutating func check(field: String, at item: Selection.Item? = nil) {
        if field.hasPrefix("audit.") {
            guard FactField(rawValue: field) == nil else { return }
            let hint = NearestName.hint(field, among: FactField.allCases.map(\.rawValue))
            report("\(field.quoted) is not a derived field\(hint)", at: item)
            return
        }
        let head = String(field.split(separator: ".", omittingEmptySubsequences: false)[0])
        guard !Self.keys.contains(head) else { return }
        if let same = Self.keys.first(where: { $0.lowercased() == head.lowercased() }) {
            report(
                "\(head.quoted) is not a CloudTrail key; keys are case-sensitive: \(same.quoted)",
                at: item
            )
        } else {
            let hint = NearestName.of(head, among: Self.keys).map { "; did you mean \($0.quoted)?" }
            report("no CloudTrail event has the key \(head.quoted)\(hint ?? "")", at: item)
        }
    }

    private mutating func report(_ message: String, at item: Selection.Item?) {
        if let item { add(.never, message, at: item) } else { add(.never, message) }
    }

    private mutating func check(value: String, at item: Selection.Item) {
        switch item.field {
        case "eventSource" where !value.lowercased().contains(".amazonaws.com"):
            let base = value.split(separator: ".").first.map(String.init) ?? value
            add(
                .never,
                "\(value.quoted) is not an eventSource; these end in .amazonaws.com, such as "
                    + "\("\(base).amazonaws.com".lowercased().quoted)",
                at: item
            )
        case "errorCode" where value.lowercased() == "success":
            add(
                .never,
                "a call that succeeds has no errorCode; write errorCode: null",
                at: item
            )
        default:
            guard let field = FactField(rawValue: item.field), let names = field.values,
                !names.contains(where: { $0.lowercased() == value.lowercased() })
            else { return }
            let hint = NearestName.hint(value, among: names)
            add(.never, "\(field.rawValue) is never \(value.quoted)\(hint)", at: item)
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
