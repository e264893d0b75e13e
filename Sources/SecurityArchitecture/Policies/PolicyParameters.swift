import CloudTrail

/// What a call grants by parameters, without a document.
///
/// Most say one statement in other words, and are read as that. Copies and ACLs have no actions,
/// and grant data.
package struct PolicyParameters: Sendable {
    /// The calls, by what they are about.
    package enum Call: Hashable, Sendable {
        /// `CreateGrant` of KMS.
        case grant
        /// `AddPermission` of SQS or SNS, by the prefix of its actions.
        case permission(String)
        /// `SetTopicAttributes`, where the attribute is the policy.
        case topicAttribute
        /// `AddPermission` of Lambda.
        case function
        /// `AddLayerVersionPermission` of Lambda.
        case layer
        /// An ACL of S3, canned, in headers or in full.
        case acl
        /// A snapshot or image that is shared.
        case copy
        /// A snapshot of a database that is shared.
        case databaseCopy
        /// A share of Resource Access Manager.
        case share
        /// A document of Systems Manager.
        case commandDocument
        /// A profile of Signer.
        case signingProfile
        /// A permission of a private certificate authority.
        case authority
        /// `PutPermission` of EventBridge.
        case bus
        /// The patches of an API.
        case patch
    }

    private enum Meaning {
        case statement(PolicyKind, PolicyStatement)
        case document(PolicyKind, JSONValue)
        case lists([Target], PolicyAccess)
        case acl(PolicyACL)
    }

    private let meaning: Meaning

    /// Reads a call; nil where its parameters grant nothing.
    package init?(_ call: Call, _ request: JSONValue) {
        guard let meaning = Self.meaning(of: call, request) else { return nil }
        self.meaning = meaning
    }

    /// What the call grants.
    package func grants(in context: PolicyContext) -> PolicyGrants {
        switch meaning {
        case .statement(let kind, let statement):
            return PolicyGrants(PolicyDocument([statement]), as: kind, in: context)
        case .document(let kind, let value):
            do throws(PolicyFault) {
                return PolicyGrants(try PolicyDocument(reading: value), as: kind, in: context)
            } catch {
                return PolicyGrants(fault: error)
            }
        case .lists(let targets, let access):
            var grants = PolicyGrants()
            grants.add(Set(targets.compactMap { $0.grantee(in: context) }), [access])
            return grants
        case .acl(let acl): return acl.grants
        }
    }

    private static func meaning(of call: Call, _ request: JSONValue) -> Meaning? {
        switch call {
        case .grant:
            let operations = request.texts("operations").map { "kms:\($0)" }
            return statement("kms", request.texts("granteePrincipal"), operations)
        case .permission(let service):
            let accounts = request.texts("aWSAccountIds") + request.texts("aWSAccountId")
            let names = request.texts("actions") + request.texts("actionName")
            return statement(service, accounts, names.map { "\(service):\($0)" })
        case .topicAttribute:
            guard request.texts("attributeName") == ["Policy"],
                let value = request.anyCase("attributeValue"), value.string != ""
            else { return nil }
            return .document(.resource("sns"), value)
        case .function, .layer, .signingProfile, .authority:
            let service = [.function, .layer].contains(call) ? "lambda" : "other"
            let actions = request.texts("action") + request.texts("actions")
            return statement(
                service,
                request.texts("principal"),
                actions,
                [
                    ("StringEquals", "aws:SourceAccount", request.texts("sourceAccount")),
                    ("ArnLike", "aws:SourceArn", request.texts("sourceArn")),
                    ("StringEquals", "aws:PrincipalOrgID", request.texts("principalOrgID")),
                    ("StringEquals", "aws:PrincipalOrgID", request.texts("organizationId")),
                ]
            )
        case .bus:
            if let value = request.anyCase("policy"), value.name != nil || value.kind == .object {
                return .document(.resource("events"), value)
            }
            let condition = request.anyCase("condition")
            return statement(
                "events",
                request.texts("principal"),
                request.texts("action"),
                [
                    (
                        condition?.texts("type").first ?? "", condition?.texts("key").first ?? "",
                        condition?.texts("value") ?? []
                    )
                ]
            )
        case .patch:
            guard let operations = request.deepList("patchOperations"),
                let value = operations.last(where: {
                    $0.texts("path") == ["/policy"] && $0.texts("op") != ["remove"]
                })?.anyCase("value"), value.name != nil || value.kind == .object
            else { return nil }
            return .document(.resource("execute-api"), value)
        case .copy, .databaseCopy, .share, .commandDocument:
            let targets = Target.list(call, request)
            let access: PolicyAccess =
                call == .copy || call == .databaseCopy ? .data : .other
            return targets.isEmpty ? nil : .lists(targets, access)
        case .acl: return PolicyACL(request).map { .acl($0) }
        }
    }

    private static func statement(
        _ service: String,
        _ principals: [String],
        _ actions: [String],
        _ conditions: [(test: String, key: String, values: [String])] = []
    ) -> Meaning? {
        guard !principals.isEmpty else { return nil }
        let statement = PolicyStatement(
            principals: principals.map(PolicyPrincipal.init(bare:)),
            actions: actions,
            conditions: conditions.filter { !$0.values.isEmpty }
                .map { PolicyCondition($0.test, $0.key, $0.values) }
        )
        return .statement(.resource(service), statement)
    }
}

extension PolicyParameters {
    /// Whom something is shared with.
    fileprivate enum Target: Hashable, Sendable {
        case everybody
        case principal(String)

        static func list(_ call: Call, _ request: JSONValue) -> [Target] {
            switch call {
            case .copy: return copies(request)
            case .databaseCopy:
                guard request.texts("attributeName") != ["public"] else { return [] }
                return targets(request.texts("valuesToAdd"))
            case .share: return targets(request.texts("principals"))
            default: return targets(request.texts("accountIdsToAdd"))
            }
        }

        /// EC2 has what is added in lists of items; calls of its first years had it flat.
        private static func copies(_ request: JSONValue) -> [Target] {
            var texts: [String] = []
            for key in ["createVolumePermission", "launchPermission"] {
                guard let added = request.anyCase(key)?.anyCase("add") else { continue }
                for item in added.items {
                    texts += ["group", "userId", "organizationArn", "organizationalUnitArn"]
                        .flatMap { item.texts($0) }
                }
            }
            let operation = request.texts("operationType")
            if operation.isEmpty || operation == ["add"] {
                texts += ["userId", "userIds", "userGroup", "userGroups", "groupNames"]
                    .flatMap { request.texts($0) }
            }
            return targets(texts)
        }

        private static func targets(_ texts: [String]) -> [Target] {
            texts.map { ["all", "*"].contains($0.lowercased()) ? .everybody : .principal($0) }
        }

        func grantee(in context: PolicyContext) -> PolicyGrantee? {
            guard case .principal(let text) = self else { return .everybody }
            // An organization, or a unit of one: `…:ou/o-acme12345/ou-ab12-11111111`.
            if let name = ResourceName(text), name.service == "organizations",
                let id = name.resource.split(separator: "/").first(where: { $0.hasPrefix("o-") })
            {
                return context.grantee(organization: String(id))
            }
            if case .service = PolicyPrincipal(bare: text) { return .service }
            switch PolicyAccount(text) {
            case .id(let id): return context.grantee(account: id)
            case .any: return .everybody
            case .service: return .service
            case .nobody: return nil
            case .unknown: return .foreignAccount
            }
        }
    }
}

extension JSONValue {
    /// The texts of a member, which may be one text, a number or a list in whatever wrapper.
    func texts(_ key: String) -> [String] {
        guard let value = anyCase(key) else { return [] }
        var budget = PolicyDocument.Limit.values
        return value.items.flatMap { $0.policyTexts(&budget) }.filter { !$0.isEmpty }
            + (value.kind == .number ? value.policyTexts(&budget) : [])
    }

    /// The elements of a list, here or in the objects below.
    fileprivate func deepList(_ key: String, depth: Int = 0) -> [JSONValue]? {
        guard kind == .object, depth < 4 else { return nil }
        if let list = anyCase(key) { return list.items }
        for (_, value) in members {
            if let list = value.deepList(key, depth: depth + 1) { return list }
        }
        return nil
    }
}
