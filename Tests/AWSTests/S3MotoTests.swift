import AuditTestSupport
import Basics
import Foundation
import HTTP
import Testing

@testable import AWS

/// Against a server that stores objects and checks signatures and policies.
@Suite(.enabled(if: MotoServer.isAvailable, Comment(rawValue: MotoServer.missing)))
struct S3MotoTests {
    static func client(
        _ server: MotoServer,
        as credentials: AWSCredentials? = nil
    ) throws -> S3Client {
        S3Client(
            settings: try AWSSettings(environment: server.environment),
            credentials: AWSCredentialSource(credentials ?? server.credentials),
            http: HTTPClient(connections: 8)
        )
    }

    private static let keys = [
        "a", "b c", "b+c", "b%25", "x/../y", "x//y", "ü/é", "q=1&z", "emoji🔑", "<&>\"", "*()!'~",
        "-._",
        "%2F%2f", "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/07/a.json.gz",
    ]

    @Test func `Odd keys survive the round trip`() throws {
        let server = try MotoServer.shared()
        let bucket = try server.makeBucket()
        for key in Self.keys {
            try server.put(
                Array(key.utf8),
                key: key,
                in: bucket,
                headers: [("x-amz-meta-signature", "00ff")]
            )
        }
        let client = try Self.client(server)
        let objects = try client.list(bucket: bucket).objects
        #expect(
            objects.map(\.key) == Self.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        )
        let bodies = objects.map { client.open(bucket: bucket, key: $0.key, etag: $0.etag) }
        for (object, body) in zip(objects, bodies) {
            try #expect(body.contents(limit: 100) == Array(object.key.utf8))
            try #expect(body.object().metadata == ["signature": "00ff"])
            let head = try client.head(bucket: bucket, key: object.key)
            #expect(head.etag == object.etag)
            #expect(head.size == object.size)
            #expect(abs(head.modified - object.modified) < 1_000_000_000)
        }
        try #expect(client.list(bucket: bucket, prefix: "ü/").objects.map(\.key) == ["ü/é"])
        let level = try client.list(bucket: bucket, delimiter: "/", startAfter: "q")
        #expect(level.prefixes == ["x/", "ü/"])
        #expect(level.objects.map(\.key) == ["q=1&z"])
    }

    @Test func `Pages follow one another without gaps`() throws {
        let server = try MotoServer.shared()
        let bucket = try server.makeBucket()
        let keys = (0..<25).map { "d/\($0 + 10)" }
        try keys.forEach { try server.put([0], key: $0, in: bucket) }
        let client = try Self.client(server)
        var found: [String] = []
        var next: String?
        repeat {
            let page = try client.list(bucket: bucket, prefix: "d/", continuing: next, limit: 10)
            found += page.objects.map(\.key)
            next = page.next
        } while next != nil
        #expect(found == keys)
        #expect(client.counts.lists == 3)
        let rest = try client.list(bucket: bucket, prefix: "d/", startAfter: keys[22])
        #expect(rest.objects.map(\.key) == Array(keys[23...]))
    }

    @Test func `Ranges, replaced and archived objects`() throws {
        let server = try MotoServer.shared()
        let bucket = try server.makeBucket()
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        try server.put(bytes, key: "a", in: bucket)
        let client = try Self.client(server)
        let etag = try client.head(bucket: bucket, key: "a").etag
        let body = client.open(bucket: bucket, key: "a", etag: etag, range: 10..<99_990)
        try #expect(body.contents(limit: 1 << 20) == Array(bytes[10..<99_990]))

        try server.put([1], key: "a", in: bucket)
        let replaced = #expect(throws: AWSFault.self) {
            try client.open(bucket: bucket, key: "a", etag: etag).object()
        }
        #expect(replaced?.kind == .replaced)

        try server.put([1], key: "b", in: bucket, headers: [("x-amz-storage-class", "GLACIER")])
        try #expect(client.list(bucket: bucket, prefix: "b").objects.map(\.isArchived) == [true])
        let archived = #expect(throws: AWSFault.self) {
            try client.open(bucket: bucket, key: "b").object()
        }
        #expect(archived?.kind == .archived)
    }

    @Test func `A fault says what is missing`() throws {
        let server = try MotoServer.shared()
        let bucket = try server.makeBucket()
        try server.put([1], key: "a", in: bucket)
        let policy = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket",
            "Resource": "arn:aws:s3:::\(bucket)"}]}
            """
        let client = try Self.client(server, as: server.makeUser(policy: policy))
        try #expect(client.list(bucket: bucket).objects.count == 1)
        let denied = #expect(throws: AWSFault.self) {
            try client.open(bucket: bucket, key: "a").object()
        }
        #expect(denied?.kind == .accessDenied)
        #expect(denied?.description.contains("s3:GetObject on arn:aws:s3:::\(bucket)/") == true)

        let admin = try Self.client(server)
        for (body, kind) in [
            (admin.open(bucket: "no-such-bucket", key: "a"), AWSFault.Kind.noSuchBucket),
            (admin.open(bucket: bucket, key: "b"), .noSuchKey),
        ] {
            let fault = #expect(throws: AWSFault.self) { try body.object() }
            #expect(fault?.kind == kind)
        }
        var wrong = server.credentials
        wrong.secretAccessKey = HiddenText("EXAMPLEWRONG")
        let mistyped = #expect(throws: AWSFault.self) {
            try Self.client(server, as: wrong).list(bucket: bucket)
        }
        #expect(mistyped?.kind == .invalidKey)
        #expect(mistyped?.description.contains("EXAMPLEWRONG") == false)
    }
}
