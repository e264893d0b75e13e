import HTTP
import Testing

@testable import AWS

struct S3RejectionTests {
    private static func rejection(
        _ status: Int,
        _ body: String,
        _ headers: [(name: String, value: String)] = []
    ) -> S3Rejection {
        S3Rejection(
            HTTPHead(status: status, headers: HTTPHeaders(headers)),
            body: Array(body.utf8)
        )
    }

    private static func error(_ code: String, _ message: String = "", _ more: String = "") -> String
    {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>\(code)</Code><Message>\(message)</Message>\(more)</Error>
        """
    }

    /// What S3 says, in AWS's own words as far as they are known.
    private static let messages: [(status: Int, body: String, kind: AWSFault.Kind, said: String)] =
        [
            (
                403, error("AccessDenied", "Access Denied"), .accessDenied,
                """
                access denied; s3:GetObject on arn:aws-cn:s3:::trail/* is needed, and kms:Decrypt if it is \
                encrypted with a key of KMS; S3 says the same of an object that does not exist where \
                s3:ListBucket is not allowed
                """
            ),
            (
                403,
                error(
                    "AccessDenied",
                    """
                    User: arn:aws:iam::111122223333:user/a is not authorized to perform: kms:Decrypt on \
                    resource: arn:aws:kms:eu-west-1:111122223333:key/1 because no resource-based policy \
                    allows the kms:Decrypt action
                    """
                ), .accessDenied,
                """
                access denied; kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/1 is needed (no \
                resource-based policy allows the kms:Decrypt action)
                """
            ),
            (
                403,
                error(
                    "AccessDenied",
                    """
                    User: arn:aws:iam::1:user/a is not authorized to perform: s3:GetObject on resource: \
                    &quot;arn:aws:s3:::trail/a&quot; with an explicit deny in a service control policy
                    """
                ), .accessDenied, "access denied; s3:GetObject on arn:aws-cn:s3:::trail/* is needed"
            ),
            (403, "", .accessDenied, "s3:GetObject on arn:aws-cn:s3:::trail/*"),
            (404, error("NoSuchBucket"), .noSuchBucket, "no such bucket"),
            (404, error("NoSuchKey"), .noSuchKey, "no such object"),
            (404, "", .noSuchKey, "no such"),
            (400, error("ExpiredToken"), .expiredToken, "aws sso login"),
            (403, error("InvalidAccessKeyId"), .invalidKey, "does not know the access key ID"),
            (403, error("SignatureDoesNotMatch"), .invalidKey, "secret access key"),
            (400, error("InvalidToken"), .invalidKey, "session token"),
            (403, error("InvalidObjectState"), .archived, "restore"),
            (412, error("PreconditionFailed"), .replaced, "replaced"),
            (412, "", .replaced, "replaced"),
            (503, error("SlowDown"), .throttled, "503 SlowDown"), (500, "", .throttled, "500"),
            (400, error("RequestTimeout"), .throttled, "RequestTimeout"),
            (403, error("RequestTimeTooSkewed"), .clock, "clock"),
            (301, error("PermanentRedirect"), .wrongRegion, "AWS_REGION"),
            (200, "<html>Sign in</html>", .notS3, "https_proxy"), (302, "", .notS3, "https_proxy"),
            (403, "<!DOCTYPE html><html>Blocked</html>", .notS3, "https_proxy"),
            (407, "", .notS3, "https_proxy"),
            (400, error("Odd", "a&#10;b&#27;[2J"), .other, "400 Odd (a\\nb\\u{1b}[2J)"),
            (418, error("<x/>"), .other, "418"),
        ]

    @Test(arguments: messages.indices)
    func `An answer says what is wrong and what to do`(index: Int) throws {
        let message = Self.messages[index]
        let fault = Self.rejection(message.status, message.body).reason(
            try S3Address(bucket: "trail", key: "a"),
            action: "s3:GetObject",
            partition: "aws-cn"
        )
        #expect(fault.kind == message.kind, "\(fault)")
        #expect(fault.text.contains(message.said), "\(fault.text)")
    }

    @Test func `A denied list names the bucket, not what is in it`() throws {
        let fault = Self.rejection(403, Self.error("AccessDenied", "Access Denied")).reason(
            try S3Address(bucket: "trail"),
            action: "s3:ListBucket",
            partition: "aws"
        )
        #expect(
            fault.text == "access denied; s3:ListBucket on arn:aws:s3:::trail is needed"
        )
    }

    @Test(
        arguments: [
            (301, "", [("X-Amz-Bucket-Region", "eu-south-2")], "eu-south-2"),
            (
                400, error("AuthorizationHeaderMalformed", "", "<Region>eu-west-3</Region>"), [],
                "eu-west-3"
            ),
            (301, error("PermanentRedirect"), [("x-amz-bucket-region", "evil.example/")], nil),
            (400, error("AuthorizationHeaderMalformed", "", "<Region>a.b</Region>"), [], nil),
        ] as [(Int, String, [(String, String)], String?)]
    )
    func `A region is taken from headers and body, if it is one`(
        status: Int,
        body: String,
        headers: [(String, String)],
        region: String?
    ) {
        let rejection = Self.rejection(status, body, headers.map { (name: $0.0, value: $0.1) })
        #expect(rejection.isWrongRegion)
        #expect(rejection.region == region)
    }

    @Test func `An answer to HEAD has no body to be a page`() throws {
        let fault = Self.rejection(404, "", [("Content-Type", "text/html")]).reason(
            try S3Address(bucket: "trail", key: "a"),
            action: "s3:GetObject",
            partition: "aws"
        )
        #expect(fault.kind == .noSuchKey)
    }

    @Test func `A hostile body is nothing but no error`() {
        for body in [
            String(repeating: "<Error>", count: 50_000), "<Error><Code>", "<Error>&x;</Error>",
            "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><Error><Code>NoSuchKey</Code></Error>",
        ] {
            #expect(Self.rejection(400, body).code == "")
        }
    }
}
