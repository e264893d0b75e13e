import Basics

/// Whom the conditions of a statement leave of everybody, and of the callers of a service.
///
/// Conditions are all to be met, so that the closest counts: who the caller is says more than
/// whose resource a service calls for, and that more than the place that the call comes from.
/// The values of one condition are alternatives, so that one wide value makes it wide. What the
/// caller chooses (a user agent, an external id) or everybody has (TLS) narrows nothing.
struct PolicyNarrowing {
    /// Whom a principal `*` lets in.
    private(set) var everybody: Set<PolicyGrantee> = [.everybody]
    /// Whom the principal of a service lets in: the service, and those that it calls for.
    private(set) var services: Set<PolicyGrantee> = [.service]
    /// Whether callers are held to an organization that is declared.
    private(set) var isInDeclaredOrganization = false

    init(_ conditions: [PolicyCondition], in kind: PolicyKind, _ context: PolicyContext) {
        // `Null: false` wants the key, and mends the operators that pass without it.
        let present = Set(
            conditions.filter { $0.test == "null" && $0.values == ["false"] }.map(\.key)
        )
        var found: [Scope: Set<Element>] = [:]
        for condition in conditions {
            if condition.passesWithoutKey, !present.contains(condition.key) { continue }
            guard let (scope, elements) = Self.elements(of: condition, kind, context) else {
                continue
            }
            found[scope] = found[scope]?.intersection(elements) ?? elements
        }
        guard !found.isEmpty else { return }
        let grantees = found.mapValues { Set($0.map { $0.grantee(in: context) }) }
        if !context.organizations.isEmpty, grantees[.organization] == [.declaredAccount] {
            isInDeclaredOrganization = true
        }
        var sources: Set<PolicyGrantee> = []
        if let scope = [Scope.source, .sourceOrganization].first(where: { grantees[$0] != nil }) {
            sources = grantees[scope] ?? []
        }
        services = sources.subtracting([.ownAccount]).union([.service])
        if let callers = grantees[.caller] {
            everybody =
                isInDeclaredOrganization
                ? Set(callers.map { $0 == .foreignAccount ? .declaredAccount : $0 }) : callers
        } else if grantees[.organization] == nil, grantees[.service] != nil {
            everybody = services
        } else if let scope = Scope.byCloseness.first(where: { grantees[$0] != nil }) {
            everybody = grantees[scope] ?? []
        }
    }

    /// What a condition holds callers by.
    private enum Scope: Hashable {
        case caller, organization, service, source, accessPoint, sourceOrganization, place
        static let byCloseness = [
            Scope.organization, .source, .accessPoint, .sourceOrganization, .place,
        ]
    }

    /// One value that a condition lets pass.
    private enum Element: Hashable {
        case account(String)
        case organization(String)
        case grantee(PolicyGrantee)

        func grantee(in context: PolicyContext) -> PolicyGrantee {
            switch self {
            case .account(let id): context.grantee(account: id)
            case .organization(let id): context.grantee(organization: id)
            case .grantee(let grantee): grantee
            }
        }
    }

    /// What a condition lets pass; nil where it does not narrow, nothing where it is never met.
    private static func elements(
        of condition: PolicyCondition,
        _ kind: PolicyKind,
        _ context: PolicyContext
    ) -> (Scope, Set<Element>)? {
        switch condition.key {
        case "aws:principalaccount", "kms:calleraccount":
            return elements(of: condition, in: .caller, account)
        case "aws:principalarn": return arns(condition, in: .caller)
        case "aws:sourceaccount", "aws:sourceowner":
            return elements(of: condition, in: .source, account)
        case "aws:sourcearn": return arns(condition, in: .source)
        case "s3:dataaccesspointaccount", "s3:dataaccesspointarn":
            // In an access point's own policy these are always so.
            guard kind != .accessPoint else { return nil }
            return condition.key.hasSuffix("arn")
                ? arns(condition, in: .accessPoint)
                : elements(of: condition, in: .accessPoint, account)
        case "aws:principalorgid": return elements(of: condition, in: .organization, organization)
        case "aws:principalorgpaths":
            return elements(of: condition, in: .organization, path)
        case "aws:sourceorgid":
            return elements(of: condition, in: .sourceOrganization, organization)
        case "aws:sourceorgpaths": return elements(of: condition, in: .sourceOrganization, path)
        case "aws:principalservicename", "aws:principalservicenameslist":
            return elements(of: condition, in: .service) {
                $0.hasWildcard ? nil : .grantee(.service)
            }
        case "aws:principalisawsservice":
            guard condition.test == "bool", !condition.values.isEmpty,
                condition.values.allSatisfy({ $0.lowercased() == "true" })
            else { return nil }
            return (.service, [.grantee(.service)])
        case "aws:sourcevpce":
            return elements(of: condition, in: .place) {
                $0.hasWildcard ? nil : .grantee(context.grantee(endpoint: $0))
            }
        case "aws:sourcevpc":
            return elements(of: condition, in: .place) {
                $0.hasWildcard ? nil : .grantee(context.grantee(vpc: $0))
            }
        case "aws:sourceip": return addresses(condition, context)
        default: return nil
        }
    }

    /// Reads the values of a condition on texts; one that `read` has nothing for makes it wide.
    private static func elements(
        of condition: PolicyCondition,
        in scope: Scope,
        _ read: (String) -> Element?
    ) -> (Scope, Set<Element>)? {
        guard let values = condition.fixedTexts else { return nil }
        var elements: Set<Element> = []
        for value in values {
            guard let element = read(value) else { return nil }
            elements.insert(element)
        }
        return (scope, elements)
    }

    private static func account(_ text: String) -> Element? {
        text.hasWildcard ? nil : .account(PolicyAccount.account(text) ?? text)
    }

    private static func organization(_ text: String) -> Element? {
        text.hasWildcard ? nil : .organization(text)
    }

    /// `o-acme12345/r-ab12/ou-ab12-11111111/*`: the organization alone decides.
    private static func path(_ text: String) -> Element? {
        organization(String(text.prefix { $0 != "/" }))
    }

    private static func arns(
        _ condition: PolicyCondition,
        in scope: Scope
    ) -> (Scope, Set<Element>)? {
        // In a text a star passes colons, and the path of a role may have colons: before the
        // account of a role it could stand for another one.
        let isText = condition.test == "stringlike" && scope == .caller
        guard
            let (_, elements) = Self.elements(
                of: condition,
                in: scope,
                { Self.account(ofARN: $0, isText: isText) }
            )
        else { return nil }
        // A bucket's ARN has no account, so that it is a place rather than an owner.
        return (elements.contains(.grantee(.ownAccount)) ? .place : scope, elements)
    }

    private static func account(ofARN text: String, isText: Bool) -> Element? {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        if isText, parts.prefix(4).contains(where: \.hasWildcard) { return nil }
        if let account = PolicyAccount.account(parts[4]) { return .account(account) }
        guard parts[4].isEmpty else { return nil }
        let name = parts[2] == "s3" ? parts[5].prefix { $0 != "/" } : parts[5]
        return name.isEmpty || name.hasWildcard ? nil : .grantee(.ownAccount)
    }

    private static func addresses(
        _ condition: PolicyCondition,
        _ context: PolicyContext
    ) -> (Scope, Set<Element>)? {
        guard condition.test == "ipaddress", !condition.values.isEmpty else { return nil }
        var blocks: [CIDRBlock] = []
        for value in condition.values {
            guard let block = try? CIDRBlock(value) else { return nil }
            blocks.append(block)
        }
        guard !CIDRBlock.isPublic(blocks) else { return nil }
        return (.place, Set(blocks.map { .grantee(context.grantee(block: $0)) }))
    }
}

extension PolicyCondition {
    /// The values of a positive test of texts that can match at all; nil where the test is no
    /// such, or a value is a variable, which may be anything.
    ///
    /// Wildcards are left for the reader; in a test without wildcards they are characters that
    /// nothing has, and the value never matches.
    var fixedTexts: [String]? {
        let takesWildcards: Bool
        switch test {
        case "stringequals", "stringequalsignorecase": takesWildcards = false
        case "stringlike", "arnlike", "arnequals": takesWildcards = true
        default: return nil
        }
        guard !values.isEmpty, !values.contains(where: { $0.contains("${") }) else { return nil }
        return takesWildcards ? values : values.filter { !$0.hasWildcard }
    }
}
