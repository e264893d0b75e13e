import CloudTrail

/// Whose an account is, from where a call was recorded.
package enum AccountRelation: String, CaseIterable, Hashable, Sendable {
    /// The account that the call was recorded in.
    case own
    /// An account of a declared environment.
    case declared
    /// An account of a declared organization, or the organization itself.
    case organization
    /// Any other account: unknown is not innocent.
    case foreign
}

/// Tells accounts of one's own from others.
struct AccountTable: Sendable {
    private let accounts: Set<String>
    private let members: Set<String>
    private let organizations: Set<String>

    /// Whether anybody's accounts are declared.
    var isDeclared: Bool { !(accounts.isEmpty && members.isEmpty && organizations.isEmpty) }

    init(_ architecture: Architecture) {
        accounts = Set(architecture.environments.flatMap(\.accounts))
        members = Set(architecture.organizations.flatMap(\.accounts))
        organizations = Set(architecture.organizations.map(\.id))
    }

    /// Whose an account is.
    func relation(of account: String, to owner: String?) -> AccountRelation {
        if account == owner { return .own }
        if accounts.contains(account) { return .declared }
        return members.contains(account) ? .organization : .foreign
    }

    /// Whose an organization is; where none is declared, it is taken for one's own.
    private func relation(ofOrganization id: String) -> AccountRelation {
        organizations.isEmpty || organizations.contains(id) ? .organization : .foreign
    }

    /// The accounts and organizations that a request names, each with whose it is.
    ///
    /// - complexity: O(n) in the bytes of the request.
    func named(in event: Event) -> [(id: String, relation: AccountRelation)] {
        guard let request = event[.requestParameters] else { return [] }
        let owner = event.text(.recipientAccountId)
        var search = AccountSearch()
        search.look(in: request, under: "")
        return search.found.map { id in
            let relation =
                id.hasPrefix("o-")
                ? relation(ofOrganization: id) : relation(of: id, to: owner)
            return (id, relation)
        }
    }

    /// Whose account the VPC endpoint is in that a call came through; nil where the record does
    /// not say.
    func endpoint(of event: Event) -> AccountRelation? {
        guard event.has(.vpcEndpointAccountId), let id = event.text(.vpcEndpointAccountId),
            id.isAccountID
        else { return nil }
        return relation(of: id, to: event.text(.recipientAccountId))
    }
}

/// Looks for ids of accounts and organizations in a request: texts of twelve digits, ARNs, the
/// addresses of queues and of container images.
///
/// Documents in texts are left to those who read policies: what a Deny names is no target.
private struct AccountSearch {
    private static let depth = 10
    private static let limit = 4096

    /// What was found, each once, in the request's order.
    private(set) var found: [String] = []
    private var count = 0

    mutating func look(in value: JSONValue, under key: String, _ level: Int = 0) {
        count += 1
        guard level < Self.depth, count < Self.limit else { return }
        switch value.kind {
        case .array: for element in value.elements { look(in: element, under: key, level + 1) }
        case .object: value.forEachMember { look(in: $1, under: $0, level + 1) }
        case .string: if let text = value.string { look(in: text, under: key) }
        case .number:
            // Numbers of twelve digits are mostly times and sizes.
            guard Self.isAccountKey(key) else { return }
            let digits = value.json
            if digits.isAccountID { add(digits) }
        case .boolean, .null: break
        }
    }

    private mutating func look(in text: String, under key: String) {
        let utf8 = text.utf8
        guard utf8.count >= 12, utf8.count <= 4096, utf8.first != UInt8(ascii: "{") else { return }
        if text.isAccountID {
            if key != "clientToken" { add(text) }
        } else if let name = ResourceName(text) {
            guard name.service != "organizations" else {
                // `…:ou/o-acme12345/ou-ab12-11111111`; the account in it is the management's.
                let id = name.resource.split(separator: "/").first { $0.hasPrefix("o-") }
                if let id { add(String(id)) }
                return
            }
            if name.accountID.isAccountID { add(name.accountID) }
        } else if let range = utf8.firstRange(ofASCII: ".dkr.ecr."),
            let id = Self.lastWord(of: text[..<range.lowerBound]), id.isAccountID
        {
            add(id)
        } else if text.hasPrefix("https://sqs.") || text.hasPrefix("https://queue.") {
            let parts = text.split(separator: "/")
            if parts.count > 2, String(parts[2]).isAccountID { add(String(parts[2])) }
        }
    }

    private static func lastWord(of text: Substring) -> String? {
        text.split { !$0.isNumber }.last.map(String.init)
    }

    private static func isAccountKey(_ key: String) -> Bool {
        let key = key.lowercased()
        return key.contains("account") || key.contains("owner") || key.hasPrefix("userid")
    }

    private mutating func add(_ id: String) {
        if !found.contains(id) { found.append(id) }
    }
}
