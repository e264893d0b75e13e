import Testing

@testable import AWS

/// Which source is found, before it is asked.
struct CredentialResolverTests {
    static let config = """
        [default]
        region = eu-west-1
        [profile keys]
        aws_access_key_id = AKIDCONFIG
        aws_secret_access_key = s
        [profile both]
        aws_access_key_id = AKIDCONFIG
        aws_secret_access_key = s
        [profile half]
        aws_access_key_id = AKIDCONFIG
        [profile process]
        credential_process = /bin/get-keys
        aws_access_key_id = AKIDCONFIG
        aws_secret_access_key = s
        [profile login]
        login_session = arn:aws:iam::1:user/a
        credential_process = /bin/get-keys
        [profile role]
        role_arn = arn:aws:iam::1:role/audit
        source_profile = keys
        external_id = 42
        [profile chained]
        role_arn = arn:aws:iam::2:role/audit
        source_profile = role
        [profile itself]
        role_arn = arn:aws:iam::1:role/audit
        source_profile = itself
        aws_access_key_id = AKIDCONFIG
        aws_secret_access_key = s
        [profile circle1]
        role_arn = arn:aws:iam::1:role/audit
        source_profile = circle2
        [profile circle2]
        role_arn = arn:aws:iam::1:role/audit
        source_profile = circle1
        [profile empty]
        region = eu-west-1
        [profile fromempty]
        role_arn = arn:aws:iam::1:role/audit
        source_profile = empty
        [profile lost]
        role_arn = arn:aws:iam::1:role/audit
        source_profile = keyz
        [profile nosource]
        role_arn = arn:aws:iam::1:role/audit
        [profile twosources]
        role_arn = arn:aws:iam::1:role/audit
        source_profile = keys
        credential_source = Environment
        [profile mfa]
        role_arn = arn:aws:iam::1:role/audit
        source_profile = keys
        mfa_serial = arn:aws:iam::1:mfa/a
        [profile fromenvironment]
        role_arn = arn:aws:iam::1:role/audit
        credential_source = Environment
        [profile fromcontainer]
        role_arn = arn:aws:iam::1:role/audit
        credential_source = EcsContainer
        [profile frominstance]
        role_arn = arn:aws:iam::1:role/audit
        credential_source = Ec2InstanceMetadata
        [profile fromnowhere]
        role_arn = arn:aws:iam::1:role/audit
        credential_source = Moon
        [profile web]
        role_arn = arn:aws:iam::1:role/web
        web_identity_token_file = ~/token
        [profile fromweb]
        role_arn = arn:aws:iam::1:role/audit
        source_profile = web
        [profile sso]
        sso_session = company
        sso_account_id = 510000000001
        sso_role_name = Audit
        aws_access_key_id = AKIDCONFIG
        aws_secret_access_key = s
        [profile oldsso]
        sso_start_url = https://old.example/start
        sso_region = eu-west-1
        sso_account_id = 510000000001
        sso_role_name = Audit
        [profile halfsso]
        sso_session = company
        sso_account_id = 510000000001
        [profile lostsso]
        sso_session = compny
        sso_account_id = 510000000001
        sso_role_name = Audit
        [profile othersso]
        sso_session = company
        sso_region = us-east-1
        sso_account_id = 510000000001
        sso_role_name = Audit
        [sso-session company]
        sso_start_url = https://company.example/start
        sso_region = eu-central-1
        """

    static let credentials = """
        [both]
        aws_access_key_id = AKIDCREDENTIALS
        aws_secret_access_key = s
        [only]
        aws_access_key_id = AKIDCREDENTIALS
        aws_secret_access_key = s
        [halfcredentials]
        aws_secret_access_key = s
        """

    static let keys = ["AWS_ACCESS_KEY_ID": "AKIDENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "s"]
    static let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]
    static let web = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::3:role/w"]

    /// What is found for variables, `AWS_PROFILE` and `--profile`.
    static func found(
        _ variables: [String: String],
        _ profile: String?,
        _ option: String?
    ) throws -> String {
        try FakeHome.with([".aws/config": config, ".aws/credentials": credentials]) { home in
            home.variables = variables
            home.variables["AWS_PROFILE"] = profile
            home.profile = option
            do {
                return try CredentialResolver(settings: try home.settings()).origin().description
            } catch let fault as AWSCredentialsFault {
                return fault.description
            }
        }
    }

    @Test(
        arguments: [
            ([:], nil, nil, "the instance's metadata"),
            (keys, nil, nil, "AWS_ACCESS_KEY_ID"),
            (keys, "keys", nil, "AWS_ACCESS_KEY_ID"),
            (keys, nil, "keys", "profile 'keys' in ~/.aws/config"),
            (keys, nil, "empty", "the instance's metadata"),
            ([:], "both", nil, "profile 'both' in ~/.aws/credentials"),
            ([:], nil, "only", "profile 'only' in ~/.aws/credentials"),
            ([:], "process", nil, "credential_process of profile 'process'"),
            ([:], "login", nil, "aws login, of profile 'login'"),
            (
                [:], "role", nil,
                "role arn:aws:iam::1:role/audit of profile 'role', from profile 'keys' in ~/.aws/config"
            ),
            (
                [:], "chained", nil,
                "role arn:aws:iam::2:role/audit of profile 'chained', from role "
                    + "arn:aws:iam::1:role/audit of profile 'role', from profile 'keys' in ~/.aws/config"
            ),
            (
                [:], "itself", nil,
                "role arn:aws:iam::1:role/audit of profile 'itself', from profile 'itself' in "
                    + "~/.aws/config"
            ),
            (
                keys, nil, "fromenvironment",
                "role arn:aws:iam::1:role/audit of profile 'fromenvironment', from AWS_ACCESS_KEY_ID"
            ),
            (
                container, "fromcontainer", nil,
                "role arn:aws:iam::1:role/audit of profile 'fromcontainer', from the container's "
                    + "endpoint (AWS_CONTAINER_CREDENTIALS_…)"
            ),
            (
                [:], "frominstance", nil,
                "role arn:aws:iam::1:role/audit of profile 'frominstance', from the instance's metadata"
            ),
            ([:], "web", nil, "role arn:aws:iam::1:role/web by web identity, from profile 'web'"),
            (
                [:], "fromweb", nil,
                "role arn:aws:iam::1:role/audit of profile 'fromweb', from role "
                    + "arn:aws:iam::1:role/web by web identity, from profile 'web'"
            ),
            (
                web, "keys", nil,
                "role arn:aws:iam::3:role/w by web identity, from AWS_WEB_IDENTITY_TOKEN_FILE"
            ),
            (web, nil, "keys", "profile 'keys' in ~/.aws/config"),
            (
                [:], "sso", nil,
                "IAM Identity Center, role 'Audit' in '510000000001', of profile 'sso'"
            ),
            (
                [:], "oldsso", nil,
                "IAM Identity Center, role 'Audit' in '510000000001', of profile 'oldsso'"
            ),
            (container, nil, nil, "the container's endpoint (AWS_CONTAINER_CREDENTIALS_…)"),
            (container, "keys", nil, "profile 'keys' in ~/.aws/config"),
        ] as [([String: String], String?, String?, String)]
    )
    func `The source is the one that the AWS CLI would use`(
        variables: [String: String],
        profile: String?,
        option: String?,
        expected: String
    ) throws {
        #expect(try Self.found(variables, profile, option) == expected)
    }

    @Test(
        arguments: [
            (["AWS_ACCESS_KEY_ID": "a"], nil, "AWS_SECRET_ACCESS_KEY is not set, but its"),
            (["AWS_SECRET_ACCESS_KEY": "a"], nil, "AWS_ACCESS_KEY_ID is not set, but its"),
            ([:], "half", "profile 'half' in ~/.aws/config: has no aws_secret_access_key; add it"),
            ([:], "halfcredentials", "in ~/.aws/credentials: has no aws_access_key_id; add it"),
            ([:], "circle1", "assumes roles in a circle: 'circle1', 'circle2', 'circle1'"),
            ([:], "fromempty", "has the source_profile 'empty', which has no credentials"),
            (
                [:], "lost",
                "has the source_profile 'keyz', which is in neither file; did you mean 'keys'?"
            ),
            ([:], "nosource", "has a role_arn, but neither source_profile nor credential_source"),
            ([:], "twosources", "has both source_profile and credential_source; remove one"),
            ([:], "mfa", "credential_process = aws configure export-credentials --profile mfa"),
            (
                [:], "fromenvironment",
                "has credential_source = Environment, but AWS_ACCESS_KEY_ID is not"
            ),
            ([:], "fromcontainer", "has credential_source = EcsContainer, but no AWS_CONTAINER"),
            ([:], "fromnowhere", "has the credential_source 'Moon', which is none of Environment"),
            (
                ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"], "empty",
                "there is a web identity token, but no role"
            ),
            ([:], "halfsso", "uses IAM Identity Center, but has no sso_role_name; add it"),
            (
                [:], "lostsso",
                "names the sso_session 'compny', but there is no section [sso-session compny]"
            ),
            ([:], "othersso", "has another sso_region than its sso_session; remove one of them"),
        ] as [([String: String], String?, String)]
    )
    func `A source that is half configured is an error`(
        variables: [String: String],
        profile: String?,
        expected: String
    ) throws {
        let found = try Self.found(variables, profile, nil)
        #expect(found.hasPrefix("AWS credentials: "), "\(found)")
        #expect(found.contains(expected), "\(found)")
    }
}
