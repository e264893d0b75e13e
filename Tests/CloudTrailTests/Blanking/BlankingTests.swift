import CloudTrail
import Testing

/// Which values are blanked, by their keys and by their shapes.
struct BlankingTests {
    private static let mark = Blanking.mark

    /// A record with some request parameters.
    private func event(_ parameters: String, source: String, name: String) throws -> Event {
        try Event(
            parsing: """
                {"eventTime":"2026-03-07T01:00:00Z","eventSource":"\(source)","eventName":"\(name)",\
                "requestParameters":\(parameters)}
                """.utf8
        )
    }

    /// What becomes of some request parameters.
    private func blanked(
        _ parameters: String,
        source: String = "ec2.amazonaws.com",
        name: String = "Odd"
    ) throws -> String {
        let json = try event(parameters, source: source, name: name).blankedJSON
        let value = try JSONValue(parsing: json.utf8)["requestParameters"]
        return value?.json.replacing(Self.mark, with: "#") ?? ""
    }

    @Test(
        "Keys whose texts are credentials, however they are spelled",
        arguments: [
            "password", "Password", "PASSWORD", "pass_word", "dbPassword", "masterUserPassword",
            "password1", "newPassword", "passwd", "pwd", "DB_PWD", "dbPass", "MYSQL-PASS",
            "passphrase", "passwordData", "passwordHash", "adminPasswordPlain", "servicePassword",
            "secretString", "secretBinary", "SecretString", "secret", "sharedSecret",
            "clientSecret", "client_secret", "secretValue", "secretAccessKey", "secretKey",
            "token", "authToken", "accessToken", "refreshToken", "REFRESH_TOKEN", "idToken",
            "sessionToken", "bearerToken", "oauthToken", "webIdentityToken", "subjectToken",
            "x-amz-security-token", "tokenCode", "tokenValue", "authorizationToken",
            "credential", "credentials", "basicAuthCredentials", "privateKey", "privateKeyPem",
            "keyMaterial", "plaintext", "apiKey", "api_key", "x-api-key", "preSharedKey",
            "authorization", "Proxy-Authorization", "authCode", "codeVerifier", "deviceCode",
            "authenticationCode2", "verificationCode", "sAMLAssertion", "samlResponse",
            "clientAssertion", "assertion", "connectionString", "userData", "UserData",
            "X-Amz-Signature", "x-amz-server-side-encryption-customer-key", "cookie", "jwt",
            "externalId", "client.token", "ciphertextBlob", "templateBody", "buildspec",
            "accountKey",
        ]
    )
    func credentialKeys(_ key: String) throws {
        #expect(try blanked(#"{"\#(key)":"v4lue"}"#) == ##"{"\##(key)":"#"}"##)
        #expect(Blanking.text("v4lue", of: "requestParameters.a.\(key)") == Self.mark)
        #expect(try blanked(#"{"a":[{"\#(key)":"v4lue"}]}"#) == ##"{"a":[{"\##(key)":"#"}]}"##)
    }

    @Test(
        "Keys whose texts identify, or say something about a credential",
        arguments: [
            "secretId", "secretArn", "secretName", "secretStatus", "secretVersionId", "secretType",
            "versionId", "versionStage", "versionStages", "keyId", "kmsKeyId", "accessKeyId",
            "credentialId", "serviceSpecificCredentialId", "credentialType", "clientId",
            "clientToken", "clientRequestToken", "nextToken", "NextToken", "paginationToken",
            "nextContinuationToken", "idempotencyToken", "creationToken", "sequenceToken",
            "sAMLAssertionID", "signInSessionArn", "passwordLastUsed", "passwordResetRequired",
            "passwordPolicy", "passwordMode", "minimumPasswordLength", "passwordExpiresAt",
            "masterUserSecretArn",
            "tokenType", "tokenExpiry", "tokenUse", "signatureVersion", "SignatureVersion",
            "subjectTokenType", "apiKeyId", "apiKeySource", "apiKeyRequired", "authorizationType",
            "userDataReplaceOnChange", "privateKeyId", "privateKeyType", "principalId", "keyName",
            "sessionCredentialFromConsole", "compass", "bypass", "cwd", "functionName",
            "x-amz-server-side-encryption-customer-key-MD5", "X-Amz-Credential", "userName",
            "roleSessionName", "sourceIdentity", "environmentName", "commandId", "code", "key",
            "value", "name", "policyDocument", "description", "documentName", "tokenKeyId",
            "subjectFromWebIdentityToken", "a.nextToken",
        ]
    )
    func otherKeys(_ key: String) throws {
        #expect(try blanked(#"{"\#(key)":"v4lue"}"#) == #"{"\#(key)":"v4lue"}"#)
    }

    @Test(
        "Values that are no credentials, whatever their key",
        arguments: [
            #""""#, "null", "true", "false", #""true""#, #""***""#, #""<sensitiveDataRemoved>""#,
            #""HIDDEN_DUE_TO_SECURITY_REASONS""#, #""arn:aws:iam::111111111111:role/r""#,
            #""Value hidden due to security reasons.""#, #""REDACTED""#, #""Success""#, "{}", "[]",
        ]
    )
    func harmlessValues(_ value: String) throws {
        for key in ["secret", "token", "credentials"] {
            let parameters = #"{"\#(key)":\#(value)}"#
            let json = try event(parameters, source: "a", name: "b").blankedJSON
            #expect(json.hasSuffix(#""requestParameters":\#(parameters)}"#))
        }
    }

    @Test(
        "Credentials by where they are",
        arguments: [
            (#"{"password":12345}"#, ##"{"password":"#"}"##),
            (#"{"password":{"value":"v","a":["w"]}}"#, ##"{"password":{"value":"#","a":["#"]}}"##),
            (#"{"token":{"value":"v","type":"t"}}"#, ##"{"token":{"value":"#","type":"t"}}"##),
            (
                #"{"credentials":{"accessKeyId":"ASIA1","sessionToken":"t"}}"#,
                ##"{"credentials":{"accessKeyId":"ASIA1","sessionToken":"#"}}"##
            ),
            (
                #"{"authorizationData":[{"authorizationToken":"t","expiresAt":"e"}]}"#,
                ##"{"authorizationData":[{"authorizationToken":"#","expiresAt":"e"}]}"##
            ),
            (
                #"{"environment":{"variables":{"A":"1","b":"x"}}}"#,
                ##"{"environment":{"variables":{"A":"#","b":"#"}}}"##
            ),
            (
                #"{"environment":[{"name":"X","value":"v"},{"value":"w","name":"Y"}]}"#,
                ##"{"environment":[{"name":"X","value":"#"},{"value":"#","name":"Y"}]}"##
            ),
            (
                #"{"environment":["DB_HOST=h","plain"]}"#,
                ##"{"environment":["DB_HOST=#","plain"]}"##
            ),
            (
                #"{"environment":{"type":"LINUX_CONTAINER","DB_HOST":"h"}}"#,
                ##"{"environment":{"type":"LINUX_CONTAINER","DB_HOST":"#"}}"##
            ),
            (
                #"{"environmentVariables":[{"name":"N","type":"SECRETS_MANAGER","value":"prod/db"}]}"#,
                #"{"environmentVariables":[{"name":"N","type":"SECRETS_MANAGER","value":"prod/db"}]}"#
            ),
            (
                #"{"environmentVariables":{"A":"1"},"stageVariables":{"b":"2"}}"#,
                ##"{"environmentVariables":{"A":"#"},"stageVariables":{"b":"#"}}"##
            ),
            (
                #"{"parameters":{"commands":["a b","c"]}}"#,
                ##"{"parameters":{"commands":["#","#"]}}"##
            ),
            (
                #"{"command":["sh","-c","mysql -pX db"],"c":{"command":"/bin/bash"}}"#,
                ##"{"command":["sh","-c","#"],"c":{"command":"/bin/bash"}}"##
            ),
            (#"{"a":["--password","x","y"]}"#, ##"{"a":["--password","#","y"]}"##),
            (
                #"{"a":[{"parameterKey":"Size","parameterValue":"v"}]}"#,
                ##"{"a":[{"parameterKey":"Size","parameterValue":"#"}]}"##
            ),
            (
                #"{"a":[{"parameterName":"max_connections","parameterValue":"100"}]}"#,
                #"{"a":[{"parameterName":"max_connections","parameterValue":"100"}]}"#
            ),
            (
                #"{"tags":[{"key":"ApiToken","value":"v"},{"key":"env","value":"prod"}]}"#,
                ##"{"tags":[{"key":"ApiToken","value":"#"},{"key":"env","value":"prod"}]}"##
            ),
            (
                #"{"a":[{"Name":"/prod/db/password","Values":["v"]}]}"#,
                ##"{"a":[{"Name":"/prod/db/password","Values":["#"]}]}"##
            ),
            (
                #"{"s":[{"namespace":"aws:elasticbeanstalk:application:environment","optionName":"A","value":"v"}]}"#,
                ##"{"s":[{"namespace":"aws:elasticbeanstalk:application:environment","optionName":"A","value":"#"}]}"##
            ),
            (
                #"{"patchOperations":[{"op":"replace","path":"/variables/a","value":"v"}]}"#,
                ##"{"patchOperations":[{"op":"replace","path":"/variables/a","value":"#"}]}"##
            ),
            (
                #"{"secrets":[{"name":"DB_PASSWORD","valueFrom":"/prod/db"}]}"#,
                #"{"secrets":[{"name":"DB_PASSWORD","valueFrom":"/prod/db"}]}"#
            ),
            (#"{"userData":{"value":"v"}}"#, ##"{"userData":{"value":"#"}}"##),
            (#"{"attribute":{"value":"v"}}"#, #"{"attribute":{"value":"v"}}"#),
            (#"{"https://u:pw@h/":"v"}"#, ##"{"https://u:#@h/":"v"}"##),
            (#"{"p\u0061ssword":"v"}"#, ##"{"p\u0061ssword":"#"}"##),
        ]
    )
    func places(_ parameters: String, _ expected: String) throws {
        #expect(try blanked(parameters) == expected)
    }

    @Test("The value of a parameter, and of a key of an API")
    func values() throws {
        let parameter = #"{"name":"/prod/db","type":"String","value":"v"}"#
        let hidden = ##"{"name":"/prod/db","type":"String","value":"#"}"##
        #expect(try blanked(parameter, source: "ssm.amazonaws.com") == hidden)
        #expect(try blanked(parameter) == parameter)
        let tags = #"{"tags":[{"key":"env","value":"prod"}]}"#
        #expect(try blanked(tags, source: "ssm.amazonaws.com") == tags)
        let key = #"{"createApiKeyInput":{"value":"v"}}"#
        let gateway = "apigateway.amazonaws.com"
        #expect(
            try blanked(key, source: gateway, name: "CreateApiKey")
                == ##"{"createApiKeyInput":{"value":"#"}}"##
        )
        #expect(try blanked(#"{"value":"v"}"#, source: gateway) == #"{"value":"v"}"#)
        #expect(try blanked(#"{"apiKey":"k1"}"#, source: gateway) == #"{"apiKey":"k1"}"#)
        #expect(Blanking.text("v", of: "responseElements.parameter.value") == Self.mark)
    }

    @Test(
        "JSON in strings, however deep",
        arguments: [
            (#"{"password": "x", "a": 1}"#, ##"{"password":"#","a":1}"##),
            (#"[{"name":"TOKEN","value":"x"}]"#, ##"[{"name":"TOKEN","value":"#"}]"##),
            (#"{"a": "b"}"#, #"{"a": "b"}"#), (#"{"password": "x""#, ##"{"password": "#""##),
            (#"got {"password": "x"}"#, ##"got {"password": "#"}"##),
        ]
    )
    func documents(_ text: String, _ expected: String) throws {
        var spelled = text
        for depth in 1...7 {
            spelled = quoted(spelled)
            var value = try blanked(#"{"doc":\#(spelled)}"#)
            value = try #require(JSONValue(parsing: value.utf8)["doc"]?.json)
            for _ in 0..<depth { value = try #require(JSONValue(parsing: value.utf8).string) }
            #expect(value == expected, "in \(depth) strings")
        }
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    @Test("A field's name decides for what rules tell of, and not for what is derived")
    func fields() {
        #expect(Blanking.text("x", of: "requestParameters.environment.variables.A") == Self.mark)
        #expect(Blanking.text("prod/db", of: "requestParameters.secretId") == "prod/db")
        #expect(Blanking.text("prod/db", of: "audit.secret") == "prod/db")
        #expect(Blanking.text("password=x", of: "audit.secret") == "password=\(Self.mark)")
    }
}
