import AuditTestSupport
import HTTP
import Testing

@testable import AWS

/// The endpoints of instances and containers, over HTTP.
struct LocalEndpointTests {
    static let keys = """
        {"Code": "Success", "AccessKeyId": "ASIALOCAL", "SecretAccessKey": "EXAMPLESECRET",
        "Token": "EXAMPLETOKEN", "Expiration": "2126-03-07T07:40:05Z"}
        """

    static func found(_ variables: [String: String]) throws -> AWSCredentials {
        let environment = AWSEnvironment(variables: variables, home: "/nonexistent")
        let client = try AWSClient(environment: environment)
        return try #require(try client.credentials?.credentials())
    }

    @Test
    func `An instance is asked for a token, its role and the role's keys`() throws {
        try LoopbackWebServer.with([
            .status(200, body: "TOKEN"), .status(200, body: "audit-role"),
            .status(200, body: Self.keys),
        ]) { server in
            let keys = try Self.found(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url])
            #expect(keys.accessKeyID == "ASIALOCAL")
            #expect(server.requests.map(\.method) == ["PUT", "GET", "GET"])
            #expect(server.requests[0].headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600")
            #expect(server.requests[0].headers["content-length"] == "0")
            #expect(server.requests[2].path.hasSuffix("/iam/security-credentials/audit-role"))
            #expect(server.requests[2].headers["x-aws-ec2-metadata-token"] == "TOKEN")
        }
    }

    @Test
    func `A container's endpoint is asked with the token of its file`() throws {
        try LoopbackWebServer.with([.status(503), .status(200, body: Self.keys)]) { server in
            try TemporaryFolder.with { folder in
                let file = try folder.write("JWT", to: "token")
                let keys = try Self.found([
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
                ])
                #expect(keys.accessKeyID == "ASIALOCAL")
                #expect(server.requests.map(\.path) == ["/v1/credentials", "/v1/credentials"])
                #expect(server.requests[1].headers["authorization"] == "JWT")
            }
        }
    }

    @Test
    func `A machine that is no instance is asked for a second`() throws {
        try LoopbackWebServer.with([.silence]) { server in
            let fault = #expect(throws: AWSCredentialsFault.self) {
                _ = try Self.found([
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url,
                    "AWS_METADATA_SERVICE_TIMEOUT": "0.2", "AWS_EC2_METADATA_V1_DISABLED": "true",
                ])
            }
            let said = try #require(fault).description
            #expect(said.contains("(the instance's metadata: timed out)"), "\(said)")
            #expect(server.requests.map(\.method) == ["PUT"])
        }
    }
}
