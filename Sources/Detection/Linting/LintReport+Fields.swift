import CloudTrail
import SecurityArchitecture

extension LintReport {
    /// Keys that are not a record's own but those of envelopes around it.
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
                "\(spelling) is a number in base 8 or 16 to YAML; put it in quotes to mean the text",
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
            // What an alert of another correlation has is not CloudTrail's.
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
            report("\(field.quoted) is no derived field\(hint)", at: item)
            return
        }
        let head = String(field.split(separator: ".", omittingEmptySubsequences: false)[0])
        guard !Self.keys.contains(head) else { return }
        if let same = Self.keys.first(where: { $0.lowercased() == head.lowercased() }) {
            report(
                "\(head.quoted) is no key of CloudTrail's; keys are case-sensitive: \(same.quoted)",
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
                "\(value.quoted) is no eventSource; these end in .amazonaws.com, such as "
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
    /// The values that a derived field can have, where these are known beforehand.
    var values: [String]? {
        switch self {
        case .principalKind: PrincipalFacts.Kind.allCases.map(\.rawValue)
        case .sessionMethod: RoleSessionStart.Method.allCases.map(\.rawValue)
        case .secretKind: SecretKind.allCases.map(\.rawValue)
        case .secretOperation: SecretOperation.allCases.map(\.rawValue)
        case .secretReader: ReaderStanding.allCases.map(\.rawValue)
        case .window: WindowState.allCases.map(\.rawValue)
        case .contract: ContractClause.allCases.map(\.rawValue)
        case .roleDeployment, .crossEnvironment, .production, .denied, .failed, .forwarded:
            ["true", "false"]
        case .securityGroupVerdict: SecurityGroupVerdict.allCases.map(\.rawValue)
        case .subnetTier: SubnetTier.Kind.allCases.map(\.rawValue)
        case .signingKeySigner: ReaderStanding.allCases.map(\.rawValue)
        case .signingKeyAlgorithm: ["declared", "other"]
        case .apiOrigin: ["declared", "undeclared", "any"]
        case .apiKey, .apiUsagePlan, .apiWebACL: ["declared", "undeclared"]
        case .mutualTLS: ["listener", "trust-store"]
        case .basis: Provenance.allCases.map(\.rawValue)
        case .securityGroupName, .securityGroupID, .securityGroupRule, .securityGroupLine,
            .signingKeyName, .principalName, .principalEnvironment, .roleName, .roleEnvironment,
            .secretName,
            .secretEnvironment, .targetEnvironment, .environment, .network, .action:
            nil
        }
    }
}
