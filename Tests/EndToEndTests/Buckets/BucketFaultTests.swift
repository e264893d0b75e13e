import AuditTestSupport
import Foundation
import Testing

/// What goes wrong on the way to a bucket, and what is wrong with what is in it.
@Suite(.enabled(if: MotoServer.isAvailable, "\(MotoServer.missing)"))
struct BucketFaultTests {
    typealias Fault = MotoProxy.Fault
    typealias Request = MotoProxy.Request

    @Test func `Whatever breaks on the way, nothing is lost and nothing doubled`() throws {
        let scene = try BucketScene(SampleFile.some(24))
        let expected = try scene.localContent()
        let faults: [Fault] = [
            .error(503, "SlowDown"), .error(500, "InternalError"), .hangUp, .cut(0), .cut(150),
            .page(502, "<html>Bad gateway</html>"), .error(400, "RequestTimeout"),
        ]
        try MotoProxy.with(scene.server) { proxy in
            // Each request fails in some way the first time, and every fourth the second time, too.
            proxy.interfere { request, number in
                let kind = request.path.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
                guard number == 0 || number == 1 && kind % 4 == 0 else { return nil }
                return faults[(kind + number) % faults.count]
            }
            let result = scene.run(["ingest", scene.address], proxy.variables)
            #expect(result.status == 0, "\(result.errors)")
            let content = try scene.content("index.db")
            #expect(content == expected, "\(content.differences(from: expected))")
        }
    }

    /// A fault, on which requests, and the line about it.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var line: String
        var requests: Int?
        var fault: @Sendable (Request, Int) -> Fault?

        var testDescription: String { name }
    }

    private static let cases: [Case] = [
        Case(
            name: "busy for good",
            line: """
                BUCKET: 5 objects could not be read: S3 answered 503 SlowDown (Said by a test.) to each \
                attempt; try again later. The first: BUCKET/
                """
        ) { request, _ in request.isObject ? .error(503, "SlowDown") : nil },
        Case(
            name: "no connection",
            line:
                "BUCKET/: the connection closed before the response was complete (127.0.0.1:PORT, 3 attempts)"
        ) { _, _ in .hangUp },
        Case(
            name: "expired credentials",
            line: """
                BUCKET/: the credentials have expired; get new ones, for example with aws sso login \
                (credentials: AWS_ACCESS_KEY_ID)
                """
        ) { _, _ in .error(400, "ExpiredToken") },
        Case(
            name: "credentials that expire on the way",
            line: "BUCKET: 5 objects could not be read: the credentials have expired;"
        ) { request, _ in request.isObject ? .error(400, "ExpiredToken") : nil },
        Case(
            name: "a clock that cannot be corrected",
            line: "BUCKET/: S3 says that this machine's clock is off; set it"
        ) { _, _ in
            .error(
                403,
                "RequestTimeTooSkewed",
                headers: [("Date", "Mon, 09 Mar 2020 12:00:00 GMT")]
            )
        },
        Case(
            name: "a region that is not said",
            line: "BUCKET/: the bucket is in another region; set AWS_REGION to it"
        ) { _, _ in .error(301, "PermanentRedirect") },
        Case(
            name: "a page in place of a list",
            line: """
                BUCKET/: the list is not S3's (it is an HTML page); check https_proxy and the endpoint
                """
        ) { _, _ in .page(200, "<!DOCTYPE html><html>Please log in</html>") },
        Case(
            name: "a page in place of an object",
            line: """
                BUCKET: 5 objects could not be read: the answer has no ETag, so it is not S3's, but \
                perhaps a page of a proxy; check https_proxy and the endpoint.
                """
        ) { request, _ in
            request.isObject ? .page(200, "<!DOCTYPE html><html>Please log in</html>") : nil
        },
        Case(
            name: "a redirect to sign in",
            line: """
                BUCKET/: the answer (302, an HTML page) is not S3's, but perhaps a proxy's; check \
                https_proxy and the endpoint
                """
        ) { _, _ in .page(302, "<html>Moved</html>") },
        Case(
            name: "bodies that are cut with their length",
            line: """
                BUCKET: 5 objects could not be read: only a part of the object arrived, and the answer \
                says that it is all; a proxy in between may have cut it: check https_proxy
                """
        ) { request, _ in request.isObject ? .short(100) : nil },
        Case(
            name: "another object in the middle",
            line:
                "BUCKET: 5 objects could not be read: the object was replaced meanwhile; the next run reads"
        ) { request, number in
            guard request.isObject else { return nil }
            return number == 0 ? .cut(60) : .error(412, "PreconditionFailed")
        },
        Case(
            name: "a denied list",
            line: "BUCKET/: access denied; s3:ListBucket on arn:aws:s3:::NAME is needed"
        ) { _, _ in .error(403, "AccessDenied") },
        Case(
            name: "a denied key",
            line: """
                BUCKET: 5 objects could not be read: access denied; kms:Decrypt on arn:aws:kms:eu-west-1:\
                510000000001:key/1 is needed (no identity-based policy allows the kms:Decrypt action).
                """
        ) { request, _ in
            guard request.isObject else { return nil }
            return .error(
                403,
                "AccessDenied",
                message: """
                    User: arn:aws:iam::510000000001:user/a is not authorized to perform: kms:Decrypt on \
                    resource: arn:aws:kms:eu-west-1:510000000001:key/1 because no identity-based policy \
                    allows the kms:Decrypt action
                    """
            )
        },
    ]

    @Test(arguments: cases)
    func `What remains is a clear line, and the next run completes it`(test: Case) throws {
        let scene = try BucketScene(SampleFile.some(5))
        let expected = try scene.localContent()
        try MotoProxy.with(scene.server) { proxy in
            proxy.interfere(test.fault)
            let result = scene.run(["ingest", scene.address], proxy.variables)
            #expect(result.status == 2)
            let lines = result.errors.replacing(proxy.url.dropFirst(7), with: "127.0.0.1:PORT")
                .replacing(scene.address, with: "BUCKET").replacing(scene.bucket, with: "NAME")
                .split(separator: "\n").filter { $0.hasPrefix("audit: ") }
            #expect(lines.count == 1, "\(result.errors)")
            #expect(lines.first?.hasPrefix("audit: \(test.line)") == true, "\(result.errors)")
            proxy.interfere()
            let next = scene.run(["ingest", scene.address], proxy.variables)
            #expect(next.status == 0, "\(next.errors)")
        }
        let content = try scene.content("index.db")
        #expect(content == expected, "\(content.differences(from: expected))")
    }

    @Test(arguments: [400, 301])
    func `A bucket elsewhere is found, and a clock corrected`(status: Int) throws {
        let scene = try BucketScene(SampleFile.some(3))
        try MotoProxy.with(scene.server) { proxy in
            proxy.interfere { request, _ in
                if request.headers["authorization"]?.contains("/eu-west-1/s3/") == true {
                    return status == 400
                        ? .error(
                            400,
                            "AuthorizationHeaderMalformed",
                            more: "<Region>us-east-2</Region>"
                        )
                        : .error(
                            301,
                            "PermanentRedirect",
                            headers: [("x-amz-bucket-region", "us-east-2")]
                        )
                }
                // A clock that is twenty minutes slow.
                guard
                    (request.headers["x-amz-date"] ?? "") < Self.time(1_000, "yyyyMMdd'T'HHmmss'Z'")
                else { return nil }
                let date = Self.time(1_200, "EEE, dd MMM yyyy HH:mm:ss 'GMT'")
                return .error(403, "RequestTimeTooSkewed", headers: [("Date", date)])
            }
            let result = scene.run(["ingest", scene.address], proxy.variables)
            #expect(result.status == 0, "\(result.errors)")
            #expect(proxy.requests.count == proxy.lists + 3 && proxy.gets == 3)
        }
    }

    /// So many seconds from now.
    private static func time(_ seconds: Double, _ format: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = format
        return formatter.string(from: Date(timeIntervalSinceNow: seconds))
    }

    @Test func `A bucket that is none, and one that is empty`() throws {
        let scene = try BucketScene([])
        let missing = scene.run(["ingest", "s3://no-such-bucket-of-tests"])
        #expect(missing.status == 2)
        #expect(
            missing.errors.hasPrefix(
                "audit: s3://no-such-bucket-of-tests/: there is no such bucket; check its name\n"
            )
        )
        let empty = scene.run(["ingest", scene.address])
        #expect(empty.status == 2)
        #expect(empty.errors.contains("audit: \(scene.address): no CloudTrail file is in it;"))
        let badName = scene.run(["ingest", "s3://Not a bucket/AWSLogs"])
        #expect(badName.status == 2 && badName.errors.contains("not the name of a bucket"))
    }

    @Test func `Without credentials, the message says where they were looked for`() throws {
        let scene = try BucketScene([])
        var variables = scene.server.variables
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] { variables[name] = nil }
        let result = scene.run(["ingest", scene.address], variables)
        #expect(result.status == 2)
        let line = result.errors.split(separator: "\n").first ?? ""
        for word in [
            "audit: \(scene.address)/: no AWS credentials: ", "no AWS_ACCESS_KEY_ID",
            "profile 'default' in ", "/.aws/config", "/.aws/credentials", "container", "instance",
            "aws configure", "--profile",
        ] {
            #expect(line.contains(word), "\(word): \(line)")
        }
        let profile = scene.run(["ingest", scene.address, "--profile", "cron"])
        #expect(profile.status == 2)
        #expect(profile.errors.contains("profile 'cron' is neither in "), "\(profile.errors)")
        variables = scene.server.variables
        variables["AWS_SECRET_ACCESS_KEY"] = "wrong"
        let wrong = scene.run(["ingest", scene.address], variables)
        #expect(
            wrong.errors.contains(
                "the secret access key does not belong to the access key ID; check both "
                    + "(credentials: AWS_ACCESS_KEY_ID)"
            )
        )
    }

    @Test func `What is no log, or in an archive, does not stop the rest`() throws {
        let scene = try BucketScene(SampleFile.some(4))
        _ = try scene.localContent()
        let folder = "AWSLogs/510000000001/CloudTrail/eu-west-1/2026/03/07/"
        func put(_ bytes: [UInt8], _ name: String, _ headers: [(String, String)] = []) throws {
            try scene.server.put(
                bytes,
                key: name,
                in: scene.bucket,
                headers: headers.map { (name: $0.0, value: $0.1) }
            )
        }
        for name in ["cold.json.gz", "colder.json.gz"] {
            try put(
                try SampleFile.all[0].bytes(),
                folder + name,
                [("x-amz-storage-class", "GLACIER")]
            )
        }
        try put([], folder + "empty.json.gz")
        try put([], folder + "folder/")
        try put(Array("Notes of the night.".utf8), folder + "notes.txt")
        try put([0x1F, 0x8B, 8, 0, 1, 2, 3], folder + "broken.json.gz")
        try put(
            [1, 2, 3],
            "AWSLogs/510000000001/elasticloadbalancing/eu-west-1/2026/03/07/x.log.gz"
        )
        try MotoProxy.with(scene.server) { proxy in
            let result = scene.run(["ingest", scene.address], proxy.variables)
            #expect(result.status == 2)
            let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("audit: ") }
            #expect(lines.count == 3, "\(result.errors)")
            #expect(
                result.errors.contains(
                    "audit: \(scene.address) (GLACIER): 2 objects are in this storage class and not read; restore them "
                        + "(aws s3api restore-object), and run audit ingest --list-all"
                ),
                "\(result.errors)"
            )
            #expect(
                result.errors.contains("audit: \(scene.address)/\(folder)broken.json.gz: trunc")
            )
            #expect(result.errors.contains("\(folder)empty.json.gz: the file is empty"))
            #expect(result.errors.contains("1 file is not CloudTrail"), "\(result.errors)")
            #expect(!proxy.requests.contains { $0.path.contains("cold") && $0.isObject })
            #expect(!proxy.requests.contains { $0.path.contains("elastic") })
        }
        #expect(scene.events() == scene.events("local.db"))
    }

    @Test func `A key with a line break is read, and is one line of a message`() throws {
        let scene = try BucketScene([])
        let log = try SampleFile.all[0].bytes()
        let keys = ["a%0Ab.json.gz", "c%0Aaudit%3A+all+is+well%1B%5B2J.json.gz"]
        let contents = keys.map { key in
            "<Contents><Key>\(key)</Key><LastModified>2026-03-07T01:00:00.000Z</LastModified>"
                + "<ETag>&quot;e&quot;</ETag><Size>\(log.count)</Size></Contents>"
        }
        let list =
            "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
            + contents.joined() + "</ListBucketResult>"
        // moto has no such keys.
        let answer: @Sendable (Request) -> LoopbackWebServer.Answer = { request in
            if request.isList { return .kept(200, body: Array(list.utf8)) }
            guard request.path.hasSuffix("/a%0Ab.json.gz") else { return .kept(404) }
            let headers = [("ETag", "\"e\""), ("Last-Modified", "Sat, 07 Mar 2026 01:00:00 GMT")]
            return .kept(200, headers: headers, body: log)
        }
        try LoopbackWebServer.answering(answer) { server in
            let variables = scene.server.variables.merging(["AWS_ENDPOINT_URL": server.url]) { $1 }
            let result = scene.run(["ingest", scene.address], variables)
            #expect(result.status == 2)
            let lines = result.errors.split(separator: "\n").filter { $0.hasPrefix("audit: ") }
            #expect(lines.count == 1, "\(result.errors)")
            #expect(lines.first?.hasSuffix("no such object; it may have been deleted") == true)
            #expect(!result.errors.contains("\u{1B}"))
            #expect(result.errors.contains("Read 1 file, 1 damaged in "), "\(result.errors)")
            let raw = scene.run(["search", "--raw"], variables)
            #expect(raw.status == 0 && !raw.output.isEmpty, "\(raw.errors)")
        }
    }
}
