import ArgumentParser
import CloudTrail
import SecurityArchitecture

/// Lists the fields that rules can ask for: `audit rules fields`.
struct RulesFieldsCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "fields",
        abstract: "List the fields that rules can ask for.",
        discussion: """
            First those that audit.yaml gives an event, then the top-level fields of CloudTrail's \
            records. Below an object any path will do: requestParameters.secretId, \
            userIdentity.sessionContext.attributes.mfaAuthenticated. Arrays are passed through: \
            requestParameters.ipPermissions.items.cidrIp is each block of each permission.
            """
    )

    private static let columns = [
        OutputColumn("field", title: "FIELD", shrink: .never),
        OutputColumn("type", title: "TYPE", shrink: .never),
        OutputColumn("meaning", title: "MEANING", shrink: .priority(1, minimum: 24)),
        OutputColumn("example", title: "EXAMPLE", shrink: .priority(2, minimum: 12)),
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

/// What a top-level field of a record is, for people who write rules.
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

    /// The fields, those that rules ask for most first.
    static let all = [
        RecordField(.eventSource, "text", "The service", "secretsmanager.amazonaws.com"),
        RecordField(.eventName, "text", "The call", "GetSecretValue"),
        RecordField(
            .eventTime,
            "text",
            "When, UTC; hour and the like are modifiers",
            "2026-03-07T01:53:41Z"
        ),
        RecordField(.eventID, "text", "The event's id", "2e8c9c6b-17d0-4b5e-9a55-0f6a2d1c7e10"),
        RecordField(.awsRegion, "text", "The region", "eu-west-1"),
        RecordField(
            .sourceIPAddress,
            "text",
            "Where from: an address, or a service",
            "203.0.113.7"
        ),
        RecordField(.userAgent, "text", "What made the call", "aws-cli/2.15.0"),
        RecordField(
            .userIdentity,
            "object",
            "Who called: type, arn, sessionContext, …",
            "userIdentity.type: Root"
        ),
        RecordField(
            .errorCode,
            "text",
            "Why the call failed; absent where it did not",
            "AccessDenied"
        ),
        RecordField(
            .errorMessage,
            "text",
            "The same in words",
            "User: … is not authorized to perform: …"
        ),
        RecordField(
            .requestParameters,
            "object",
            "What was asked for",
            "requestParameters.secretId: prod/db"
        ),
        RecordField(
            .responseElements,
            "object",
            "What a change answered; absent of reads",
            "responseElements.ConsoleLogin: Failure"
        ),
        RecordField(
            .additionalEventData,
            "object",
            "What else the service tells",
            "additionalEventData.MFAUsed: 'No'"
        ),
        RecordField(
            .resources,
            "list",
            "The resources: ARN, type, accountId",
            "resources.type: AWS::KMS::Key"
        ),
        RecordField(.readOnly, "boolean", "Whether the call only reads", "true"),
        RecordField(
            .recipientAccountId,
            "text",
            "The account that the record is for",
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
        RecordField(.eventVersion, "text", "The version of the record's form", "1.11"),
        RecordField(.apiVersion, "text", "The version of the service's interface", "2012-08-10"),
        RecordField(.requestID, "text", "The request's id", "9f1b6a3e-…"),
        RecordField(
            .sharedEventID,
            "text",
            "The same in the records of all accounts concerned",
            "7c2d4e10-…"
        ),
        RecordField(
            .serviceEventDetails,
            "object",
            "What a service did by itself",
            "serviceEventDetails.keyId: …"
        ),
        RecordField(
            .sessionCredentialFromConsole,
            "text",
            "'true' where the session is the console's",
            "'true'"
        ),
        RecordField(
            .vpcEndpointId,
            "text",
            "The VPC endpoint that the call went through",
            "vpce-0449c623a385b968b"
        ),
        RecordField(.vpcEndpointAccountId, "text", "The account of that endpoint", "111122223333"),
        RecordField(
            .tlsDetails,
            "object",
            "tlsVersion, cipherSuite, clientProvidedHostHeader",
            "tlsDetails.tlsVersion: TLSv1.2"
        ),
        RecordField(
            .edgeDeviceDetails,
            "object",
            "The edge device that was asked",
            "edgeDeviceDetails.…"
        ),
        RecordField(
            .addendum,
            "object",
            "Why the record came late or was changed",
            "addendum.reason: UPDATED_DATA"
        ),
        RecordField(
            .insightDetails,
            "object",
            "What an Insight event found",
            "insightDetails.insightType: ApiCallRateInsight"
        ),
        RecordField(
            .eventContext,
            "object",
            "Tags and conditions, in event data stores",
            "eventContext.…"
        ),
        RecordField(.annotation, "text", "A note of whoever keeps the log", "…"),
    ]
}
