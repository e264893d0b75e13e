import Basics
import Testing

@testable import AWS

struct S3ListingTests {
    static func page(_ inner: String) -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>\(inner)\
            </ListBucketResult>
            """.utf8
        )
    }

    static func contents(_ key: String, _ more: String = "") -> String {
        """
        <Contents><Key>\(key)</Key><LastModified>2026-03-07T01:40:05.000Z</LastModified>\
        <ETag>&quot;abc-2&quot;</ETag><Size>17</Size>\(more)</Contents>
        """
    }

    @Test func `A page has objects, prefixes and what the next one is asked for with`() throws {
        let page = try S3Page(
            Self.page(
                """
                <Prefix>AWSLogs%2F</Prefix><NextContinuationToken>a+/=</NextContinuationToken>
                <KeyCount>3</KeyCount><IsTruncated>true</IsTruncated><EncodingType>url</EncodingType>
                \(Self.contents("AWSLogs/a", "<StorageClass>STANDARD</StorageClass>"))
                \(Self.contents("AWSLogs/b", "<Owner><ID>Key</ID></Owner><StorageClass>GLACIER</StorageClass>"))
                <CommonPrefixes><Prefix>AWSLogs/5%2B1/</Prefix></CommonPrefixes>
                <CommonPrefixes><Prefix>AWSLogs/o-1/</Prefix></CommonPrefixes>
                """
            )
        )
        var expected = S3Object(
            key: "AWSLogs/a",
            size: 17,
            modified: 1_772_847_605_000_000_000,
            etag: "abc-2"
        )
        #expect(page.objects.first == expected)
        expected.key = "AWSLogs/b"
        expected.storageClass = "GLACIER"
        #expect(page.objects.last == expected)
        #expect(page.objects.map(\.isArchived) == [false, true])
        #expect(page.prefixes == ["AWSLogs/5+1/", "AWSLogs/o-1/"])
        #expect(page.next == "a+/=")
    }

    @Test(arguments: [
        ("a+b", "a b"), ("a%20b", "a b"), ("a%2Bb", "a+b"), ("a%25b", "a%b"), ("a%0Ab", "a\nb"),
        ("../x//y", "../x//y"), ("%C3%A9%E2%82%AC", "é€"), ("%F0%9F%94%91", "🔑"), ("&amp;", "&"),
        ("a%00b", "a\0b"), ("%2F", "/"),
    ])
    func `Keys come back as they were stored`(sent: String, key: String) throws {
        let encoding = "<EncodingType>url</EncodingType>"
        let contents = Self.contents(sent)
        // Encoding may be announced before or after the keys.
        try #expect(S3Page(Self.page(encoding + contents)).objects.map(\.key) == [key])
        try #expect(S3Page(Self.page(contents + encoding)).objects.map(\.key) == [key])
    }

    @Test func `A store that does not encode keys is read as it writes them`() throws {
        try #expect(S3Page(Self.page(Self.contents("a+%41"))).objects.map(\.key) == ["a+%41"])
    }

    @Test(arguments: [
        ("<IsRestoreInProgress>false</IsRestoreInProgress>", false),
        ("<IsRestoreInProgress>true</IsRestoreInProgress>", true), ("", true),
    ])
    func `An archived object may be restored`(status: String, isArchived: Bool) throws {
        let more =
            "<StorageClass>DEEP_ARCHIVE</StorageClass><RestoreStatus>\(status)</RestoreStatus>"
        let page = try S3Page(Self.page(Self.contents("a", more)))
        #expect(page.objects.map(\.isArchived) == [isArchived])
    }

    @Test func `The last page has no next one`() throws {
        let text =
            "<IsTruncated>false</IsTruncated><NextContinuationToken>a</NextContinuationToken>"
        try #expect(S3Page(Self.page(text)) == S3Page())
    }

    @Test(arguments: [
        "", "{}", "<html><body>Sign in</body></html>", "<Error><Code>X</Code></Error>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><ListBucketResult>&b;</ListBucketResult>",
        "<ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
        """
        <ListBucketResult><EncodingType>url</EncodingType><Contents><Key>%zz</Key><Size>1</Size>\
        <LastModified>2026-03-07T01:40:05Z</LastModified></Contents></ListBucketResult>
        """,
        """
        <ListBucketResult><Contents><Key>a</Key><Size>-1</Size>\
        <LastModified>2026-03-07T01:40:05Z</LastModified></Contents></ListBucketResult>
        """,
        """
        <ListBucketResult><Contents><Key>a</Key><Size>1</Size>\
        <LastModified>yesterday</LastModified></Contents></ListBucketResult>
        """,
        String(repeating: "<a>", count: 10_000),
    ])
    func `What is no list is not read as an empty one`(text: String) {
        #expect(throws: (any Error).self) { try S3Page(Array(text.utf8)) }
    }

    @Test(
        arguments: [
            ("2026-03-07T01:40:05.000Z", 1_772_847_605_000_000_000),
            ("2026-03-07T01:40:05Z", 1_772_847_605_000_000_000),
            ("2026-03-07T01:40:05.123Z", 1_772_847_605_123_000_000),
            ("2026-03-07T01:40:05.1234567891Z", 1_772_847_605_123_456_789),
            ("9999-12-31T23:59:59Z", nil), ("x", nil),
        ] as [(String, Int64?)]
    )
    func `Times keep their fractions`(text: String, time: Int64?) {
        #expect(S3Page.nanoseconds(text) == time)
    }
}

struct S3AddressTests {
    @Test(
        arguments: [
            ("my-trail", [:], nil, "https://my-trail.s3.eu-west-1.amazonaws.com/a"),
            ("my.trail", [:], nil, "https://s3.eu-west-1.amazonaws.com/my.trail/a"),
            ("My_Trail", [:], nil, "https://s3.eu-west-1.amazonaws.com/My_Trail/a"),
            (
                "my-trail", ["AWS_USE_DUALSTACK_ENDPOINT": "true"], nil,
                "https://my-trail.s3.dualstack.eu-west-1.amazonaws.com/a"
            ),
            (
                "my-trail", ["AWS_USE_FIPS_ENDPOINT": "true", "AWS_REGION": "us-west-2"], nil,
                "https://my-trail.s3-fips.us-west-2.amazonaws.com/a"
            ),
            (
                "my-trail", ["AWS_REGION": "cn-north-1"], nil,
                "https://my-trail.s3.cn-north-1.amazonaws.com.cn/a"
            ),
            ("my-trail", [:], "http://127.0.0.1:9000", "http://127.0.0.1:9000/my-trail/a"),
            ("my-trail", [:], "https://minio.example/s3/", "https://minio.example/s3/my-trail/a"),
        ] as [(String, [String: String], String?, String)]
    )
    func `A bucket is in the host, or in the path`(
        bucket: String,
        variables: [String: String],
        endpoint: String?,
        url: String
    ) throws {
        let variables = ["AWS_REGION": "eu-west-1"].merging(variables) { $1 }
        let settings = try AWSSettingsTests.settings(variables, endpoint: endpoint)
        let address = try S3Address(bucket: bucket, key: "a")
        try #expect(address.url(settings, region: settings.region ?? "") == url)
    }

    @Test func `A profile decides on the style`() throws {
        for (style, url) in [
            ("virtual", "http://b12.minio.example:9000/a"),
            ("auto", "http://minio.example:9000/b12/a"),
            ("path", "http://minio.example:9000/b12/a"),
        ] {
            let settings = try AWSSettingsTests.settings(
                config: "[default]\ns3 =\n  addressing_style = \(style)\n",
                endpoint: "http://minio.example:9000"
            )
            try #expect(S3Address(bucket: "b12", key: "a").url(settings, region: "x") == url)
        }
    }

    @Test(arguments: [
        "", "ab", "a/b", "a?b", "a#b", "a@b", "evil.example:80", ".abc", "a..b", "a b", "a\nb",
        "äbc",
        "arn:aws:s3:eu-west-1:111122223333:accesspoint/x", String(repeating: "a", count: 256),
    ])
    func `What is no name of a bucket is not sent anywhere`(bucket: String) {
        let fault = #expect(throws: AWSFault.self) { try S3Address(bucket: bucket) }
        #expect(fault?.kind == .noSuchBucket)
        #expect(fault?.description.contains("\n") == false)
    }
}
