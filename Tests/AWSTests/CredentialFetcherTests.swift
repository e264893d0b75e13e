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
}
