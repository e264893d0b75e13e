import AuditTestSupport
import Basics
import Foundation
import Testing

@testable import AWS

struct AWSSettingsTests {
    /// What botocore calls.
    struct Host: Decodable {
        var service: String
        var region: String
        var fips: Bool
        var dualStack: Bool
        var url: String?
    }

    /// But for S3 in us-east-1, where it still calls the host without a region, unlike the AWS CLI.
    @Test
    func `Hosts are those that botocore calls`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Data/endpoints.jsonl")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 224)
        for line in lines {
            let expected = try JSONDecoder().decode(Host.self, from: Data(line.utf8))
            let variables = [
                "AWS_USE_FIPS_ENDPOINT": "\(expected.fips)",
                "AWS_USE_DUALSTACK_ENDPOINT": "\(expected.dualStack)",
            ]
            let environment = AWSEnvironment(variables: variables, home: "/none")
            let settings = try AWSSettings(environment: environment)
            let service = try #require(AWSService(rawValue: expected.service))
            let endpoint = try? settings.endpoint(of: service, region: expected.region)
            #expect(endpoint?.url == expected.url, "\(line)")
            #expect(endpoint?.isCustom ?? false == false)
        }
    }

    static func settings(
        _ variables: [String: String] = [:],
        config: String = "",
        credentials: String = "",
        profile: String? = nil,
        region: String? = nil,
        endpoint: String? = nil
    ) throws -> AWSSettings {
        try TemporaryFolder.with { home in
            try home.write(config, to: ".aws/config")
            try home.write(credentials, to: ".aws/credentials")
            return try AWSSettings(
                environment: AWSEnvironment(variables: variables, home: home.path),
                profile: profile,
                region: region,
                endpoint: endpoint
            )
        }
    }

    static let config = """
        [default]
        region = eu-central-1
        # a comment
        [profile p]
        region=eu-west-1
        use_fips_endpoint = true
        ca_bundle = ~/ca.pem
        endpoint_url = http://p.example:1/
        s3 =
            addressing_style = path
        [profile "with blanks"]
        region: eu-west-2
        services = local
        [p2]
        region = nowhere
        [services local]
        s3 =
          endpoint_url = https://s3.example.com/base/
        """

    @Test(
        arguments: [
            ([:], nil, nil, "eu-central-1"), ([:], nil, "us-east-2", "us-east-2"),
            ([:], "p", nil, "eu-west-1"), ([:], "with blanks", nil, "eu-west-2"),
            (["AWS_PROFILE": "p"], nil, nil, "eu-west-1"),
            (["AWS_DEFAULT_PROFILE": "p"], nil, nil, "eu-west-1"),
            (["AWS_PROFILE": "with blanks", "AWS_DEFAULT_PROFILE": "p"], nil, nil, "eu-west-2"),
            (["AWS_PROFILE": "p"], "default", nil, "eu-central-1"),
            (["AWS_PROFILE": ""], nil, nil, "eu-central-1"),
            (["AWS_REGION": "a-1", "AWS_DEFAULT_REGION": "a-2"], "p", nil, "a-1"),
            (["AWS_DEFAULT_REGION": "a-2"], "p", nil, "a-2"),
            (["AWS_REGION": "a-1"], "p", "a-3", "a-3"),
        ] as [([String: String], String?, String?, String)]
    )
    func `Profile and region are found as the AWS CLI finds them`(
        variables: [String: String],
        profile: String?,
        region: String?,
        expected: String
    ) throws {
        let settings = try Self.settings(
            variables,
            config: Self.config,
            profile: profile,
            region: region
        )
        #expect(settings.region == expected)
    }

    /// Lines of one indent are settings, deeper ones go on, as Python has it.
    @Test
    func `A file that is indented throughout is read`() throws {
        let config = """
            [default]
              region = eu-west-3
              s3 =
                addressing_style = path

                # a comment
                endpoint_url = x
              use_fips_endpoint = true
            """
        for text in [config, config.replacing("\n", with: "\r\n")] {
            let settings = try Self.settings(config: text)
            #expect(settings.region == "eu-west-3")
            #expect(settings.isPathStyle && settings.isFIPS)
            #expect(settings.settings.nested("s3").count == 2)
        }
    }

    @Test
    func `A file may be no file at all`() throws {
        let variables = [
            "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_REGION": "eu-west-1",
        ]
        let settings = try AWSSettings(
            environment: AWSEnvironment(variables: variables, home: "/none")
        )
        #expect(settings.region == "eu-west-1")
    }

    @Test
    func `Without settings there is no region`() throws {
        let settings = try AWSSettings(environment: AWSEnvironment(variables: [:], home: "/none"))
        #expect(settings.region == nil)
        #expect(settings.profile == "default")
        #expect(
            try settings.endpoint(of: .s3, region: "us-east-1").host == "s3.us-east-1.amazonaws.com"
        )
    }

    @Test(
        arguments: [
            (.s3, [:], nil, nil, nil), (.s3, [:], "p", nil, "http://p.example:1"),
            (.sts, [:], "p", nil, "http://p.example:1"),
            (.s3, [:], "with blanks", nil, "https://s3.example.com/base"),
            (.sqs, [:], "with blanks", nil, nil),
            (.s3, ["AWS_ENDPOINT_URL": "http://x"], "with blanks", nil, "http://x"),
            (
                .s3, ["AWS_ENDPOINT_URL": "http://x", "AWS_ENDPOINT_URL_S3": "http://y"], "p", nil,
                "http://y"
            ),
            (.s3, ["AWS_ENDPOINT_URL_S3": "http://y"], nil, "http://z:9", "http://z:9"),
            (.sqs, ["AWS_ENDPOINT_URL_S3": "http://y"], nil, nil, nil),
            (.sts, [:], nil, "http://z:9", nil),
            (.ssoOIDC, ["AWS_ENDPOINT_URL_SSO_OIDC": "http://y"], nil, nil, "http://y"),
            (
                .s3,
                ["AWS_ENDPOINT_URL": "http://x", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"],
                "p", nil, nil
            ),
        ] as [(AWSService, [String: String], String?, String?, String?)]
    )
    func `An endpoint is found as the AWS CLI finds it`(
        service: AWSService,
        variables: [String: String],
        profile: String?,
        option: String?,
        expected: String?
    ) throws {
        let settings = try Self.settings(
            variables,
            config: Self.config,
            profile: profile,
            endpoint: option
        )
        let endpoint = try settings.endpoint(of: service, region: "us-east-1")
        #expect((endpoint.isCustom ? endpoint.url : nil) == expected)
    }

    @Test
    func `The other settings of a profile are read`() throws {
        let settings = try Self.settings(config: Self.config, profile: "p")
        #expect(settings.isFIPS && !settings.isDualStack && settings.isPathStyle)
        #expect(settings.caBundle?.hasSuffix("/ca.pem") == true)
        #expect(settings.caBundle?.hasPrefix("/") == true)
        let other = try Self.settings(
            ["AWS_USE_FIPS_ENDPOINT": "false"],
            config: Self.config,
            profile: "p"
        )
        #expect(!other.isFIPS)
    }

    @Test(
        arguments: [
            ([:], "q", "", "profile 'q' is neither in ~/.aws/config nor in ~/.aws/credentials"),
            (["AWS_PROFILE": "pp"], nil, "[profile p]", "; did you mean 'p'?"),
            (
                ["AWS_REGION": "a.evil.example/"], nil, "",
                "AWS_REGION 'a.evil.example/' is no region"
            ),
            ([:], nil, "[default]\nregion = a\nregion = b", "~/.aws/config:3: has 'region' again"),
            ([:], nil, "[default]\n[default]", "~/.aws/config:2: has the section [default] again"),
            ([:], nil, "region = a", "~/.aws/config:1: has a setting before the first [section]"),
            ([:], nil, "[default", "~/.aws/config:1: has a section without a ]"),
            ([:], nil, "[default]\nSECRET", "~/.aws/config:2: is no 'name = value'"),
            ([:], nil, "[default]\n = SECRET", "~/.aws/config:2: is no 'name = value'"),
        ] as [([String: String], String?, String, String)]
    )
    func `What is wrong is said with its place`(
        variables: [String: String],
        profile: String?,
        config: String,
        expected: String
    ) throws {
        let fault = #expect(throws: TextFault.self) {
            try Self.settings(variables, config: config, profile: profile)
        }
        #expect("\(try #require(fault))".contains(expected), "\(String(describing: fault))")
    }

    @Test(arguments: [
        "s3.example.com", "ftp://x", "https://", "https://u:p@x", "http://x?y=1", "http://x y",
        "http://x#y", "http://x\n",
    ])
    func `An endpoint that is no URL is an error`(text: String) {
        #expect(throws: TextFault.self) { try Self.settings(endpoint: text) }
    }

    @Test(
        arguments: [
            ("a b  c", ["a", "b", "c"]), (#"a 'b c'"#, ["a", "b c"]),
            (#""b \"c\" \d" e"#, [#"b "c" \d"#, "e"]), (#"a\ b\'"#, ["a b'"]),
            (#"a'b'"c""#, ["abc"]), ("''", [""]), ("", []), ("'a", nil), ("\"a", nil), ("a\\", nil),
        ] as [(String, [String]?)]
    )
    func `A command is split as a shell does`(text: String, expected: [String]?) {
        #expect((try? ShellWords.split(text)) == expected)
    }
}
