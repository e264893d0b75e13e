import Basics

extension SampleEvent {
    /// The record, keys in CloudTrail's order.
    func record(eventID: String, requestID: String) -> JSONText {
        var members: [(String, JSONText)] = [
            ("eventVersion", .text(eventVersion)),
            ("userIdentity", caller.identity.json),
            ("eventTime", .text(time.iso)),
            ("eventSource", .text(source)),
            ("eventName", .text(name)),
            ("awsRegion", .text(region)),
            ("sourceIPAddress", .text(caller.address)),
            (
                "userAgent",
                .text(
                    service == "s3" && !caller.isService
                        ? "[\(caller.userAgent)]" : caller.userAgent
                )
            ),
        ]
        if let errorCode { members.append(("errorCode", .text(errorCode))) }
        if let errorMessage { members.append(("errorMessage", .text(errorMessage))) }
        members.append(("requestParameters", request))
        members.append(("responseElements", response))
        if let additional { members.append(("additionalEventData", additional)) }
        if type != "AwsConsoleSignIn" { members.append(("requestID", .text(requestID))) }
        members.append(("eventID", .text(eventID)))
        members.append(("readOnly", .boolean(readOnly)))
        if !resources.isEmpty { members.append(("resources", .array(resources))) }
        members.append(("eventType", .text(type)))
        // The classic API has 2012-06-01; all balancers of the story are of the second kind.
        if service == "elasticloadbalancing" { members.append(("apiVersion", "2015-12-01")) }
        members.append(("managementEvent", .boolean(!isData)))
        members.append(("recipientAccountId", .text(recipient.id)))
        if let sharedEventID { members.append(("sharedEventID", .text(sharedEventID))) }
        if let details { members.append(("serviceEventDetails", details)) }
        if let endpoint = caller.endpoint {
            members.append(("vpcEndpointId", .text(endpoint)))
            if !caller.isService { members.append(("vpcEndpointAccountId", .text(recipient.id))) }
        }
        members.append(("eventCategory", isData ? "Data" : "Management"))
        if !caller.isService && type != "AwsServiceEvent" {
            members.append(("tlsDetails", tlsDetails))
        }
        if caller.fromConsole { members.append(("sessionCredentialFromConsole", "true")) }
        return .object(members)
    }

    private var source: String {
        service == "cloudwatch" ? "monitoring.amazonaws.com" : "\(service).amazonaws.com"
    }

    /// Services move to a new version each in its own time.
    private var eventVersion: String {
        switch service {
        case "sts", "signin", "ssm", "cloudformation", "autoscaling": "1.08"
        case "kms", "cloudtrail", "elasticloadbalancing": "1.09"
        case "ec2", "iam": "1.10"
        default: "1.11"
        }
    }

    private var tlsDetails: JSONText {
        let usual =
            switch service {
            case "iam": "iam.amazonaws.com"
            case "signin": "\(region).signin.aws.amazon.com"
            case "cloudwatch": "monitoring.\(region).amazonaws.com"
            default: "\(service).\(region).amazonaws.com"
            }
        var members: [(String, JSONText)] = [
            ("tlsVersion", "TLSv1.3"), ("cipherSuite", "TLS_AES_128_GCM_SHA256"),
            ("clientProvidedHostHeader", .text(host ?? usual)),
        ]
        if eventVersion == "1.11" { members.append(("keyExchange", "X25519MLKEM768")) }
        return .object(members)
    }
}
