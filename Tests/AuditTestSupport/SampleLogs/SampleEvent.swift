import Basics

/// One call, before it is given its ids and written as a record.
struct SampleEvent: Sendable {
    /// The prefix of the action, such as `ec2` in `ec2:DescribeInstances`.
    let service: String
    let name: String
    let time: SampleTime
    let caller: SampleCaller
    /// The account that gets the record.
    var recipient: SampleAccount
    var region = SampleRegion.main
    var request = JSONText.null
    var response = JSONText.null
    var errorCode: String?
    var errorMessage: String?
    var additional: JSONText?
    var details: JSONText?
    var resources: [JSONText] = []
    var readOnly: Bool
    var type = "AwsApiCall"
    var isData = false
    var requestID: String?
    var sharedEventID: String?
    /// The host in `tlsDetails`, where it is not the usual one.
    var host: String?

    init(
        _ action: String,
        at time: SampleTime,
        by caller: SampleCaller,
        in region: String? = nil,
        request: JSONText = .null,
        response: JSONText = .null,
        resources: [JSONText] = []
    ) {
        let parts = action.split(separator: ":").map(String.init)
        service = parts[0]
        name = parts[1]
        self.time = time
        self.caller = caller
        recipient = caller.account
        self.region =
            region ?? (Self.globalServices.contains(service) ? SampleRegion.global : self.region)
        self.request = request
        self.response = response
        self.resources = resources
        readOnly = Self.readingPrefixes.contains { parts[1].hasPrefix($0) }
    }

    /// The call as a denied one, in the form of its service.
    func denied(on resource: String? = nil) -> SampleEvent {
        var result = self
        result.response = .null
        result.resources = []
        var message =
            "User: \(caller.identity.arn) is not authorized to perform: \(service):\(name)"
        if let resource { message += " on resource: \(resource)" }
        // STS is the one that does not say why.
        if service != "sts" {
            message += " because no identity-based policy allows the \(service):\(name) action"
        }
        if service == "ec2" {
            result.errorCode = "Client.UnauthorizedOperation"
            message = "You are not authorized to perform this operation. " + message
        } else {
            result.errorCode = "AccessDenied"
        }
        // S3 and EC2 keep the parameters of a denied call, the other services here do not.
        if service != "ec2" && service != "s3" { result.request = .null }
        result.errorMessage = message
        return result
    }

    private static let globalServices = ["iam", "signin", "cloudfront", "trustedadvisor", "health"]

    /// CloudTrail counts issuing credentials and using a key as reading.
    private static let readingPrefixes = [
        "Get", "List", "Describe", "Lookup", "Search", "BatchGet", "AssumeRole", "Decrypt",
        "Generate", "Sign", "Filter", "Estimate",
    ]
}
