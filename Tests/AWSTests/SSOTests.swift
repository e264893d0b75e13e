import AuditTestSupport
import Basics
import Foundation
import HTTP
import Testing

@testable import AWS

struct SSOTests {
    static let config = """
        [default]
        sso_session = company
        sso_account_id = 510000000001
        sso_role_name = Audit Role
        [profile old]
        sso_start_url = https://old.example/start
        sso_region = eu-west-1
        sso_account_id = 510000000001
        sso_role_name = Audit
        [sso-session company]
        sso_start_url = https://company.example/start
        sso_region = eu-central-1
        """

    static let keys = """
        {"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "EXAMPLESECRET",
        "sessionToken": "EXAMPLETOKEN", "expiration": 1772851205000}}
        """

    /// SHA-1 of `company`, and of the old start URL, as Python has them.
    static let file = ".aws/sso/cache/71b21161ffa1e6516bcc072aaf5ef38cbe85b511.json"
    static let oldFile = ".aws/sso/cache/103c764598c7bfb84492cce4b625216b27775ddd.json"

    static func cached(_ expires: String, refresh: Bool = true) -> String {
        let more = """
            , "clientId": "id", "clientSecret": "EXAMPLECLIENT", "refreshToken": "EXAMPLEREFRESH",
            "registrationExpiresAt": "2026-05-01T00:00:00Z", "region": "eu-central-1"
            """
        return #"{"startUrl": "x", "accessToken": "EXAMPLEACCESS", "expiresAt": "\#(expires)""#
            + (refresh ? more : "") + "}"
    }

    static let portal =
        "GET https://portal.sso.eu-central-1.amazonaws.com/federation/credentials"
        + "?role_name=Audit%20Role&account_id=510000000001"

    @Test(arguments: ["", "abc", "company", String(repeating: "a", count: 200)])
    func `Names of cached files are SHA-1`(text: String) {
        let expected = [
            "": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "abc": "a9993e364706816aba3e25717850c26c9cd0d89d",
            "company": String(Self.file.dropFirst(15).prefix(40)),
        ]
        #expect(SHA1.hex(text) == expected[text] ?? "e61cfffe0d9195a525fc6cf06ca2d77119c24a40")
    }

    @Test
    func `A session gives the keys of a role`() throws {
        let files = [".aws/config": Self.config, Self.file: Self.cached("2026-03-07T09:00:00Z")]
        try FakeHome.with(files) { home in
            home.fake = FakeAWS([Self.portal: Self.keys])
            let keys = try home.source().credentials()
            #expect(keys.accessKeyID == "ASIASSO")
            #expect(keys.expiration == 1_772_851_205)
            #expect(home.fake.lines == [Self.portal])
            let request = try #require(home.fake.requests.first)
            #expect(request.header("x-amz-sso_bearer_token") == "EXAMPLEACCESS")
            #expect(request.header("authorization") == nil)
        }
    }

    @Test
    func `A profile with a start URL of its own has a file of its own`() throws {
        let files = [
            ".aws/config": Self.config,
            Self.oldFile: Self.cached("2026-03-07T01:50:00UTC", refresh: false),
        ]
        try FakeHome.with(files) { home in
            home.profile = "old"
            home.fake = FakeAWS(["GET https://portal.sso.eu-west-1.": Self.keys])
            #expect(home.found() == "ASIASSO")
            home.clock.advance(600)
            #expect(
                home.found().hasSuffix("the session has expired; run: aws sso login --profile old")
            )
        }
    }

    /// The old refresh token may be valid no longer, so the new one has to be where the CLI finds it.
    @Test
    func `A session that is about to end is renewed, for the AWS CLI too`() throws {
        let files = [".aws/config": Self.config, Self.file: Self.cached("2026-03-07T01:50:00Z")]
        let renewed =
            #"{"accessToken": "RENEWEDACCESS", "expiresIn": 28800, "refreshToken": "RENEWEDREFRESH"}"#
        try FakeHome.with(files) { home in
            home.fake = FakeAWS([
                "POST https://oidc.eu-central-1.amazonaws.com/token": renewed,
                "GET https://portal.sso.eu-central-1.": Self.keys,
            ])
            #expect(home.found() == "ASIASSO")
            let requests = home.fake.requests
            #expect(requests.count == 2)
            let body = try JSONSerialization.jsonObject(with: Data(requests[0].body))
            #expect(
                body as? [String: String] == [
                    "grantType": "refresh_token", "clientId": "id",
                    "clientSecret": "EXAMPLECLIENT", "refreshToken": "EXAMPLEREFRESH",
                ]
            )
            #expect(requests[1].header("x-amz-sso_bearer_token") == "RENEWEDACCESS")
            let path = home.folder.path(Self.file)
            let saved = try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(filePath: path))
            )
            #expect(
                saved as? [String: String] == [
                    "startUrl": "https://company.example/start", "region": "eu-central-1",
                    "accessToken": "RENEWEDACCESS", "refreshToken": "RENEWEDREFRESH",
                    "expiresAt": "2026-03-07T09:40:05Z", "clientId": "id",
                    "clientSecret": "EXAMPLECLIENT",
                    "registrationExpiresAt": "2026-05-01T00:00:00Z",
                ]
            )
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o600)
            let folder = URL(filePath: path).deletingLastPathComponent().path
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
            // It is good for eight hours now.
            #expect(home.found() == "ASIASSO")
            #expect(home.fake.requests.count == 3)
        }
    }

    @Test(
        arguments: [
            ("2026-03-07T01:50:00Z", "ASIASSO"),
            (
                "2026-03-07T01:30:00Z",
                "the session has expired; run: aws sso login --sso-session company"
            ),
        ]
    )
    func `A session that cannot be renewed is used while it lasts`(
        expires: String,
        expected: String
    ) throws {
        let files = [".aws/config": Self.config, Self.file: Self.cached(expires)]
        try FakeHome.with(files) { home in
            home.fake = FakeAWS { request in
                request.method == .get
                    ? .ok(Self.keys)
                    : .status(400, #"{"error": "invalid_grant"}"#)
            }
            #expect(home.found().hasSuffix(expected))
        }
    }

    @Test(
        arguments: [
            (
                HTTPAnswer.status(
                    401,
                    #"{"message": "Session token not found or invalid EXAMPLEACCESS"}"#,
                    headers: [("x-amzn-errortype", "UnauthorizedException:http://x/")]
                ),
                "the session has ended (IAM Identity Center GetRoleCredentials in eu-central-1: "
                    + "UnauthorizedException: Session token not found or invalid (hidden)); run: aws "
                    + "sso login --sso-session company"
            ),
            (
                .status(
                    403,
                    #"{"message": "No access"}"#,
                    headers: [("x-amzn-errortype", "ForbiddenException")]
                ),
                "IAM Identity Center GetRoleCredentials in eu-central-1: ForbiddenException: No access"
            ),
            (
                .ok("{}"),
                "IAM Identity Center GetRoleCredentials in eu-central-1: the answer is not that of AWS"
            ),
        ] as [(HTTPAnswer, String)]
    )
    func `What the portal rejects is an error`(answer: HTTPAnswer, expected: String) throws {
        let files = [".aws/config": Self.config, Self.file: Self.cached("2026-03-07T09:00:00Z")]
        try FakeHome.with(files) { home in
            home.fake = FakeAWS { _ in answer }
            #expect(
                home.found()
                    == "AWS credentials: IAM Identity Center, role 'Audit Role' in '510000000001', "
                    + "of profile 'default': \(expected)"
            )
        }
    }

    @Test(arguments: [
        nil, "", "[]", #"{"accessToken": "x"}"#,
        #"{"accessToken": "a\nb", "expiresAt": "2027-01-01T00:00:00Z"}"#,
    ])
    func `Without a cached session, what to run is said`(cached: String?) throws {
        var files = [".aws/config": Self.config]
        files[Self.file] = cached
        try FakeHome.with(files) { home in
            #expect(home.found().hasSuffix("; run: aws sso login --sso-session company"))
            #expect(home.fake.requests.isEmpty)
        }
    }
}
