import ArgumentParser
import CloudTrail
import SecurityArchitecture

/// Lists the fields that rules can use: `audit rules fields`.
struct RulesFieldsCommand: OutputCommand {
    static let configuration = CommandConfiguration(
        commandName: "fields",
        abstract: "List the fields that rules can use.",
        discussion: """
            Lists the fields derived from audit.yaml, then the top-level fields of CloudTrail \
            records. Any path below an object works: requestParameters.secretId, \
            userIdentity.sessionContext.attributes.mfaAuthenticated. Arrays are searched element \
            by element: requestParameters.ipPermissions.items.cidrIp means each block of each \
            permission.

              audit rules fields --format csv
            """
    )

    private static let columns = [
        OutputColumn("field", title: "FIELD", shrink: .never),
        OutputColumn("type", title: "TYPE", shrink: .never, rank: 1),
        OutputColumn("meaning", title: "MEANING", shrink: .priority(1, minimum: 28), wraps: true),
        OutputColumn(
            "example",
            title: "EXAMPLE",
            shrink: .priority(2, minimum: 20),
            rank: 2,
            wraps: true
        ),
    ]

    @OptionGroup(title: "Output") var format: FormatOptions

    func run(_ console: Console) throws -> ExitStatus {
        var writer = format.resolved(console).rowWriter(
            columns: Self.columns,
            sink: console.output,
            layout: console.layout
        )
        for field in FactField.allCases {
            try writer.write([
                .text(field.rawValue), .text(field.type.rawValue), .text(field.meaning),
                .text(field.example),
            ])
        }
        for field in RecordField.all {
            try writer.write([
                .text(field.name.rawValue), .text(field.type), .text(field.meaning),
                .text(field.example),
            ])
        }
        try writer.finish()
        return .success
    }
}

/// A top-level field of a record, described for rule authors.
///
/// See the [CloudTrail record reference][reference].
///
/// [reference]: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
struct RecordField {
    var name: EventField
    var type: String
    var meaning: String
    var example: String

    private init(_ name: EventField, _ type: String, _ meaning: String, _ example: String) {
        self.name = name
        self.type = type
        self.meaning = meaning
        self.example = example
    }

    /// The fields, the most used first.
    static let all = [
        RecordField(.eventSource, "text", "Service", "secretsmanager.amazonaws.com"),
        RecordField(.eventName, "text", "API call", "GetSecretValue"),
        RecordField(
            .eventTime,
            "text",
            "Time (UTC); modifiers such as hour apply",
            "2026-03-07T01:53:41Z"
        ),
        RecordField(.eventID, "text", "Event ID", "2e8c9c6b-17d0-4b5e-9a55-0f6a2d1c7e10"),
        RecordField(.awsRegion, "text", "Region", "eu-west-1"),
        RecordField(
            .sourceIPAddress,
            "text",
            "Source: an IP address, or a service",
            "203.0.113.7"
        ),
        RecordField(.userAgent, "text", "User agent", "aws-cli/2.15.0"),
        RecordField(
            .userIdentity,
            "object",
            "Caller: type, arn, sessionContext, …",
            "userIdentity.type: Root"
        ),
        RecordField(
            .errorCode,
            "text",
            "Error code; absent if the call succeeded",
            "AccessDenied"
        ),
        RecordField(
            .errorMessage,
            "text",
            "Error message",
            "User: … is not authorized to perform: …"
        ),
        RecordField(
            .requestParameters,
            "object",
            "Request parameters",
            "requestParameters.secretId: prod/db"
        ),
        RecordField(
            .responseElements,
            "object",
            "Response to a change; absent for reads",
            "responseElements.ConsoleLogin: Failure"
        ),
        RecordField(
            .additionalEventData,
            "object",
            "Service-specific data",
            "additionalEventData.MFAUsed: 'No'"
        ),
        RecordField(
            .resources,
            "list",
            "Resources: ARN, type, accountId",
            "resources.type: AWS::KMS::Key"
        ),
        RecordField(.readOnly, "boolean", "Whether the call only reads", "true"),
        RecordField(
            .recipientAccountId,
            "text",
            "Account that received the record",
            "111122223333"
        ),
        RecordField(
            .eventType,
            "text",
            "AwsApiCall, AwsServiceEvent, AwsConsoleSignIn, …",
            "AwsApiCall"
        ),
        RecordField(
            .eventCategory,
            "text",
            "Management, Data, NetworkActivity, Insight",
            "Management"
        ),
        RecordField(.managementEvent, "boolean", "Whether it is a management event", "true"),
        RecordField(.eventVersion, "text", "Version of the record format", "1.11"),
        RecordField(.apiVersion, "text", "Version of the service API", "2012-08-10"),
        RecordField(.requestID, "text", "Request ID", "9f1b6a3e-…"),
        RecordField(
            .sharedEventID,
            "text",
            "Shared by the copies in all accounts involved",
            "7c2d4e10-…"
        ),
        RecordField(
            .serviceEventDetails,
            "object",
            "Details of a service event",
            "serviceEventDetails.keyId: …"
        ),
        RecordField(
            .sessionCredentialFromConsole,
            "text",
            "'true' for console sessions",
            "'true'"
        ),
        RecordField(
            .vpcEndpointId,
            "text",
            "VPC endpoint of the call",
            "vpce-0449c623a385b968b"
        ),
        RecordField(.vpcEndpointAccountId, "text", "Account of that endpoint", "111122223333"),
        RecordField(
            .tlsDetails,
            "object",
            "tlsVersion, cipherSuite, clientProvidedHostHeader",
            "tlsDetails.tlsVersion: TLSv1.2"
        ),
        RecordField(
            .edgeDeviceDetails,
            "object",
            "Edge device details",
            "edgeDeviceDetails.…"
        ),
        RecordField(
            .addendum,
            "object",
            "Why the record was late or changed",
            "addendum.reason: UPDATED_DATA"
        ),
        RecordField(
            .insightDetails,
            "object",
            "Details of an Insights event",
            "insightDetails.insightType: ApiCallRateInsight"
        ),
        RecordField(
            .eventContext,
            "object",
            "Tags and conditions, in event data stores",
            "eventContext.…"
        ),
        RecordField(.annotation, "text", "Annotation added by the log owner", "…"),
    ]
}
