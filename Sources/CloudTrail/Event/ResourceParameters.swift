/// The request parameters that name the target of a call.
enum ResourceParameters {
    /// Names of parameters, the more telling first.
    ///
    /// Names of the resource that a call changes come before names of what it is put into; ids
    /// before names; the bare `name` last.
    private static let ranked = [
        // Secrets, parameters, keys
        "secretId", "keyId", "aliasName",
        // IAM and STS
        "roleArn", "roleName", "userName", "groupName", "policyArn", "instanceProfileName",
        "openIDConnectProviderArn", "sAMLProviderArn", "serialNumber", "accessKeyId",
        // EC2: the narrow before the wide
        "groupId", "instanceId", "snapshotId", "volumeId", "imageId", "networkInterfaceId",
        "internetGatewayId", "natGatewayId", "networkAclId", "routeTableId",
        "vpcPeeringConnectionId", "vpcEndpointId", "subnetId", "vpcId", "launchTemplateId",
        "launchTemplateName", "autoScalingGroupName", "associationId", "allocationId", "keyName",
        // Trails, logs, detection
        "trailName", "trailARN", "logGroupName", "detectorId", "alarmName", "flowLogIds",
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
        "resourceId", "arn", "aRN", "ARN", "path", "id", "name",
    ]

    private static let ranks: [String: Int] = Dictionary(
        uniqueKeysWithValues: ranked.enumerated().map { ($1, $0) }
    )

    /// Lists whose first element names the target.
    private static let lists: Set<String> = [
        "names", "secretIdList", "instanceIds", "trailNameList", "logGroupNames",
    ]

    /// The text of the parameter that ranks first; nil where none is known.
    static func target(in parameters: JSONValue) -> String? {
        var best: (rank: Int, text: String)?
        parameters.forEachMember { key, value in
            if let rank = ranks[key], rank < best?.rank ?? .max, let text = value.resourceName {
                best = (rank, text)
            } else if best == nil, lists.contains(key), let first = value.elements.first {
                best = first.string.map { (.max, $0) }
            } else if best == nil, let inner = innerTarget(key, value) {
                best = (.max, inner)
            }
        }
        return best?.text
    }

    /// EC2 keeps some requests in an object of their own, with upper-case names, and sets of
    /// instances in `instancesSet.items`.
    private static func innerTarget(_ key: String, _ value: JSONValue) -> String? {
        guard value.kind == .object else { return nil }
        if key == "instancesSet" {
            return value["items"]?.elements.first?["instanceId"]?.string
        }
        guard key.hasSuffix("Request") else { return nil }
        var best: (rank: Int, text: String)?
        value.forEachMember { key, value in
            let name = key.prefix(1).lowercased() + key.dropFirst()
            guard let rank = ranks[name], rank < best?.rank ?? .max, let text = value.resourceName
            else { return }
            best = (rank, text)
        }
        return best?.text
    }
}

extension JSONValue {
    /// A text that can name a resource: not empty, and not itself a document.
    fileprivate var resourceName: String? {
        guard let text = string, !text.isEmpty, text.utf8.count <= 2048, text.first != "{" else {
            return nil
        }
        return text
    }
}
