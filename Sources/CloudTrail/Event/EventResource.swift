import Basics

extension Event {
    /// The one resource that the call was mainly about, as an ARN or the name that the caller
    /// used; nil where the record names none.
    ///
    /// What the record lists as `resources` comes first, then the parameter of the request that
    /// names the target of this service's calls, then what the response created. A denied call
    /// often has lost its parameters: its target is recovered from `errorMessage`. Calls that an
    /// AWS service makes to S3 on its own behalf, log delivery above all, count as their bucket,
    /// since nobody looks for their objects.
    ///
    /// - Complexity: O(n) in the bytes of `resources` and `requestParameters`.
    package var mainResource: String? {
        var hasMore = false
        return mainResource(listedResources, hasMore: &hasMore)
    }

    /// - parameters:
    ///   - listed: What the record lists as `resources`.
    ///   - hasMore: Set where the parameters of the request may name others.
    func mainResource(_ listed: [String], hasMore: inout Bool) -> String? {
        if present(.requestParameters) == nil, let denied = deniedTarget { return denied }
        if let main = mainListed(listed) ?? launchedInstance {
            hasMore = present(.requestParameters) != nil
            return main
        }
        return requestedResource(&hasMore) ?? createdResource ?? serviceSubject ?? insightSubject
            ?? deniedTarget
    }

    /// The target of a denied call, as far as `errorMessage` names it.
    ///
    /// The message has the form `User: ARN is not authorized to perform: ACTION on resource: X
    /// because …`, where X is an ARN, a name, either of them in quotes, or `role NAME`, which
    /// becomes `role/NAME`. `*` and an empty name are no target.
    package var deniedTarget: String? {
        guard present(.errorMessage) != nil, let message = text(.errorMessage),
            let marker = message.utf8.firstRange(ofASCII: " on resource: ")
        else { return nil }
        var target = message[marker.upperBound...]
        if target.first == "\"" {
            target = target.dropFirst().prefix { $0 != "\"" }
            return target.isEmpty ? nil : String(target)
        }
        for end in [" because ", " with an explicit deny"] as [StaticString] {
            if let range = target.utf8.firstRange(ofASCII: end) {
                target = target[..<range.lowerBound]
            }
        }
        if target.last == "." { target = target.dropLast() }
        guard target.last != " ", target != "*" else { return nil }
        // A separator of one character: for a text Foundation's search would take its place.
        let words = target.split(separator: " " as Character)
        guard words.count == 2, !words[0].hasPrefix("arn:") else {
            return words.first.map(String.init)
        }
        return words[1].hasPrefix("arn:") ? String(words[1]) : "\(words[0])/\(words[1])"
    }

    private func mainListed(_ arns: [String]) -> String? {
        guard arns.count > 1, isFromService, arns[0].utf8.firstRange(ofASCII: ":s3:::") != nil
        else { return arns.first }
        return arns.first { !$0.utf8.contains(UInt8(ascii: "/")) } ?? arns.first
    }

    /// What the record lists as `resources`.
    var listedResources: [String] {
        guard let resources = self[.resources] else { return [] }
        var arns: [String] = []
        for resource in resources.kind == .object ? [resources] : resources.elements {
            if let arn = (resource["ARN"] ?? resource["arn"])?.string, !arn.isEmpty {
                arns.append(arn)
            } else if let prefix = resource["ARNPrefix"]?.string, !prefix.isEmpty {
                arns.append(prefix + "*")
            }
        }
        return arns
    }

    var isFromService: Bool {
        self[.userIdentity]?["type"]?.string == "AWSService"
    }

    private func requestedResource(_ hasMore: inout Bool) -> String? {
        guard let parameters = object(.requestParameters) else { return nil }
        guard hasText(.eventSource, "s3.amazonaws.com"),
            let bucket = parameters["bucketName"]?.string, !bucket.isEmpty
        else {
            return ResourceParameters.target(in: parameters, hasMore: &hasMore)
                ?? apiKeyID(parameters)
        }
        guard let key = parameters["key"]?.string, !isFromService else {
            return "arn:\(partition):s3:::\(bucket)"
        }
        return "arn:\(partition):s3:::\(bucket)/\(key)"
    }

    /// The id that API Gateway calls by the name that others have for a key itself.
    private func apiKeyID(_ parameters: JSONValue) -> String? {
        guard hasText(.eventSource, "apigateway.amazonaws.com") else { return nil }
        return parameters["apiKey"]?.string
    }

    /// An instance that RunInstances started: its request names what it is made from and put into.
    private var launchedInstance: String? {
        guard hasText(.eventName, "RunInstances") else { return nil }
        return self[.responseElements]?[path: "instancesSet", "items"]?.elements
            .first?["instanceId"]?.string
    }

    /// What a call has made, where its request could not name it yet.
    private var createdResource: String? {
        guard let response = object(.responseElements) else { return nil }
        return ResourceParameters.target(in: response)
            ?? ResourceParameters.created(in: response)
    }

    /// The subject of what a service did by itself, such as the rotation of a secret.
    private var serviceSubject: String? {
        guard hasText(.eventType, "AwsServiceEvent") else { return nil }
        for field in [EventField.additionalEventData, .serviceEventDetails] {
            if let details = object(field),
                let subject = ResourceParameters.target(in: details, hasUpperCaseNames: true)
            {
                return subject
            }
        }
        return nil
    }

    /// A field that is an object, or a string that holds one.
    func object(_ field: EventField) -> JSONValue? {
        guard let value = self[field] else { return nil }
        if value.kind == .object { return value }
        guard let text = value.string, text.first == "{",
            let inner = try? JSONValue(parsing: text.utf8)
        else { return nil }
        return inner
    }

    /// The partition of the event's region, as ARNs have it.
    var partition: String {
        guard let region = text(.awsRegion) else { return "aws" }
        if region.hasPrefix("cn-") { return "aws-cn" }
        return region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    private var insightSubject: String? {
        guard let details = self[.insightDetails] else { return nil }
        let parts = ["eventSource", "eventName", "insightType"].compactMap { details[$0]?.string }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}

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
        "loadBalancerName", "restApiId", "apiId", "usagePlanId", "webACLArn",
        "certificateArn", "certificateAuthorityArn", "distributionId", "hostedZoneId",
        // Everything else
        "functionName", "bucketName", "tableName", "dBInstanceIdentifier", "dBClusterIdentifier",
        "dBSnapshotIdentifier", "service", "clusterName", "cluster", "repositoryName", "queueUrl",
        "topicArn",
        "stackName", "target", "documentName", "domainName", "ruleName", "jobName", "projectName",
        "modelId", "identityId", "accountId", "targetId", "resourceArn", "resourceARN",
        "resourceId", "stateMachineArn", "executionArn", "cacheClusterId", "replicationGroupId",
        "clusterIdentifier", "snapshotIdentifier", "fileSystemId", "streamName",
        "deliveryStreamName", "policyId", "destinationKeyId", "sourceKeyId",
        "targetDBSnapshotIdentifier", "sourceDBSnapshotIdentifier", "sourceSnapshotId",
        "sourceImageId", "arn", "aRN", "ARN", "path", "id", "names",
        "name",
    ]

    /// The names as a table whose numbers are the ranks.
    private static let ranks: TextTable = {
        var table = TextTable()
        for name in ranked { _ = table.intern(name) }
        return table
    }()

    /// The ranks of what only says more about another resource, or whose it is.
    static let secondaryRanks: Set<Int32> = Set(
        ["accountId", "path"].compactMap { ranks.number(of: Array($0.utf8).span) }
    )

    /// Sets in EC2's requests that name no resource, but say which ones or how they are marked.
    static let descriptiveSets: Set<String> = [
        "filterSet", "tagSet", "tagSpecificationSet", "ownersSet", "attributeSet",
    ]

    /// The text of the parameter that ranks first; nil where none is known.
    ///
    /// - parameter hasUpperCaseNames: Whether the names begin with a capital.
    static func target(in parameters: JSONValue, hasUpperCaseNames: Bool = false) -> String? {
        var hasMore = false
        return target(in: parameters, hasUpperCaseNames: hasUpperCaseNames, hasMore: &hasMore)
    }

    /// - parameter hasMore: Set where the parameters may name others, too.
    static func target(
        in parameters: JSONValue,
        hasUpperCaseNames: Bool = false,
        hasMore: inout Bool
    ) -> String? {
        var best: (rank: Int32, text: String)?
        var names = 0
        let bytes = parameters.bytes
        guard parameters.kind == .object else { return nil }
        bytes.forEachMember(parameters.range) { key, range in
            let value = JSONValue(bytes: bytes, range: range)
            if let rank = rank(of: key, in: bytes, isUpperCase: hasUpperCaseNames) {
                names += value.kind == .string ? 1 : 2
                if rank < best?.rank ?? .max, let text = value.resourceName {
                    best = (rank, text)
                    return
                }
            }
            guard value.kind == .object else { return }
            names += 2
            if best == nil,
                let inner = innerTarget(
                    String(decoding: bytes.unescaped(key), as: UTF8.self),
                    value
                )
            {
                best = (.max, inner)
            }
        }
        if names > 1 { hasMore = true }
        return best?.text
    }

    static func rank(
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
    var resourceName: String? {
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
