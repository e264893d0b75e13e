import CloudTrail

/// An access control list of S3, in the forms that calls set one.
struct PolicyACL: Sendable {
    private(set) var grants = PolicyGrants()
    private var isACL = false

    /// Reads the ACL of a call; nil where it has none.
    init?(_ request: JSONValue) {
        readHeaders(request, depth: 0)
        if let policy = request.anyCase("AccessControlPolicy") { read(policy) }
        guard isACL else { return nil }
    }

    /// `x-amz-acl` and `x-amz-grant-…`, texts or lists of them, some with underscores.
    private mutating func readHeaders(_ object: JSONValue, depth: Int) {
        for (key, value) in object.members {
            let name = key.lowercased().replacing("_", with: "-")
            if name == "x-amz-acl" {
                object.texts(key).forEach { add(canned: $0) }
            } else if name.hasPrefix("x-amz-grant-") {
                let access = Self.access(String(name.dropFirst("x-amz-grant-".count)))
                for text in object.texts(key) { add(header: text, access) }
            } else if depth < 2, value.kind == .object, name.hasPrefix("accesscontrol") {
                readHeaders(value, depth: depth + 1)
            }
        }
    }

    private mutating func add(canned name: String) {
        switch name.lowercased() {
        case "public-read", "public-read-write", "authenticated-read": add(.everybody, .data)
        case "log-delivery-write", "aws-exec-read": add(.service, .data)
        default: add(.ownAccount, .data)
        }
    }

    /// Reads a header such as `uri="http://acs.amazonaws.com/groups/global/AllUsers", id="79a5…"`.
    private mutating func add(header text: String, _ access: PolicyAccess) {
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            let value = pair[1].filter { $0 != "\"" && $0 != " " }
            let isGroup = pair[0].lowercased().filter { $0 != " " } == "uri"
            add(isGroup ? Self.grantee(group: value) : Self.grantee(id: value, owner: nil), access)
        }
    }

    private mutating func read(_ policy: JSONValue) {
        let owner = policy.anyCase("Owner")?.anyCase("ID")?.string
        guard let list = policy.anyCase("AccessControlList") else { return }
        for item in list.anyCase("Grant")?.items ?? [] {
            guard let grantee = item.anyCase("Grantee") else { continue }
            let access = Self.access(item.anyCase("Permission")?.string ?? "")
            if let group = grantee.anyCase("URI")?.name {
                add(Self.grantee(group: group), access)
            } else {
                add(Self.grantee(id: grantee.anyCase("ID")?.name, owner: owner), access)
            }
        }
        isACL = true
    }

    private mutating func add(_ grantee: PolicyGrantee, _ access: PolicyAccess) {
        isACL = true
        grants.add([grantee], [access])
    }

    /// Reading who has access gives no data; all other permissions do, or lead to it.
    private static func access(_ permission: String) -> PolicyAccess {
        let name = permission.lowercased().replacing("_", with: "-")
        return name == "read-acp" ? .other : .data
    }

    private static func grantee(group: String) -> PolicyGrantee {
        let name = group.split(separator: "/").last.map { $0.lowercased() }
        return switch name {
        // Whoever has an AWS account is everybody.
        case "allusers", "authenticatedusers": .everybody
        case "logdelivery": .service
        default: .foreignAccount
        }
    }

    /// An id does not tell the account, unless it is the owner's or CloudFront's.
    private static func grantee(id: String?, owner: String?) -> PolicyGrantee {
        if let id, id == owner { return .ownAccount }
        return id == cloudFront ? .service : .foreignAccount
    }

    /// `awslogsdelivery`, which CloudFront adds to the ACL of a bucket for its logs.
    private static let cloudFront =
        "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"
}
