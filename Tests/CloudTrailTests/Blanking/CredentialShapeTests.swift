import CloudTrail
import Testing

/// Which parts of a text are credentials; `#` stands for what is blanked.
struct CredentialShapeTests {
    private static let long = String(repeating: "aB3+", count: 40)
    private static let word = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8"

    private func blanked(_ text: String) -> String {
        Blanking.text(text).replacing(Blanking.mark, with: "#")
    }

    @Test(
        "Credentials by shape, and the rest stays",
        arguments: [
            ("https://user:hunter2@host/", "https://user:#@host/"),
            ("curl https://u:p@h/ -v", "curl https://u:#@h/ -v"),
            ("mongodb+srv://app:p%40ss@c0.example.net/db", "mongodb+srv://app:#@c0.example.net/db"),
            ("postgres://u:pa/ss@h:5432/d", "postgres://u:#@h:5432/d"),
            ("redis://:pw@h:6379", "redis://:#@h:6379"),
            ("jdbc:mysql://u:pw@h/", "jdbc:mysql://u:#@h/"),
            ("jdbc:oracle:thin:scott/tiger@h:1521", "jdbc:oracle:thin:scott/#@h:1521"),
            ("https://u:p@a,https://v:q@b", "https://u:#@a,https://v:#@b"),
            (#"https:\/\/u:p@h\/"#, #"https:\/\/u:#@h\/"#),
            ("https://\(word)@github.com/a/b", "https://#@github.com/a/b"),
            (
                "https://b/k?X-Amz-Credential=AKIA/1&X-Amz-Signature=8d2f&X-Amz-Date=1",
                "https://b/k?X-Amz-Credential=AKIA/1&X-Amz-Signature=#&X-Amz-Date=1"
            ),
            ("k?X-Amz-Security-Token=abc%2Fd&a=1", "k?X-Amz-Security-Token=#&a=1"),
            ("https://c/?SigninToken=x&code=y&a=b", "https://c/?SigninToken=#&code=#&a=b"),
            (
                "a?u=https%3A%2F%2Fh%2F%3FSigninToken%3Dabc%26b%3Dc",
                "a?u=https://h/?SigninToken=#&b=c"
            ),
            ("Server=x;User Id=u;Password=p w;A=b", "Server=x;User Id=u;Password=# w;A=b"),
            ("AccountName=n;AccountKey=abc==;E=f", "AccountName=n;AccountKey=#;E=f"),
            ("bad token abc9f8a7b6c5d4e password=x1", "bad token # password=#"),
            ("password is wrong; password: hunter2", "password is wrong; password: #"),
            (#"'password' => 'x y', 'a' => 'b'"#, #"'password' => '#', 'a' => 'b'"#),
            (#"{"apiKey":"a\"b","c":"d"}x"#, ##"{"apiKey":"#","c":"d"}x"##),
            (#"\"token\": \"a b\", \"c\": 1"#, ##"\"token\": \"#\", \"c\": 1"##),
            ("<pre_shared_key>x y</pre_shared_key>", "<pre_shared_key>#</pre_shared_key>"),
            ("run --password hunter2 --user me", "run --password # --user me"),
            ("run --token=abc -x", "run --token=# -x"),
            ("curl -u me:pw https://h", "curl -u me:# https://h"),
            ("CREATE USER a IDENTIFIED BY 'p w'", "CREATE USER a IDENTIFIED BY '#'"),
            ("ALTER ROLE a PASSWORD 'p w' LOGIN", "ALTER ROLE a PASSWORD '#' LOGIN"),
            ("Authorization: Bearer abc", "Authorization: #"),
            ("x Bearer abcDEF123 y", "x Bearer # y"), ("Basic dXNlcjpwYXNz", "Basic #"),
            ("Signature=abc, a", "Signature=#, a"),
            ("a eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln b", "a # b"),
            ("eyJhbGciOiJIUzI1NiJ9.c29tZXRoaW5n.sig", "#"),
            ("x IQoJb3JpZ2luX2Vj\(long) y", "x # y"), ("FwoGZXIvYXdz\(long)", "#"),
            ("a -----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY----- b", "a # b"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----abc", "#"),
            ("ghp_\(word)", "#"), ("a github_pat_\(word) b", "a # b"), ("glpat-\(word)", "#"),
            ("xoxb-123456789012-abc", "#"), ("key sk_live_\(word).", "key #."),
            (
                "https://hooks.slack.com/services/T0/B0/\(word)",
                "https://hooks.slack.com/services/#"
            ),
            ("ABSK\(long)", "#"),
            (
                "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "AKIAIOSFODNN7EXAMPLE:#"
            ),
        ]
    )
    func credentials(_ text: String, _ expected: String) {
        #expect(blanked(text) == expected)
        #expect(blanked("é\u{1}" + " " + text).hasSuffix(expected))
        #expect(Blanking.text(Blanking.text(text)) == Blanking.text(text))
    }

    @Test(
        "Texts without a credential stay as they are",
        arguments: [
            "arn:aws:secretsmanager:eu-west-1:111111111111:secret:prod/db/password-AbCdEf",
            "arn:aws:iam::111111111111:user/bob",
            "arn:aws:ecs:eu-west-1:1:task-definition/token:12",
            "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/a@b.example",
            "https://host/path?a=b&c=d#e", "https://host:8443/@scope/package",
            "git@github.com:a/b.git",
            "ssh://git@github.com/a/b", "docker://registry/a:1.2@sha256:0123",
            "aws-cli/2.15.0 md/Botocore#1.34 ua/2.0 os/linux#6.1 md/prompt#off md/command#s3.cp",
            "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12 Linux/5.4 OpenJDK_64-Bit_Server_VM]",
            "User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: "
                + "secretsmanager:GetSecretValue on resource: prod/db because no policy allows it",
            "The security token included in the request is invalid", "Basic authentication failed",
            "Bearer authentication", "token expired", "Invalid password", "secret not found",
            "iam:ChangePassword", "sts:GetSessionToken", "kms:GenerateDataKeyWithoutPlaintext",
            "nextToken=abc&clientRequestToken=def", "secretId=prod/db", "status code: 403, x",
            "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/20260301/eu-west-1/s3/aws4_request",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "eyJhbGciOiJIUzI1NiJ9", "glpat-short", "-----BEGIN CERTIFICATE-----\nabc",
            "year=2026/month=03/day=07/part-0.json", "password=", "token=true&secret=",
            "password=***", "password=HIDDEN_DUE_TO_SECURITY_REASONS", "a:b:c", "", "=", ":",
            "://@",
            "2e8c9c6b-0578-4b65-aa66-682b3dc1a906", "AWS Internal", "secretsmanager.amazonaws.com",
            "DB_PASSWORD", "100% of tokens", "a%zz%", "é=ü:ö",
        ]
    )
    func others(_ text: String) { #expect(Blanking.text(text) == text) }
}
