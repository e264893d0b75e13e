extension Oddity {
    /// What is odd about single fields.
    static let fields: [Oddity] = [
        Oddity(
            "requestParameters null",
            #""requestParameters":null"#,
            ["requestParameters": nil, "~resource": nil]
        ),
        Oddity("responseElements null", #""responseElements":null"#, ["responseElements": nil]),
        Oddity(
            "requestParameters a string that holds JSON",
            #""requestParameters":"{\"secretId\":\"prod/db\"}""#,
            ["~resource": "prod/db", "requestParameters": #"{"secretId":"prod/db"}"#]
        ),
        Oddity(
            "responseElements a string that holds JSON",
            #""responseElements":"{\"arn\":\"arn:aws:x\"}""#,
            ["~resource": "arn:aws:x"]
        ),
        Oddity(
            "requestParameters empty",
            #""requestParameters":{}"#,
            ["requestParameters": "{}", "~resource": nil]
        ),
        Oddity(
            "requestParameters absent",
            #""a":1"#,
            ["requestParameters": nil, "~resource": nil]
        ),
        Oddity("userIdentity absent", #""a":1"#, ["~principal": "", "~kind": "unknown"]),
        Oddity(
            "userIdentity without type",
            #""userIdentity":{"accountId":"510000000001","invokedBy":"secretsmanager.amazonaws.com"}"#,
            [
                "~principal": "secretsmanager.amazonaws.com", "~kind": "service",
                "~account": "510000000001",
            ]
        ),
        Oddity(
            "userIdentity empty",
            #""userIdentity":{}"#,
            ["~principal": "", "~kind": "unknown"]
        ),
        Oddity(
            "an empty sessionIssuer",
            #""userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::5:user/e","accessKeyId":"","#
                + #""sessionContext":{"sessionIssuer":{},"webIdFederationData":{},"attributes":"#
                + #"{"mfaAuthenticated":"false"}}}"#,
            ["~principal": "arn:aws:iam::5:user/e", "~mfa": "false", "~key": nil]
        ),
        Oddity(
            "booleans as strings",
            #""sessionCredentialFromConsole":"true","readOnly":"True","managementEvent":"True""#,
            ["sessionCredentialFromConsole": "true", "readOnly": "True", "managementEvent": "True"]
        ),
        Oddity(
            "an integer",
            #""additionalEventData":{"bytesTransferredIn":0}"#,
            ["additionalEventData.bytesTransferredIn": "0"]
        ),
        Oddity(
            "a float",
            #""additionalEventData":{"bytesTransferredIn":0.0}"#,
            ["additionalEventData.bytesTransferredIn": "0.0"]
        ),
        Oddity(
            "tags an array",
            #""requestParameters":{"tags":[{"key":"k"}],"roleName":"r"}"#,
            ["~resource": "r"]
        ),
        Oddity(
            "tags an object",
            #""requestParameters":{"tags":{"k":"v"},"logGroupName":"g"}"#,
            ["~resource": "g"]
        ),
        Oddity(
            "a request that is an empty text",
            #""requestParameters":{"DescribeEgressOnlyInternetGatewaysRequest":""}"#,
            ["~resource": nil]
        ),
        Oddity(
            "a role that is an object",
            #""requestParameters":{"roleName":{"a":1},"userName":"u"}"#,
            ["~resource": "u"]
        ),
        Oddity("exponents", #""a":9.82222E-5"#, ["a": "9.82222E-5"]),
        Oddity(
            "times in parameters",
            "\"requestParameters\":{\"a\":1688990121000,\"b\":\"Jul 29, 2021 11:53:37 PM\",\"c\":\"Jul 9, 2024, 4:41:37\u{202f}PM\"}",
            [
                "requestParameters.a": "1688990121000",
                "requestParameters.b": "Jul 29, 2021 11:53:37 PM",
                "requestParameters.c": "Jul 9, 2024, 4:41:37\u{202f}PM",
            ]
        ),
        Oddity(
            "escapes in tokens",
            #""responseElements":{"t":"a\u003d\u003d"}"#,
            ["responseElements.t": "a=="]
        ),
        Oddity("eventID absent", #""eventName":"x""#, ["eventID": nil]),
        Oddity("eventID no UUID", #""eventID":"redacted""#, ["~id": "redacted"]),
        Oddity(
            "eventID of a documented example",
            #""eventID":"7c6e3d04-0c3b-42f2-8589-EXAMPLE826c0""#,
            ["~id": "7c6e3d04-0c3b-42f2-8589-EXAMPLE826c0"]
        ),
        Oddity(
            "requestID absent, sharedEventID there",
            #""sharedEventID":"s","eventID":"1""#,
            ["~id": "1", "requestID": nil, "sharedEventID": "s"]
        ),
        Oddity(
            "eventCategory absent",
            #""eventType":"AwsApiCall""#,
            ["eventCategory": nil, "eventType": "AwsApiCall"]
        ),
        Oddity("eventCategory Data", #""eventCategory":"Data""#, ["eventCategory": "Data"]),
        Oddity(
            "insightContext misspelt",
            #""insightDetails":{"eventName":"x","insffightContext":{}}"#,
            ["~resource": "x", "insightDetails.insffightContext": "{}"]
        ),
        Oddity(
            "eventType with other capitals",
            #""eventType":"AwsConsoleSignin""#,
            ["eventType": "AwsConsoleSignin"]
        ),
        Oddity(
            "errorMessage without errorCode",
            #""errorMessage":"Failed authentication""#,
            ["~failed": "true", "~error": nil]
        ),
        Oddity(
            "errorCode without errorMessage",
            #""errorCode":"NoSuchKey""#,
            ["~failed": "true", "~error": "NoSuchKey"]
        ),
        Oddity("errorCode 200", #""errorCode":"200""#, ["~failed": "false", "~error": nil]),
        Oddity("errorCode null", #""errorCode":null,"errorMessage":null"#, ["~failed": "false"]),
        Oddity(
            "EC2's error codes",
            #""errorCode":"Client.UnauthorizedOperation""#,
            ["~denied": "true"]
        ),
        Oddity("exceptions", #""errorCode":"AccessDeniedException""#, ["~denied": "true"]),
        Oddity(
            "an API's date in the name",
            #""eventName":"UpdateFunctionCode20150331v2""#,
            ["eventName": "UpdateFunctionCode20150331v2"]
        ),
        Oddity("resources with arn", #""resources":[{"arn":"a"}]"#, ["~resource": "a"]),
        Oddity(
            "resources without type and account",
            #""resources":[{"ARN":"a"}]"#,
            ["~resource": "a"]
        ),
        Oddity(
            "resources with a prefix",
            #""resources":[{"ARNPrefix":"arn:aws:s3:::b/"}]"#,
            ["~resource": "arn:aws:s3:::b/*"]
        ),
        Oddity("resources of Python", #""resources":["{'ARN': 'a'}"]"#, ["~resource": nil]),
        Oddity("resources an empty text", #""resources":"""#, ["~resource": nil]),
        Oddity("resources null", #""resources":null"#, ["resources": nil, "~resource": nil]),
        Oddity(
            "misspelt keys",
            #""eventId":"1","userIdentity":{"accesKeyId":"k","principalid":"p","sessioncontext":{}}"#,
            ["eventID": nil, "~key": nil, "~principal": ""]
        ),
        Oddity(
            "keys with punctuation",
            #""additionalEventData":{"x-amz-id-2":"1","s3:x-amz-acl":"2","*":"3"}"#,
            [
                "additionalEventData.x-amz-id-2": "1", "additionalEventData.s3:x-amz-acl": "2",
                "additionalEventData.*": "3",
            ]
        ),
        Oddity("userAgent a list", #""userAgent":["a","b"]"#, ["userAgent": #"["a","b"]"#]),
        Oddity(
            "userAgent in brackets",
            #""userAgent":"[S3Console/0.4]""#,
            ["userAgent": "[S3Console/0.4]"]
        ),
        Oddity(
            "hidden values",
            #""requestParameters":{"value":"HIDDEN_DUE_TO_SECURITY_REASONS","name":"/p"}"#,
            ["~resource": "/p", "requestParameters.value": "HIDDEN_DUE_TO_SECURITY_REASONS"]
        ),
        Oddity(
            "an account of 13 digits",
            #""recipientAccountId":"5100000000011","userIdentity":{"accountId":"redacted"}"#,
            ["recipientAccountId": "5100000000011", "~account": "redacted"]
        ),
        Oddity(
            "another account's caller",
            #""recipientAccountId":"510000000001","userIdentity":{"type":"AWSAccount","principalId":"AROA1:s","accountId":"510000000002"}"#,
            [
                "~principal": "510000000002/AROA1", "~account": "510000000002",
                "recipientAccountId": "510000000001",
            ]
        ),
        Oddity(
            "nobody at all",
            #""userIdentity":{"type":"AWSAccount","principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}"#,
            ["~principal": "ANONYMOUS_PRINCIPAL", "~kind": "account"]
        ),
        Oddity(
            "another partition",
            #""awsRegion":"us-gov-west-1","eventSource":"s3.amazonaws.com","requestParameters":{"bucketName":"b"}"#,
            ["~resource": "arn:aws-us-gov:s3:::b"]
        ),
        Oddity(
            "eventVersion of an unknown form",
            #""eventVersion":"...""#,
            ["eventVersion": "..."]
        ),
        Oddity(
            "fields of the future",
            #""newField":{"a":[1]},"eventName":"x""#,
            ["newField.a": "[1]", "eventName": "x"]
        ),
        Oddity(
            "new fields of identities",
            #""userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::5:assumed-role/r/s","credentialId":"c","#
                + #""inScopeOf":{"sourceArn":"x"},"onBehalfOf":{"userId":"u"},"sessionContext":{"ec2RoleDelivery":"2.0","sourceIdentity":"eve"}}"#,
            [
                "~principal": "arn:aws:iam::5:role/r",
                "userIdentity.sessionContext.sourceIdentity": "eve",
            ]
        ),
        Oddity(
            "tlsDetails in part",
            #""tlsDetails":{"clientProvidedHostHeader":"h"}"#,
            ["tlsDetails.clientProvidedHostHeader": "h", "tlsDetails.tlsVersion": nil]
        ),
        Oddity("eventContext", #""eventContext":{"a":1}"#, ["eventContext.a": "1"]),
        Oddity(
            "a request that was too large",
            #""requestParameters":{"reason":"requestParameters too large","omitted":true,"originalSize":149893}"#,
            ["~resource": nil, "requestParameters.omitted": "true"]
        ),
        Oddity("keys twice", #""eventName":"a","eventName":"b""#, ["eventName": "b"]),
        Oddity(
            "an addendum",
            #""addendum":{"reason":"UPDATED_DATA","originalEventID":"o"}"#,
            ["addendum.reason": "UPDATED_DATA"]
        ),
        Oddity("an IPv4 address", #""sourceIPAddress":"203.0.113.7""#, ["~address": "203.0.113.7"]),
        Oddity("an IPv6 address", #""sourceIPAddress":"2001:DB8::1""#, ["~address": "2001:db8::1"]),
        Oddity(
            "a service for an address",
            #""sourceIPAddress":"cloudtrail.amazonaws.com""#,
            ["~address": nil, "sourceIPAddress": "cloudtrail.amazonaws.com"]
        ),
        Oddity("AWS Internal", #""sourceIPAddress":"AWS Internal""#, ["~address": nil]),
        Oddity(
            "two addresses",
            #""sourceIPAddress":"81.2.69.142, 192.168.10.10""#,
            ["~address": nil, "sourceIPAddress": "81.2.69.142, 192.168.10.10"]
        ),
        Oddity(
            "an address with a leading zero",
            #""sourceIPAddress":"08.1.250.216""#,
            ["~address": nil]
        ),
        Oddity(
            "an empty address",
            #""sourceIPAddress":"""#,
            ["~address": nil, "sourceIPAddress": ""]
        ),
        Oddity("an address that is no text", #""sourceIPAddress":7"#, ["~address": nil]),
    ]

    /// What is odd about times.
    static let times: [Oddity] = [
        ("2022-11-21 18:06:52", "2022-11-21T18:06:52Z"),
        ("2025-01-21 17:49:47.000000000", "2025-01-21T17:49:47Z"),
        ("2021-05-20 15:53:47Z", "2021-05-20T15:53:47Z"), ("...", nil), ("redacted", nil),
        ("ThisIsAWrongEventTime", nil), ("eventTime", nil), ("", nil),
    ].map { text, time in
        Oddity(
            "eventTime \(text)",
            log: #"[{"eventTime":"\#(text)"}]"#,
            events: time == nil ? 0 : 1,
            faults: time == nil ? [.badTime(text)] : [],
            values: time.map { ["~time": $0] } ?? [:]
        )
    }
}
