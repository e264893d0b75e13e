/// The top-level fields of a CloudTrail record, and of the envelopes that records come in.
///
/// See the [CloudTrail record reference][reference].
///
/// [reference]: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
public enum EventField: String, CaseIterable, Sendable {
    case eventVersion, userIdentity, eventTime, eventSource, eventName, awsRegion
    case sourceIPAddress, userAgent, errorCode, errorMessage
    case requestParameters, responseElements, additionalEventData
    case requestID, eventID, readOnly, resources, eventType, apiVersion
    case managementEvent, recipientAccountId, serviceEventDetails, sharedEventID
    case vpcEndpointId, vpcEndpointAccountId, eventCategory, addendum
    case sessionCredentialFromConsole, edgeDeviceDetails, tlsDetails
    case insightDetails, eventContext, annotation

    /// Stands in for `eventTime` in records that a log shipper has rewritten.
    case timestamp = "@timestamp"

    // Envelopes: EventBridge, lookup-events, and a CloudWatch Logs subscription.
    case detail
    case detailType = "detail-type"
    case lookupEvent = "CloudTrailEvent"
    case logMessage = "message"

    // Digest files.
    case digestEndTime, digestS3Object

    // Objects that hold many records.
    case records = "Records"
    case lookupEvents = "Events"
    case logEvents
    case data

    /// Whether an array under this key holds records, one an element.
    var holdsRecords: Bool {
        switch self {
        case .records, .lookupEvents, .logEvents: true
        default: false
        }
    }

    /// The position of the field among all, for tables indexed by field.
    @inline(__always)
    var index: Int { Int(unsafeBitCast(self, to: UInt8.self)) }
}
