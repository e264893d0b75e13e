import CloudTrail

/// One statement of a policy.
package struct PolicyStatement: Hashable, Sendable {
    /// Whether its Effect is `Allow`, in that very spelling.
    package var isAllow = true
    /// The principals.
    package var principals: [PolicyPrincipal] = []
    /// Whether it is about all principals but some.
    package var hasNotPrincipal = false
    /// The patterns of actions.
    package var actions: [String] = []
    /// The patterns of the actions that it is not about; nil where it names none such.
    package var notActions: [String]?
    /// The patterns of resources.
    package var resources: [String] = []
    /// Whether it is about all resources but some.
    package var hasNotResource = false
    /// The conditions, all of which must be met.
    package var conditions: [PolicyCondition] = []

    /// Makes a statement of a call's parameters.
    init(
        principals: [PolicyPrincipal],
        actions: [String],
        conditions: [PolicyCondition] = []
    ) {
        self.principals = principals
        self.actions = actions
        self.conditions = conditions
    }

    /// Reads a statement.
    init(_ object: JSONValue, _ budget: inout Int) {
        isAllow = false
        var blocks: [JSONValue] = []
        object.forEachMember { name, value in
            switch name.lowercased() {
            case "effect": isAllow = isAllow || value.string == "Allow"
            case "principal": principals += PolicyPrincipal.list(value, &budget)
            case "notprincipal": hasNotPrincipal = true
            case "action": actions += value.policyTexts(&budget)
            case "notaction": notActions = (notActions ?? []) + value.policyTexts(&budget)
            case "resource": resources += value.policyTexts(&budget)
            case "notresource": hasNotResource = true
            case "condition": blocks.append(value)
            default: break
            }
        }
        // Of two Conditions either may be the one that counts, and so none does.
        if blocks.count == 1 { conditions = PolicyCondition.list(blocks[0], &budget) }
        // A list that was cut short may lack the one value that lets everybody in.
        if budget < 0 { conditions = [] }
    }
}

/// Whom a statement names.
package enum PolicyPrincipal: Hashable, Sendable {
    /// An ARN, an account or `*`.
    case aws(String)
    /// A service: `sns.amazonaws.com`.
    case service(String)
    /// A provider: its ARN, or the issuer of tokens.
    case federated(String)
    /// An account of S3, by an id that does not tell which.
    case canonicalUser(String)

    /// Reads a principal that a parameter names without saying what it is.
    init(bare text: String) {
        let isService =
            text == "AWS Internal"
            || text.contains(".") && !text.hasPrefix("arn:") && !text.contains("*")
        self = isService ? .service(text) : .aws(text)
    }

    static func list(_ value: JSONValue, _ budget: inout Int) -> [PolicyPrincipal] {
        guard value.kind == .object else {
            return value.policyTexts(&budget).map(Self.init(bare:))
        }
        var principals: [PolicyPrincipal] = []
        value.forEachMember { type, names in
            let texts = names.policyTexts(&budget)
            switch type.lowercased() {
            case "service": principals += texts.map { .service($0) }
            case "federated": principals += texts.map { .federated($0) }
            case "canonicaluser": principals += texts.map { .canonicalUser($0) }
            default: principals += texts.map { .aws($0) }
            }
        }
        return principals
    }
}

/// One key that a condition tests, with one operator.
package struct PolicyCondition: Hashable, Sendable {
    /// The operator, in lower case, without qualifier and `IfExists`: `stringequals`.
    package var test: String
    /// Whether a request that lacks the key passes.
    package var passesWithoutKey: Bool
    /// The key, in lower case.
    package var key: String
    /// The values, one of which must match.
    package var values: [String]

    /// Makes a condition.
    init(_ name: String, _ key: String, _ values: [String]) {
        var test = name.lowercased()
        passesWithoutKey = false
        if test.hasPrefix("forallvalues:") {
            passesWithoutKey = true
            test.removeFirst("forallvalues:".count)
        } else if test.hasPrefix("foranyvalue:") {
            test.removeFirst("foranyvalue:".count)
        }
        if test.hasSuffix("ifexists") {
            passesWithoutKey = true
            test.removeLast("ifexists".count)
        }
        self.test = test
        self.key = key.lowercased()
        self.values = values
    }

    static func list(_ block: JSONValue, _ budget: inout Int) -> [PolicyCondition] {
        var conditions: [PolicyCondition] = []
        var seen: Set<[String]> = []
        var repeated: Set<[String]> = []
        block.forEachMember { name, keys in
            var texts: [(key: String, values: [String])] = []
            keys.forEachMember { texts.append(($0, $1.policyTexts(&budget))) }
            for (key, values) in texts {
                let condition = PolicyCondition(name, key, values)
                conditions.append(condition)
                let identity = [name.lowercased(), condition.key]
                if !seen.insert(identity).inserted { repeated.insert(identity) }
            }
            // An operator that comes twice hides one of its blocks from some readers.
            if !seen.insert([name.lowercased()]).inserted {
                repeated.insert([name.lowercased()])
            }
        }
        return repeated.isEmpty ? conditions : []
    }
}

extension JSONValue {
    /// The texts of an element that may be one text or a list.
    func policyTexts(_ budget: inout Int) -> [String] {
        guard kind == .array else {
            budget -= 1
            guard budget >= 0 else { return [] }
            switch kind {
            case .string, .boolean: return [text]
            case .number: return [wholeNumber ?? text]
            case .null, .object, .array: return []
            }
        }
        var texts: [String] = []
        for element in elements where budget >= 0 { texts += element.policyTexts(&budget) }
        return texts
    }

    /// A number without its exponent or point, which an account id loses its zeros to.
    private var wholeNumber: String? {
        guard let number = Double(json), number >= 0, number < 1e15,
            number == number.rounded(.down)
        else { return nil }
        return String(Int64(number))
    }
}
