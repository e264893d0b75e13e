import AuditTestSupport
import Basics
import Foundation
import HTTP
import Testing

@testable import AWS

/// Keys of the endpoints that containers and instances have.
struct MetadataTests {
    static let json = CredentialFetcherTests.json

    // MARK: - Containers

    static func container(
        _ variables: [String: String],
        token: String? = nil,
        _ fake: FakeAWS
    ) throws -> String {
        try FakeHome.with(token.map { ["token": $0] } ?? [:]) { home in
            home.variables = variables
            if token != nil {
                home.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = home.folder.path("token")
            }
            home.fake = fake
            return home.found()
        }
    }

    @Test
    func `A container's endpoint gives keys`() throws {
        let fake = FakeAWS(["GET http://169.254.170.2/v2/credentials/1": Self.json])
        let relative = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1"]
        let full = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/x"]
        #expect(try Self.container(relative.merging(full) { $1 }, fake) == "AKIDJSON")
        #expect(fake.requests.allSatisfy { $0.isDirect && $0.header("authorization") == nil })
    }

    @Test
    func `A token is sent to the container's endpoint, that of the file first`() throws {
        let fake = FakeAWS(["GET http://[fd00:ec2::23]/x": Self.json])
        let variables = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://[fd00:ec2::23]/x",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "inline",
        ]
        #expect(try Self.container(variables, fake) == "AKIDJSON")
        #expect(try Self.container(variables, token: "of file", fake) == "AKIDJSON")
        #expect(fake.requests.map { $0.header("authorization") } == ["inline", "of file"])
        let found = try Self.container(variables, token: "of file\n", fake)
        #expect(found.contains("contains a line break or another control character"))
        #expect(fake.requests.count == 2)
    }

    @Test(
        arguments: [
            ("http://10.0.0.1/x", false), ("http://localhost.evil.example/x", false),
            ("http://127.0.0.1.evil.example/x", false), ("http://127.0.0.1@evil.example/x", false),
            ("http://169.254.170.2/x", true), ("http://169.254.170.23:80/x", true),
            ("http://LOCALHOST:51/x", true), ("http://127.9.9.9/x", true),
            ("http://[::1]:5/x", true),
            ("https://keys.example.com/x", true), ("ftp://localhost/x", false), ("x", false),
        ]
    )
    func `A container's endpoint without TLS is this machine's`(url: String, isAsked: Bool) throws {
        let fake = FakeAWS(["GET ": Self.json])
        let found = try Self.container(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url], fake)
        #expect((found == "AKIDJSON") == isAsked, "\(found)")
        #expect(fake.requests.isEmpty != isAsked)
    }

    @Test
    func `A container's endpoint is asked three times`() throws {
        let fake = FakeAWS { _ in .status(500, "EXAMPLESECRET") }
        let found = try Self.container(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"], fake)
        #expect(
            found
                == "AWS credentials: the container's endpoint (AWS_CONTAINER_CREDENTIALS_…): 169.254.170.2: answered 500"
        )
        #expect(fake.requests.count == 3)
        let evil = try Self.container(
            ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": ".evil.example/x"],
            fake
        )
        #expect(evil.contains("should begin with a /"))
        #expect(fake.requests.count == 3)
    }

    // MARK: - Instances

    static let metadata = "http://169.254.169.254/latest/"

    static func instance(
        _ variables: [String: String] = [:],
        config: String = "",
        token: HTTPAnswer?,
        role: HTTPAnswer? = .ok("audit-role\n"),
        keys: String = json
    ) throws -> (found: String, requests: [HTTPRequest]) {
        let fake = FakeAWS { request in
            switch (request.method, request.url.split(separator: "/", maxSplits: 2).last ?? "") {
            case (.put, "latest/api/token"): token
            case (.get, "latest/meta-data/iam/security-credentials/"): role
            case (.get, "latest/meta-data/iam/security-credentials/audit-role"): .ok(keys)
            default: .status(404)
            }
        }
        return try FakeHome.with([".aws/config": config]) { home in
            home.variables = variables
            home.fake = fake
            return (home.found(), fake.requests)
        }
    }

    @Test
    func `An instance gives keys by version 2`() throws {
        let (found, requests) = try Self.instance(token: .ok("TOKEN"))
        #expect(found == "AKIDJSON")
        #expect(
            requests.map(\.url) == [
                "\(Self.metadata)api/token", "\(Self.metadata)meta-data/iam/security-credentials/",
                "\(Self.metadata)meta-data/iam/security-credentials/audit-role",
            ]
        )
        #expect(requests[0].header("x-aws-ec2-metadata-token-ttl-seconds") == "21600")
        #expect(requests.map { $0.header("x-aws-ec2-metadata-token") } == [nil, "TOKEN", "TOKEN"])
        #expect(requests.allSatisfy { $0.isDirect && $0.limits.exchange == 1 })
    }

    @Test(
        arguments: [403, 404, 405, nil] as [Int?]
    )
    func `Version 1 is asked where there is no version 2, unless that is forbidden`(
        status: Int?
    ) throws {
        let token = status.map { HTTPAnswer.status($0) }
        #expect(try Self.instance(token: token).found == "AKIDJSON")
        let forbidden = try Self.instance(["AWS_EC2_METADATA_V1_DISABLED": "true"], token: token)
        #expect(forbidden.found.contains("the instance's metadata: "))
        #expect(forbidden.requests.count == 1)
        let config = "[default]\nec2_metadata_v1_disabled = true"
        #expect(try Self.instance(config: config, token: token).requests.count == 1)
    }

    @Test
    func `Where nothing is configured, all that was looked for is said`() throws {
        let (found, requests) = try Self.instance(token: nil, role: nil)
        #expect(found.hasPrefix("no AWS credentials: there is no AWS_ACCESS_KEY_ID, no key"))
        #expect(found.contains("(the instance's metadata: timed out)"))
        #expect(requests.count == 2)
        let disabled = try Self.instance(["AWS_EC2_METADATA_DISABLED": "True"], token: .ok("TOKEN"))
        #expect(disabled.found.contains("(AWS_EC2_METADATA_DISABLED is true)"))
        #expect(disabled.requests.isEmpty)
    }

    @Test(
        arguments: [
            (
                .ok("TOKEN"), .status(404), json,
                "the instance has no role; attach an instance profile"
            ),
            (.status(400), .ok("audit-role"), json, "asked for a token, it answered 400"),
            (.ok("TOKEN"), .status(500), json, "asked for a role, it answered 500"),
            (
                .ok("TOKEN"), .ok("audit-role"),
                #"{"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume it"}"#,
                "its role 'audit-role' gives none: AssumeRoleUnauthorizedAccess: EC2 cannot assume it"
            ),
            (
                .ok("TOKEN"), .ok("audit-role"), "<html>",
                "the answer for its role 'audit-role' is no JSON"
            ),
        ] as [(HTTPAnswer, HTTPAnswer, String, String)]
    )
    func `An instance that gives none is an error`(
        token: HTTPAnswer,
        role: HTTPAnswer,
        keys: String,
        expected: String
    ) throws {
        let found = try Self.instance(token: token, role: role, keys: keys).found
        #expect(found.contains(expected), "\(found)")
    }

    @Test
    func `The endpoint of the metadata can be another`() throws {
        for (variables, expected) in [
            (
                ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:5/"],
                "http://127.0.0.1:5/latest/api/token"
            ),
            (
                ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"],
                "http://[fd00:ec2::254]/latest/api/token"
            ),
        ] {
            #expect(
                try Self.instance(variables, token: .ok("TOKEN")).requests.first?.url == expected
            )
        }
    }
}
