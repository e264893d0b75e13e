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
        if let denied = deniedTarget, present(.requestParameters) == nil { return denied }
        return listedResource ?? requestedResource ?? createdResource ?? insightSubject
    }

    /// The target of a denied call, as far as `errorMessage` names it.
    ///
    /// The message has the form `User: ARN is not authorized to perform: ACTION on resource: X
    /// because …`, where X is an ARN, a name, or `role NAME`, which becomes `role/NAME`.
    public var deniedTarget: String? {
        guard present(.errorMessage) != nil, let message = text(.errorMessage),
            let marker = message.firstRange(of: " on resource: ")
        else { return nil }
        var target = message[marker.upperBound...]
        for end in [" because ", " with an explicit deny"] {
            if let range = target.firstRange(of: end) { target = target[..<range.lowerBound] }
        }
        if target.last == "." { target = target.dropLast() }
        let words = target.split(separator: " ")
        if words.count == 2, !target.hasPrefix("arn:") { return "\(words[0])/\(words[1])" }
        return words.first.map(String.init)
    }

    private var listedResource: String? {
        guard let resources = self[.resources], resources.kind == .array else { return nil }
        var arns: [String] = []
        for resource in resources.elements {
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
        guard let parameters = self[.requestParameters], parameters.kind == .object else {
            return nil
        }
        let source = text(.eventSource) ?? ""
        if source == "s3.amazonaws.com", let bucket = parameters["bucketName"]?.string {
            guard let key = parameters["key"]?.string, !isFromService else {
                return "arn:aws:s3:::\(bucket)"
            }
            return "arn:aws:s3:::\(bucket)/\(key)"
        }
        return ResourceParameters.target(in: parameters)
    }

    /// What a call has made, where its request could not name it yet.
    private var createdResource: String? {
        guard let response = self[.responseElements], response.kind == .object else { return nil }
        if let instance = response["instancesSet"]?["items"]?.elements.first {
            return instance["instanceId"]?.string
        }
        return ResourceParameters.target(in: response)
    }

    private var insightSubject: String? {
        guard let details = self[.insightDetails] else { return nil }
        let parts = ["eventSource", "eventName", "insightType"].compactMap { details[$0]?.string }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
