import Basics
import CloudTrail

/// The policy that a call sets, wherever its record has it.
///
/// For example:
///
/// ```swift
/// var context = PolicyContext(architecture)
/// if let policy = EventPolicy(event) {
///     context.owner = policy.owner
///     policy.grants(in: context).texts   // ["everybody:secrets"]
/// }
/// ```
///
/// Finding out that a call has none costs two look-ups; nothing is parsed before `grants(in:)`.
/// Whether the call succeeded is the event's `outcome`. What filters and never grants (service
/// control policies, policies of VPC endpoints, of sessions, permissions boundaries) is no policy
/// here.
package struct EventPolicy: Sendable {
    private enum Form {
        case document(PolicyKind, JSONValue)
        case parameters(PolicyParameters)
        case unreadable(PolicyFault)
    }

    private let form: Form
    /// The account that the policy is in; nil where the record does not tell.
    package let owner: String?

    /// Finds the policy of a call; nil where it sets none.
    ///
    /// - complexity: O(1) for calls that have no policy; else O(n) in the bytes of the request.
    package init?(_ event: Event) {
        guard let source = event.text(.eventSource)?.prefix(while: { $0 != "." }),
            let name = event.text(.eventName),
            let form = Self.form(of: event, String(source), name)
        else { return nil }
        self.form = form
        owner = event.text(.recipientAccountId) ?? event[.userIdentity]?["accountId"]?.string
    }

    /// What the policy grants.
    ///
    /// - parameter context: What is declared, with the policy's ``owner``.
    /// - complexity: As `PolicyGrants.init`.
    package func grants(in context: PolicyContext) -> PolicyGrants {
        switch form {
        case .unreadable(let fault): return PolicyGrants(fault: fault)
        case .parameters(let parameters): return parameters.grants(in: context)
        case .document(let kind, let value):
            do throws(PolicyFault) {
                return PolicyGrants(try PolicyDocument(reading: value), as: kind, in: context)
            } catch {
                return PolicyGrants(fault: error)
            }
        }
    }

    /// The document, where it says who may assume a role and can be read.
    package var trust: PolicyDocument? {
        guard case .document(.trust, let value) = form else { return nil }
        return try? PolicyDocument(reading: value)
    }

    private static func form(of event: Event, _ source: String, _ name: String) -> Form? {
        guard let row = PolicyCallTable.form(source: source, name: name) else {
            return guess(event, source, name)
        }
        let request = event[.requestParameters]
        switch row {
        case .document(let kind, let paths, let isRequired):
            if let document = request.flatMap({ find(paths, in: $0) }) {
                return document.string == "" ? nil : .document(kind, document)
            }
            // A role's policy comes back with the role.
            if kind == .trust,
                let document = event[.responseElements]?.deepMember("assumeRolePolicyDocument")
            {
                return .document(kind, document)
            }
            if request?.isOmitted == true { return .unreadable(.omitted) }
            return isRequired && !event.outcome.isFailure ? .unreadable(.missing) : nil
        case .parameters(let call):
            guard let request else { return nil }
            // Objects are written all the time, and hardly ever with an ACL.
            if call == .acl, !name.hasSuffix("Acl"), !request.mayHaveACL { return nil }
            if request.isOmitted { return .unreadable(.omitted) }
            return PolicyParameters(call, request).map { .parameters($0) }
        }
    }

    private static func find(_ paths: [String], in request: JSONValue) -> JSONValue? {
        for path in paths {
            var value: JSONValue? = request
            for key in path.split(separator: ".") { value = value?.anyCase(String(key)) }
            if let value, value.kind == .object || value.kind == .string, value.string != "" {
                return value
            }
        }
        guard let key = paths.first?.split(separator: ".").last else { return nil }
        return request.deepMember(String(key))
    }

    /// Services get policies faster than the table gets rows: what has `Statement` in a parameter
    /// called policy is one of a resource of that service.
    private static func guess(_ event: Event, _ source: String, _ name: String) -> Form? {
        guard verbs.contains(where: name.hasPrefix), !PolicyCallTable.isFilter(source: source),
            let request = event[.requestParameters],
            request.spelling.contains(ascii: "tatement"),
            let document = request.policyLeaf(depth: 0)
        else { return nil }
        return .document(.resource(prefixes[source] ?? source), document)
    }

    private static let verbs = ["Put", "Set", "Create", "Update", "Add", "Modify", "Register"]

    /// Prefixes of actions that differ from the name of the source.
    private static let prefixes = ["monitoring": "cloudwatch", "email": "ses"]
}

extension JSONValue {
    /// Whether CloudTrail left out what was here.
    fileprivate var isOmitted: Bool { self["omitted"]?.isTrue == true }

    /// Whether the bytes have any key that an ACL is under.
    fileprivate var mayHaveACL: Bool {
        spelling.contains(ascii: "amz-acl") || spelling.contains(ascii: "amz-grant")
            || spelling.contains(ascii: "amz_grant") || spelling.contains(ascii: "AccessControl")
    }

    /// A member whose key is spelled in whatever case.
    func anyCase(_ key: String) -> JSONValue? {
        guard kind == .object else { return nil }
        if let value = self[key] { return value }
        let key = key.lowercased()
        var found: JSONValue?
        forEachMember { if $0.lowercased() == key { found = $1 } }
        return found
    }

    /// A member that is an object or a text, here or in the objects below.
    func deepMember(_ key: String, depth: Int = 0) -> JSONValue? {
        guard kind == .object, depth < 5 else { return nil }
        if let value = anyCase(key), value.kind == .object || value.name != nil { return value }
        for (_, value) in members {
            if let found = value.deepMember(key, depth: depth + 1) { return found }
        }
        return nil
    }

    /// A parameter called policy that holds statements.
    fileprivate func policyLeaf(depth: Int) -> JSONValue? {
        guard kind == .object, depth < 5 else { return nil }
        for (key, value) in members {
            if key.lowercased().contains("policy") || key.lowercased().contains("policies"),
                let object = try? PolicyDocument.object(in: value),
                object.anyCase("Statement") != nil
            {
                return value
            }
            if let found = value.policyLeaf(depth: depth + 1) { return found }
        }
        return nil
    }
}
