/// The request parameters that name the target of a call.
enum ResourceParameters {
    /// Names of parameters, the more telling first.
    ///
    /// Names of the resource that a call changes come before names of what it is put into; ids
    /// before names; the bare `name` last.
    private static let ranked = [
        // Secrets, parameters, keys
        "secretId", "secretIdList", "keyId", "aliasName",
        // IAM and STS
        "roleArn", "roleName", "userName", "groupName", "policyArn", "policyName",
        "instanceProfileName",
        "openIDConnectProviderArn", "sAMLProviderArn", "serialNumber", "accessKeyId",
        // EC2: the narrow before the wide
        "groupId", "instanceId", "instanceIds", "snapshotId", "volumeId", "imageId",
        "networkInterfaceId",
        "internetGatewayId", "natGatewayId", "networkAclId", "routeTableId",
        "vpcPeeringConnectionId", "vpcEndpointId", "subnetId", "vpcId", "launchTemplateId",
        "launchTemplateName", "autoScalingGroupName", "associationId", "allocationId", "keyName",
        "flowLogId", "flowLogIds",
        // Trails, logs, detection
        "trailName", "trailARN", "trailNameList", "logGroupName", "logGroupNames", "detectorId",
        "alarmName",
        "configurationRecorderName", "deliveryChannelName",
        // Load balancers, API, certificates, WAF
        "listenerArn", "loadBalancerArn", "targetGroupArn", "trustStoreArn", "ruleArn",
        "loadBalancerName", "restApiId", "apiId", "apiKey", "usagePlanId", "webACLArn",
        "certificateArn", "certificateAuthorityArn", "distributionId", "hostedZoneId",
        // Everything else
        "functionName", "bucketName", "tableName", "dBInstanceIdentifier", "dBClusterIdentifier",
        "dBSnapshotIdentifier", "clusterName", "cluster", "repositoryName", "queueUrl", "topicArn",
        "stackName", "target", "documentName", "domainName", "ruleName", "jobName", "projectName",
        "modelId", "identityId", "accountId", "targetId", "resourceArn", "resourceARN",
        "resourceId", "arn", "aRN", "ARN", "path", "id", "names",
        "name",
    ]

    /// The names as a table whose numbers are the ranks.
    private static let ranks: TextTable = {
        var table = TextTable()
        for name in ranked { _ = table.intern(name) }
        return table
    }()

    /// Sets in EC2's requests that name no resource, but say which ones or how they are marked.
    private static let descriptiveSets: Set<String> = [
        "filterSet", "tagSet", "tagSpecificationSet", "ownersSet", "attributeSet",
    ]

    /// The text of the parameter that ranks first; nil where none is known.
    ///
    /// - parameter hasUpperCaseNames: Whether the names begin with a capital.
    static func target(in parameters: JSONValue, hasUpperCaseNames: Bool = false) -> String? {
        var best: (rank: Int32, text: String)?
        let bytes = parameters.bytes
        guard parameters.kind == .object else { return nil }
        bytes.forEachMember(parameters.range) { key, range in
            let value = JSONValue(bytes: bytes, range: range)
            if let rank = rank(of: key, in: bytes, isUpperCase: hasUpperCaseNames),
                rank < best?.rank ?? .max, let text = value.resourceName
            {
                best = (rank, text)
            } else if best == nil, value.kind == .object,
                let inner = innerTarget(
                    String(decoding: bytes.unescaped(key), as: UTF8.self),
                    value
                )
            {
                best = (.max, inner)
            }
        }
        return best?.text
    }

    private static func rank(
        of key: Range<Int>,
        in bytes: JSONBytes,
        isUpperCase: Bool
    ) -> Int32? {
        guard isUpperCase else { return bytes.withText(key) { ranks.number(of: $0) } }
        let name = String(decoding: bytes.unescaped(key), as: UTF8.self)
        let lowered = name.prefix(1).lowercased() + name.dropFirst()
        return ranks.number(of: Array(lowered.utf8).span)
    }

    /// The target in an object that a response describes what it has made with.
    static func created(in response: JSONValue) -> String? {
        var found: String?
        response.forEachMember { key, value in
            guard found == nil, value.kind == .object, key != "credentials" else { return }
            found = target(in: value)
        }
        return found
    }

    /// EC2 keeps some requests in an object of their own, with upper-case names, and what they
    /// are about in sets: `routeTableIdSet.items[0].routeTableId`.
    private static func innerTarget(_ key: String, _ value: JSONValue) -> String? {
        if key.hasSuffix("Request") { return target(in: value, hasUpperCaseNames: true) }
        guard key.hasSuffix("Set"), !descriptiveSets.contains(key),
            let first = value["items"]?.elements.first
        else { return nil }
        return target(in: first)
    }
}

extension JSONValue {
    /// A text that can name a resource: not empty, and not itself a document.
    ///
    /// Of a list it is the first; EC2 writes some as `{"tag":1,"content":"nat-…"}`.
    fileprivate var resourceName: String? {
        switch kind {
        case .string:
            guard let text = string, !text.isEmpty, text.utf8.count <= 2048, text.first != "{"
            else {
                return nil
            }
            return text
        case .array: return elements.first { $0.kind != .array }?.resourceName
        case .object: return self["content"].flatMap { $0.kind == .string ? $0.resourceName : nil }
        case .number, .boolean, .null: return nil
        }
    }
}
