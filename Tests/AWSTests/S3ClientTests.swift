import AuditTestSupport
import Basics
import Foundation
import HTTP
import Testing

@testable import AWS

/// Against a server that does what no test server does by itself.
struct S3ClientTests {
    typealias Answer = LoopbackWebServer.Answer
    typealias Request = LoopbackWebServer.Request

    /// Calls `body` with a client, its server, and a clock that nobody waits for.
    static func with(
        source: AWSCredentialSource? = AWSCredentialSource(SQSTests.keys),
        pacing: AWSPacing = AWSPacing(),
        _ answer: @escaping @Sendable (Request) -> Answer,
        _ body: (S3Client, LoopbackWebServer, FakeClock) throws -> Void
    ) throws {
        try LoopbackWebServer.answering(answer) { server in
            let clock = FakeClock()
            let settings = try AWSSettings(
                environment: AWSEnvironment(variables: ["AWS_REGION": "eu-west-1"], home: "/none"),
                endpoint: server.url
            )
            let client = S3Client(
                settings: settings,
                credentials: source,
                http: HTTPClient(connections: 8),
                pacing: pacing,
                clock: clock.clock
            )
            try body(client, server, clock)
        }
    }

    /// Answers one after another; the last serves for all others.
    static func script(_ answers: [Answer]) -> @Sendable (Request) -> Answer {
        let answers = Locked(answers)
        return { _ in answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
    }

    static func error(
        _ status: Int,
        _ code: String,
        _ more: String = "",
        headers: [(String, String)] = []
    ) -> Answer {
        let body = "<Error><Code>\(code)</Code><Message>Words</Message>\(more)</Error>"
        return .kept(status, headers: headers, body: Array(body.utf8))
    }

    static func page(_ keys: [String], next: String? = nil) -> Answer {
        let inner = keys.map { S3ListingTests.contents($0) }.joined()
        let token = next.map { "<NextContinuationToken>\($0)</NextContinuationToken>" } ?? ""
        return .kept(
            200,
            body: S3ListingTests.page("<IsTruncated>\(next != nil)</IsTruncated>\(token)\(inner)")
        )
    }

    @Test func `A list is asked for a page at a time`() throws {
        try Self.with { request in
            request.path.contains("continuation-token")
                ? Self.page(["c"]) : Self.page(["a", "b"], next: "t/+=")
        } _: { client, server, _ in
            let first = try client.list(
                bucket: "my.trail",
                prefix: "AWSLogs/a b+/",
                delimiter: "/",
                startAfter: "AWSLogs/a b+/5"
            )
            #expect(first.objects.map(\.key) == ["a", "b"])
            let last = try client.list(bucket: "my.trail", continuing: first.next)
            #expect(last.objects.map(\.key) == ["c"])
            #expect(last.next == nil)
            #expect(
                server.requests.map(\.path) == [
                    "/my.trail?list-type=2&encoding-type=url&prefix=AWSLogs%2Fa%20b%2B%2F"
                        + "&delimiter=%2F&start-after=AWSLogs%2Fa%20b%2B%2F5",
                    "/my.trail?list-type=2&encoding-type=url&continuation-token=t%2F%2B%3D",
                ]
            )
            let headers = try #require(server.requests.first?.headers)
            #expect(headers["x-amz-request-payer"] == "requester")
            #expect(headers["x-amz-security-token"] == "EXAMPLETOKEN")
            #expect(headers["authorization"]?.contains("/eu-west-1/s3/aws4_request") == true)
            #expect(headers["authorization"]?.contains("x-amz-request-payer") == true)
            #expect(client.counts == S3Client.Counts(lists: 2))
        }
    }

    @Test func `A page that comes again is no endless list`() throws {
        try Self.with(Self.script([Self.page(["a"], next: "t")])) { client, _, _ in
            let page = try client.list(bucket: "bkt")
            let fault = #expect(throws: AWSFault.self) {
                try client.list(bucket: "bkt", continuing: page.next)
            }
            #expect(fault?.kind == .notS3)
        }
    }

    @Test(arguments: ["<html>Sign in</html>", "", "not XML"])
    func `A page of a proxy is no empty list`(text: String) throws {
        try Self.with(Self.script([.kept(200, body: Array(text.utf8))])) { client, server, _ in
            let fault = #expect(throws: AWSFault.self) { try client.list(bucket: "bkt") }
            #expect(fault?.kind == .notS3)
            #expect(fault?.description.contains("https_proxy") == true)
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [
        error(301, "PermanentRedirect", headers: [("x-amz-bucket-region", "eu-south-2")]),
        error(400, "AuthorizationHeaderMalformed", "<Region>eu-south-2</Region>"),
        error(
            400,
            "IllegalLocationConstraintException",
            headers: [("x-amz-bucket-region", "eu-south-2")]
        ),
    ])
    func `A bucket's region is found once`(answer: Answer) throws {
        try Self.with { request in
            request.headers["authorization"]?.contains("/eu-south-2/") == true
                ? Self.page(["a"]) : answer
        } _: { client, server, clock in
            try #expect(client.list(bucket: "bkt").objects.map(\.key) == ["a"])
            try #expect(client.list(bucket: "bkt").objects.map(\.key) == ["a"])
            #expect(server.requests.count == 3)
            _ = try client.list(bucket: "other")
            #expect(server.requests.count == 5)
            #expect(clock.waits == [])
        }
    }

    @Test func `A head without a body says the region, too`() throws {
        try Self.with { request in
            request.headers["authorization"]?.contains("/eu-south-2/") == true
                ? .kept(
                    200,
                    headers: [
                        ("ETag", "\"abc\""), ("Content-Length", "12"),
                        ("Last-Modified", "Sat, 07 Mar 2026 01:40:05 GMT"),
                        ("X-Amz-Meta-Signature", "00ff"), ("x-amz-storage-class", "GLACIER"),
                        ("x-amz-restore", "ongoing-request=\"false\", expiry-date=\"x\""),
                    ]
                ) : .kept(400, headers: [("x-amz-bucket-region", "eu-south-2")])
        } _: { client, _, _ in
            let object = try client.head(bucket: "bkt", key: "a/../b")
            #expect(object.key == "a/../b")
            #expect(object.size == 12)
            #expect(object.etag == "abc")
            #expect(object.modified == 1_772_847_605_000_000_000)
            #expect(object.metadata == ["signature": "00ff"])
            #expect(!object.isArchived)
            #expect(client.counts == S3Client.Counts(heads: 2))
        }
    }

    @Test func `A region that moves on is followed once`() throws {
        try Self.with { request in
            let isFirst = request.headers["authorization"]?.contains("/eu-west-1/") == true
            return Self.error(
                301,
                "PermanentRedirect",
                headers: [("x-amz-bucket-region", isFirst ? "eu-south-2" : "eu-west-1")]
            )
        } _: { client, server, _ in
            let fault = #expect(throws: AWSFault.self) { try client.list(bucket: "bkt") }
            #expect(fault?.kind == .wrongRegion)
            #expect(server.requests.count == 2)
        }
    }

    @Test(arguments: [
        error(503, "SlowDown"), error(500, "InternalError"), error(400, "RequestTimeout"),
        .kept(502, body: Array("<html>".utf8)), .kept(504), .kept(429), .hangUp,
        .broken("HTTP/1.1 200 OK\r\nContent-Le"), .cut(200, body: Array("<List".utf8), after: 3),
    ])
    func `What may pass is tried again, after a pause`(answer: Answer) throws {
        try Self.with(Self.script([answer, answer, Self.page(["a"])])) { client, server, clock in
            try #expect(client.list(bucket: "bkt").objects.map(\.key) == ["a"])
            #expect(server.requests.count == 3)
            // Half of a quarter of a second, then of half a second.
            #expect(abs(clock.waits.reduce(0, +) - 0.375) < 0.001)
        }
    }

    @Test func `What does not pass is a fault after some attempts`() throws {
        let pacing = AWSPacing(attempts: 4)
        try Self.with(pacing: pacing, Self.script([Self.error(503, "SlowDown")])) {
            client,
            server,
            _ in
            let fault = #expect(throws: AWSFault.self) { try client.list(bucket: "bkt") }
            #expect(fault?.kind == .throttled)
            #expect(fault?.isTransient == true)
            #expect(server.requests.count == 4)
        }
        try Self.with(pacing: pacing, Self.script([.hangUp])) { client, server, _ in
            let fault = #expect(throws: AWSFault.self) { try client.head(bucket: "bkt", key: "a") }
            #expect(fault?.kind == .network)
            #expect(fault?.description.hasPrefix("s3://bkt/a: the connection closed") == true)
            #expect(server.requests.count == 4)
        }
    }

    @Test func `A store that answers nobody is asked no more`() throws {
        let pacing = AWSPacing(attempts: 2)
        let answers = Locked(0)
        try Self.with(pacing: pacing) { request in
            // One that succeeds in between shows that the store is well.
            answers.withLock { $0 += 1 }
            return request.path.hasSuffix("/well")
                ? .kept(200, headers: [("ETag", "e")], body: [1]) : Self.error(503, "SlowDown")
        } _: { client, server, _ in
            for round in 0..<2 {
                for number in 0..<7 {
                    let fault = #expect(throws: AWSFault.self) {
                        try client.head(bucket: "bkt", key: "\(number)")
                    }
                    #expect(fault?.kind == .throttled)
                }
                if round == 0 { _ = try client.open(bucket: "bkt", key: "well").object() }
            }
            #expect(server.requests.count == 29)
            for number in 0..<20 {
                let fault = #expect(throws: AWSFault.self) {
                    try client.head(bucket: "bkt", key: "more-\(number)")
                }
                #expect(fault?.description.hasPrefix("s3://bkt/more-\(number): S3 ans") == true)
            }
            #expect(server.requests.count == 31)
        }
    }

    @Test(arguments: ["ExpiredToken", "InvalidAccessKeyId", "RequestTimeTooSkewed"])
    func `What is wrong with all requests is asked once`(code: String) throws {
        try Self.with(Self.script([Self.error(400, code)])) { client, server, _ in
            #expect(throws: AWSFault.self) { try client.list(bucket: "bkt") }
            let count = server.requests.count
            let fault = #expect(throws: AWSFault.self) { try client.head(bucket: "b-2", key: "a") }
            #expect(fault?.description.hasPrefix("s3://b-2/a: ") == true)
            #expect(server.requests.count == count)
        }
    }

    @Test(arguments: ["AccessDenied", "NoSuchBucket", "InvalidAccessKeyId", "Odd"])
    func `What cannot pass is not tried again`(code: String) throws {
        try Self.with(Self.script([Self.error(403, code)])) { client, server, _ in
            #expect(throws: AWSFault.self) { try client.list(bucket: "bkt") }
            #expect(server.requests.count == 1)
        }
    }

    @Test func `Pauses grow to a bound, and to what the service asks for`() {
        let pacing = AWSPacing(base: 0.25, cap: 20)
        let pauses = (1...9).map { pacing.pause(after: $0, random: 1) }
        #expect(pauses == [0.25, 0.5, 1, 2, 4, 8, 16, 20, 20])
        #expect(pacing.pause(after: 3, random: 0) == 0)
        #expect(pacing.pause(after: 1, random: 0, least: 7) == 7)
        #expect(pacing.pause(after: 1, random: 0, least: 3_600) == 20)
    }

    @Test func `A clock that is off is corrected for all that follows`() throws {
        // The server is an hour ahead.
        let date = "Sat, 07 Mar 2026 02:40:05 GMT"
        try Self.with { request in
            request.headers["x-amz-date"] == "20260307T024005Z"
                ? Self.page(["a"])
                : Self.error(403, "RequestTimeTooSkewed", headers: [("Date", date)])
        } _: { client, server, _ in
            try #expect(client.list(bucket: "bkt").objects.count == 1)
            try #expect(client.list(bucket: "bkt").objects.count == 1)
            #expect(server.requests.count == 3)
        }
        try Self.with(
            Self.script([Self.error(403, "RequestTimeTooSkewed", headers: [("Date", date)])])
        ) { client, server, _ in
            let fault = #expect(throws: AWSFault.self) { try client.list(bucket: "bkt") }
            #expect(fault?.kind == .clock)
            #expect(server.requests.count == 2)
        }
    }

    @Test func `Credentials that have expired are asked for once more`() throws {
        let count = Locked(0)
        let source = AWSCredentialSource(origin: "a test", clock: FakeClock().clock) {
            let count = count.withLock { count in
                count += 1
                return count
            }
            return AWSCredentials(
                accessKeyID: "AKID\(count)",
                secretAccessKey: HiddenText("EXAMPLESECRET")
            )
        }
        try Self.with(source: source) { request in
            request.headers["authorization"]?.contains("AKID1/") == true
                ? Self.error(400, "ExpiredToken") : Self.page(["a"])
        } _: { client, _, _ in
            try #expect(client.list(bucket: "bkt").objects.count == 1)
        }
        try Self.with(Self.script([Self.error(400, "ExpiredToken")])) { client, server, _ in
            let fault = #expect(throws: AWSFault.self) { try client.list(bucket: "bkt") }
            #expect(fault?.kind == .expiredToken)
            #expect(server.requests.count == 2)
        }
    }

    @Test func `A public bucket is read without a signature`() throws {
        try Self.with(source: nil, Self.script([Self.page(["a"])])) { client, server, _ in
            _ = try client.list(bucket: "bkt")
            #expect(server.requests.map { $0.headers["authorization"] } == [nil])
        }
    }
}
