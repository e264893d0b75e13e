import AuditTestSupport
import Basics
import Foundation
import HTTP
import Testing

@testable import AWS

/// What each source gives, and what is said where it gives nothing.
struct CredentialFetcherTests {
    static func assumed(_ action: String, id: String, token: String = "EXAMPLETOKEN") -> String {
        """
        <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(action)Result>
        <Credentials><AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>EXAMPLESECRET</SecretAccessKey>
        <SessionToken>\(token)</SessionToken><Expiration>2026-03-07T02:40:05Z</Expiration>
        </Credentials></\(action)Result></\(action)Response>
        """
    }

    static let error = """
        <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
        <Message>User: arn:aws:iam::1:user/a is not authorized to perform: sts:AssumeRole</Message>
        </Error><RequestId>1</RequestId></ErrorResponse>
        """

    static let json = """
        {"Version": 1, "Code": "Success", "AccessKeyId": "AKIDJSON", "SecretAccessKey": "EXAMPLESECRET",
        "Token": "EXAMPLETOKEN", "SessionToken": "EXAMPLETOKEN", "Expiration": "2026-03-07T07:40:05Z"}
        """

    // MARK: - Keys

    @Test
    func `Keys come from the environment`() throws {
        try FakeHome.with { home in
            home.variables = [
                "AWS_ACCESS_KEY_ID": "AKIDENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "EXAMPLESECRET",
                "AWS_SESSION_TOKEN": "EXAMPLETOKEN",
                "AWS_CREDENTIAL_EXPIRATION": "2026-03-07T02:40:05+00:00",
            ]
            let keys = try home.source().credentials()
            #expect(keys.accessKeyID == "AKIDENVIRONMENT")
            #expect(keys.secretAccessKey.revealed == "EXAMPLESECRET")
            #expect(keys.sessionToken?.revealed == "EXAMPLETOKEN")
            #expect(keys.expiration == FakeClock.start + 3_600)
            home.variables["AWS_SECURITY_TOKEN"] = "OLDER"
            #expect(try home.source().credentials().sessionToken?.revealed == "OLDER")
        }
    }

    @Test(
        arguments: [
            (
                ["AWS_ACCESS_KEY_ID": "AKID\n", "AWS_SECRET_ACCESS_KEY": "s"],
                "AWS credentials: AWS_ACCESS_KEY_ID: has a key with a blank, a line break or a "
                    + "character that no key has"
            ),
            (
                [
                    "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s",
                    "AWS_CREDENTIAL_EXPIRATION": "2026-03-07T01:00:00Z",
                ],
                "AWS credentials: AWS_ACCESS_KEY_ID: they expired at 2026-03-07T01:00:00Z; renew them"
            ),
            (
                [
                    "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s",
                    "AWS_CREDENTIAL_EXPIRATION": "soon",
                ],
                "AWS credentials: AWS_ACCESS_KEY_ID: has an expiration that is no time in ISO 8601"
            ),
        ] as [([String: String], String)]
    )
    func `Keys that cannot be used are an error`(
        variables: [String: String],
        expected: String
    ) throws {
        try FakeHome.with { home in
            home.variables = variables
            #expect(home.found() == expected)
        }
    }

    // MARK: - Roles

    static let roles = """
        [default]
        region = eu-west-1
        [profile base]
        aws_access_key_id = AKIDBASE
        aws_secret_access_key = s
        [profile role]
        role_arn = arn:aws:iam::1:role/audit
        source_profile = base
        external_id = a b
        duration_seconds = 900
        region = eu-central-1
        [profile chained]
        role_arn = arn:aws:iam::2:role/audit
        role_session_name = cron
        source_profile = role
        [profile web]
        role_arn = arn:aws:iam::3:role/web
        web_identity_token_file = ~/token
        """

    @Test
    func `A role is assumed with the keys of its source`() throws {
        try FakeHome.with([".aws/config": Self.roles]) { home in
            home.profile = "chained"
            home.fake = FakeAWS { request in
                let isFirst = request.form["RoleArn"] == "arn:aws:iam::1:role/audit"
                return .ok(Self.assumed("AssumeRole", id: isFirst ? "ASIAFIRST" : "ASIASECOND"))
            }
            let keys = try home.source().credentials()
            #expect(keys.accessKeyID == "ASIASECOND")
            #expect(keys.expiration == FakeClock.start + 3_600)
            let requests = home.fake.requests
            #expect(
                home.fake.lines
                    == Array(repeating: "POST https://sts.us-east-1.amazonaws.com/", count: 2)
            )
            #expect(
                requests[0].form == [
                    "Action": "AssumeRole", "Version": "2011-06-15",
                    "RoleArn": "arn:aws:iam::1:role/audit", "ExternalId": "a b",
                    "RoleSessionName": "audit-1772847605", "DurationSeconds": "900",
                ]
            )
            #expect(requests[1].form["RoleSessionName"] == "cron")
            #expect(
                requests[0].header("authorization")?.contains(
                    "Credential=AKIDBASE/20260307/us-east-1/sts/"
                ) == true
            )
            #expect(requests[1].header("authorization")?.contains("Credential=ASIAFIRST/") == true)
            #expect(requests[1].header("x-amz-security-token") == "EXAMPLETOKEN")
        }
    }

    @Test
    func `A role that may not be assumed is an error that names it`() throws {
        try FakeHome.with([".aws/config": Self.roles]) { home in
            home.profile = "role"
            home.fake = FakeAWS { _ in .status(403, Self.error) }
            #expect(
                home.found()
                    == "AWS credentials: role arn:aws:iam::1:role/audit of profile 'role', from "
                    + "profile 'base' in ~/.aws/config: STS AssumeRole in eu-central-1: "
                    + "AccessDenied: User: arn:aws:iam::1:user/a is not authorized to perform: "
                    + "sts:AssumeRole"
            )
            #expect(home.fake.requests.count == 1)
        }
    }

    @Test
    func `A token of another issuer is read anew for each role session`() throws {
        try FakeHome.with([".aws/config": Self.roles, "token": "EXAMPLE.JWT.1\n"]) { home in
            home.profile = "web"
            home.fake = FakeAWS { _ in
                .ok(Self.assumed("AssumeRoleWithWebIdentity", id: "ASIAWEB"))
            }
            let source = try home.source()
            #expect(try source.credentials().accessKeyID == "ASIAWEB")
            try home.folder.write("EXAMPLE.JWT.2", to: "token")
            home.clock.advance(3_500)
            _ = try source.credentials()
            #expect(
                home.fake.requests.map { $0.form["WebIdentityToken"] } == [
                    "EXAMPLE.JWT.1", "EXAMPLE.JWT.2",
                ]
            )
            #expect(home.fake.requests.allSatisfy { $0.header("authorization") == nil })
        }
    }

    @Test
    func `A token file that is not there is an error`() throws {
        try FakeHome.with([".aws/config": Self.roles]) { home in
            home.profile = "web"
            #expect(
                home.found()
                    == "AWS credentials: role arn:aws:iam::3:role/web by web identity, from profile "
                    + "'web': the token file ~/token cannot be read"
            )
        }
    }

    // MARK: - A program

    static func process(_ command: String, script: String = "") throws -> String {
        try FakeHome.with([".aws/config": "[default]\ncredential_process = \(command)"]) { home in
            try home.folder.write("#!/bin/sh\n\(script)\n", to: "get keys")
            let path = home.folder.path("get keys")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            let config =
                "[default]\ncredential_process = \(command.replacing("PROGRAM", with: path))"
            try home.folder.write(config, to: ".aws/config")
            home.variables = ["PATH": "/usr/bin:/bin", "AUDIT_SLACK_TOKEN": "x", "OTHER": "y"]
            return home.found()
        }
    }

    @Test
    func `A program gives keys`() throws {
        let script = """
            [ "$1" = "a b" ] && [ "$#" = 2 ] || exit 3
            [ -z "$AUDIT_SLACK_TOKEN" ] && [ "$OTHER" = y ] || exit 4
            [ -z "$(cat)" ] || exit 5
            cat <<EOF
            \(Self.json)
            EOF
            """
        #expect(
            try Self.process(#""PROGRAM" 'a b' $(touch /tmp/x)"#, script: script)
                == "AWS credentials: credential_process of profile 'default': ~/get keys exited with status 3"
        )
        #expect(try Self.process(#""PROGRAM" 'a b' c"#, script: script) == "AKIDJSON")
    }

    @Test(
        arguments: [
            (
                "echo 'please  log\tin' >&2; exit 7",
                "~/get keys exited with status 7: please log in"
            ),
            ("echo EXAMPLESECRET", "what ~/get keys prints is no JSON object"),
            (#"echo '{"Version": 2}'"#, "what ~/get keys prints is not of Version 1"),
            (
                #"echo '{"Version": 1, "AccessKeyId": "AKID"}'"#,
                "what ~/get keys prints has no secret access key"
            ),
            ("head -c 70000 /dev/zero", "~/get keys prints more than 65536 bytes"),
            ("kill -9 $$", "~/get keys was killed by signal 9"),
        ]
    )
    func `A program that gives none is an error`(script: String, expected: String) throws {
        #expect(
            try Self.process(#""PROGRAM""#, script: script)
                == "AWS credentials: credential_process of profile 'default': \(expected)"
        )
    }

    @Test(
        arguments: [
            ("/nowhere/get-keys", "/nowhere/get-keys: No such file or directory"),
            ("'get", "the command has a quote without its end"),
            ("''", ": No such file or directory"),
        ]
    )
    func `A program that does not start is an error`(command: String, expected: String) throws {
        #expect(try Self.process(command).hasSuffix(expected))
    }

    @Test
    func `A program that takes too long is ended`() {
        let process = CredentialProcess(
            command: "sleep 30",
            environment: ["PATH": "/usr/bin:/bin"],
            seconds: 0.2
        )
        #expect(throws: TextFault("sleep took longer than 0 seconds")) { try process.run() }
    }

    /// Its output is complete when it ends, whatever still holds the pipe.
    @Test
    func `A program may leave others behind`() throws {
        let script = "sleep 30 & echo '\(Self.json.replacing("\n", with: " "))'"
        #expect(try Self.process(#""PROGRAM""#, script: script) == "AKIDJSON")
    }

    // MARK: - aws login

    static func login(expires: String) throws -> String {
        let session = "arn:aws:iam::1:user/a"
        let name = SHA256.hex(Array(session.utf8))
        let cache = """
            {"accessToken": {"accessKeyId": "ASIALOGIN", "secretAccessKey": "EXAMPLESECRET",
            "sessionToken": "EXAMPLETOKEN", "accountId": "1", "expiresAt": "\(expires)"},
            "refreshToken": "EXAMPLEREFRESH", "dpopKey": "EXAMPLEKEY"}
            """
        return try FakeHome.with([
            ".aws/config": "[default]\nlogin_session = \(session)",
            ".aws/login/cache/\(name).json": cache,
        ]) { home in home.found() }
    }

    @Test
    func `A login is used while it is fresh`() throws {
        #expect(try Self.login(expires: "2026-03-07T01:45:05Z") == "ASIALOGIN")
        let found = try Self.login(expires: "2026-03-07T01:35:05Z")
        #expect(
            found.contains(
                "aws login, of profile 'default': the login has expired; run: aws login --profile default"
            )
        )
        #expect(
            found.contains(
                "credential_process = aws configure export-credentials --profile default"
            )
        )
    }

    // MARK: - The container

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

    // MARK: - The instance

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
        #expect(forbidden.found.hasPrefix("AWS credentials: the instance's metadata: "))
        #expect(forbidden.requests.count == 1)
        let config = "[default]\nec2_metadata_v1_disabled = true"
        #expect(try Self.instance(config: config, token: token).requests.count == 1)
    }

    @Test
    func `Where nothing is configured, all that was looked for is said`() throws {
        let (found, requests) = try Self.instance(token: nil, role: nil)
        #expect(found.contains("nothing is configured: there are no AWS_ACCESS_KEY_ID, no keys"))
        #expect(found.hasSuffix("(the instance's metadata: timed out)"))
        #expect(requests.count == 2)
        let disabled = try Self.instance(["AWS_EC2_METADATA_DISABLED": "True"], token: .ok("TOKEN"))
        #expect(disabled.found.hasSuffix("(AWS_EC2_METADATA_DISABLED is true)"))
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
