extension Event {
    /// The one resource that the call was mainly about, as an ARN or the name that the caller
    /// used; nil where the record tells none.
    ///
    /// What the record lists as `resources` comes first, then the parameter of the request that
    /// names the target of this service's calls, then what the response created. A denied call
    /// often has lost its parameters: its target is recovered from `errorMessage`. Calls that an
    /// AWS service makes to S3 on its own behalf, log delivery above all, count as their bucket,
    /// since nobody looks for their objects.
    ///
    /// - Complexity: O(n) in the bytes of `resources` and `requestParameters`.
    public var mainResource: String? {
        if present(.requestParameters) == nil, let denied = deniedTarget { return denied }
        return listedResource ?? launchedInstance ?? requestedResource ?? createdResource
            ?? serviceSubject ?? insightSubject ?? deniedTarget
    }

    /// The target of a denied call, as far as `errorMessage` names it.
    ///
    /// The message has the form `User: ARN is not authorized to perform: ACTION on resource: X
    /// because …`, where X is an ARN, a name, either of them in quotes, or `role NAME`, which
    /// becomes `role/NAME`. `*` and an empty name are no target.
    public var deniedTarget: String? {
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

    private var listedResource: String? {
        guard let resources = self[.resources] else { return nil }
        var arns: [String] = []
        for resource in resources.kind == .object ? [resources] : resources.elements {
            if let arn = (resource["ARN"] ?? resource["arn"])?.string, !arn.isEmpty {
                arns.append(arn)
            } else if let prefix = resource["ARNPrefix"]?.string, !prefix.isEmpty {
                arns.append(prefix + "*")
            }
        }
        guard arns.count > 1, isFromService, arns[0].contains(":s3:::") else { return arns.first }
        return arns.first { !$0.contains("/") } ?? arns.first
    }

    private var isFromService: Bool {
        self[.userIdentity]?["type"]?.string == "AWSService"
    }

    private var requestedResource: String? {
        guard let parameters = object(.requestParameters) else { return nil }
        guard hasText(.eventSource, "s3.amazonaws.com"),
            let bucket = parameters["bucketName"]?.string, !bucket.isEmpty
        else { return ResourceParameters.target(in: parameters) }
        guard let key = parameters["key"]?.string, !isFromService else {
            return "arn:\(partition):s3:::\(bucket)"
        }
        return "arn:\(partition):s3:::\(bucket)/\(key)"
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
    private func object(_ field: EventField) -> JSONValue? {
        guard let value = self[field] else { return nil }
        if value.kind == .object { return value }
        guard let text = value.string, text.first == "{",
            let inner = try? JSONValue(parsing: text.utf8)
        else { return nil }
        return inner
    }

    /// The partition of the event's region, as ARNs have it.
    private var partition: String {
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
