import CloudTrail

/// What the policy of a call grants, as rules ask for it.
package struct PolicyFacts: Sendable {
    package let grants: PolicyGrants
    /// Whether the subjects that the policy lets assume a declared role are declared.
    package let subjects: [String]

    init(grants: PolicyGrants, subjects: [ReaderStatus]?) {
        self.grants = grants
        self.subjects = (subjects ?? []).map(\.rawValue)
    }

    var grantees: [String] {
        PolicyGrantee.allCases.filter(grants.grantees.contains).map(\.rawValue)
    }

    var actions: [String] {
        PolicyAccess.allCases.filter(grants.accesses.contains).map(\.rawValue)
    }
}

/// Compares the trust policies of deployment roles with what is declared of who assumes them.
struct TrustTable: Sendable {
    private let contracts: [DeploymentRole]

    init(_ architecture: Architecture) {
        contracts = architecture.deploymentRoles.filter { !$0.subjects.isEmpty }
            .sorted { $0.role.pattern.isMoreSpecific(than: $1.role.pattern) }
    }

    /// Whether the token subjects of a trust policy are the role's declared ones; nil where no
    /// subjects of the role are declared.
    ///
    /// Each statement stands alone, and one without a subject is as wide as its provider.
    func subjects(of document: PolicyDocument, in event: Event) -> [ReaderStatus]? {
        guard !contracts.isEmpty, let name = event[.requestParameters]?["roleName"]?.name else {
            return nil
        }
        let target = Principal(target: name, as: .role, in: event.text(.recipientAccountId))
        guard let target, let contract = contracts.first(where: { $0.role.matches(target) }) else {
            return nil
        }
        var statuses: Set<ReaderStatus> = []
        for statement in document.statements where statement.isAllow {
            for case .federated(let provider) in statement.principals {
                let isDeclared = Self.isHeld(statement, of: provider, to: contract.subjects)
                statuses.insert(isDeclared ? .declared : .undeclared)
            }
        }
        return ReaderStatus.allCases.filter(statuses.contains)
    }

    private static func isHeld(
        _ statement: PolicyStatement,
        of provider: String,
        to declared: [SubjectPattern]
    ) -> Bool {
        statement.conditions.contains { condition in
            guard condition.key.hasSuffix(":sub"), !condition.passesWithoutKey,
                let values = condition.fixedSubjects, !values.isEmpty
            else { return false }
            return values.allSatisfy { value in
                declared.contains { $0.covers(value, of: provider) }
            }
        }
    }
}

extension PolicyCondition {
    /// The subjects that the condition lets pass, with wildcards where they count; nil where it
    /// lets pass others too.
    fileprivate var fixedSubjects: [String]? {
        switch test {
        case "stringequals", "stringequalsignorecase":
            values.map { $0.replacing("*", with: "\\*").replacing("?", with: "\\?") }
        case "stringlike": values
        default: nil
        }
    }
}

extension SubjectPattern {
    /// Whether every subject that a pattern of a policy lets in is a declared one: it is the same
    /// text, or a literal that matches, or begins with all that the declared one has before its
    /// one wildcard at the end.
    fileprivate func covers(_ text: String, of provider: String) -> Bool {
        guard let pattern = try? NamePattern(text) else { return false }
        let glob = subject.glob
        if pattern.glob.isLiteral {
            return matches(subject: pattern.glob.literalPrefix, provider: provider)
        }
        guard isOf(provider: provider) else { return false }
        if glob.pattern == text { return true }
        return glob.pattern.hasSuffix("*") && subject.wildcardCount == 1
            && pattern.glob.literalPrefix.hasPrefix(glob.literalPrefix)
    }
}
