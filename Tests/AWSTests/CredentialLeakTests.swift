import AuditTestSupport
import Foundation
import HTTP
import Testing

@testable import AWS

/// No credential is in what is printed, dumped or said, whatever holds it and whatever goes wrong.
struct CredentialLeakTests {
    static let secret = "LEAKEDSECRETLEAKEDSECRET"

    /// All that a value shows of itself.
    static func shown(_ value: Any) -> String {
        var text = "\(value) \(String(reflecting: value))"
        dump(value, to: &text)
        return text
    }

    @Test
    func `What holds credentials shows none`() throws {
        let config = """
            [default]
            aws_access_key_id = AKIDEXAMPLE
            aws_secret_access_key = \(Self.secret)
            aws_session_token = \(Self.secret)
            """
        try FakeHome.with([".aws/config": config]) { home in
            home.variables = ["AWS_SECRET_ACCESS_KEY": Self.secret, "AWS_ACCESS_KEY_ID": "A"]
            home.profile = "default"
            let settings = try home.settings()
            let source = try home.source()
            let keys = try source.credentials()
            #expect(keys.secretAccessKey.revealed == Self.secret)
            let client = AWSClient(settings: settings, sender: home.fake, credentials: source)
            let signer = SignatureV4(credentials: keys, region: "r", service: "s3")
            let origin = try CredentialResolver(settings: settings).origin()
            for value in [settings, source, keys, client, signer, origin] as [Any] {
                #expect(!Self.shown(value).contains(Self.secret), "\(type(of: value))")
            }
        }
    }

    /// A server, a file or a program that repeats what it was given.
    @Test(
        arguments: [
            ("role_arn = r\nsource_profile = base", [:]),
            ("role_arn = r\nweb_identity_token_file = ~/token", [:]),
            ("credential_process = /bin/sh -c 'echo LEAKEDSECRETLEAKEDSECRET'", [:]),
            ("credential_process = /bin/sh -c 'echo LEAKEDSECRETLEAKEDSECRET", [:]),
            ("LEAKEDSECRETLEAKEDSECRET", [:]),
            ("aws_access_key_id = a\naws_access_key_id = LEAKEDSECRETLEAKEDSECRET", [:]),
            ("aws_access_key_id = a\naws_secret_access_key = LEAKEDSECRETLEAKEDSECRET x", [:]),
            ("login_session = a", [:]),
            ("sso_session = s\nsso_account_id = 1\nsso_role_name = r", [:]),
            ("region = a", ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]),
            ("region = a", [:]),
            (
                "region = a",
                [
                    "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "LEAKEDSECRETLEAKEDSECRET",
                    "AWS_SESSION_TOKEN": "LEAKEDSECRETLEAKEDSECRET\n",
                ]
            ),
        ] as [(String, [String: String])]
    )
    func `No error repeats a credential`(profile: String, variables: [String: String]) throws {
        let config = """
            [default]
            \(profile)
            [profile base]
            aws_access_key_id = AKIDEXAMPLE
            aws_secret_access_key = \(Self.secret)
            [sso-session s]
            sso_start_url = s
            sso_region = eu-west-1
            """
        let token = #"""
            {"accessToken": "\#(Self.secret)", "expiresAt": "2026-03-07T01:45:00Z", "clientId": "c",
            "clientSecret": "\#(Self.secret)", "refreshToken": "\#(Self.secret)",
            "registrationExpiresAt": "2027-01-01T00:00:00Z"}
            """#
        let files = [
            ".aws/config": config, "token": Self.secret,
            ".aws/sso/cache/\(SHA1.hex("s")).json": token,
            ".aws/login/cache/ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb.json":
                #"{"accessToken": {"accessKeyId": "\#(Self.secret)\n"}}"#,
        ]
        let repeating =
            #"{"__type": "X", "message": "\#(Self.secret)", "AccessKeyId": "\#(Self.secret)"}"#
        for answer in [
            HTTPAnswer.status(400, repeating), .status(500, Self.secret), .ok(repeating),
            .ok(Self.secret),
            .status(403, "<E><Code>X</Code><Message>\(Self.secret)</Message></E>"),
        ] {
            try FakeHome.with(files) { home in
                home.variables = variables
                // The name of a role is none.
                home.fake = FakeAWS { request in
                    request.url.hasSuffix("/security-credentials/") ? .ok("role") : answer
                }
                let said: String
                do {
                    said = "\(try home.source().credentials())"
                } catch {
                    said = Self.shown(error)
                }
                #expect(!said.contains(Self.secret))
            }
        }
    }
}
