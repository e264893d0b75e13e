import Basics

extension SampleLogs {
    /// Signs a person in to Identity Center, with a password and a security key.
    func authenticate(_ person: SamplePerson, at time: SampleTime, on tape: inout SampleTape) {
        let caller = SampleCaller(
            identity: .identityCenter(person.userName, in: .prod),
            account: .prod,
            address: person.address,
            userAgent: SamplePerson.browser
        )
        let workflow: JSONText = .text(tape.random.uuid())
        let steps: [(String, Int, String)] = [
            ("CredentialVerification", 0, "PASSWORD"),
            ("CredentialVerification", 9, "WEBAUTHN"),
            ("UserAuthentication", 10, "PASSWORD,WEBAUTHN"),
        ]
        for (name, seconds, credential) in steps {
            var event = SampleEvent(
                "signin:\(name)",
                at: time + seconds,
                by: caller,
                in: SampleRegion.main
            )
            event.type = "AwsServiceEvent"
            event.additional = [
                "AuthWorkflowID": workflow, "CredentialType": .text(credential),
                "UserName": .text(person.userName),
            ]
            event.details = .object([(name, .text("Success"))])
            tape.record(event)
        }
    }

    /// Takes a person into an account and its console, and returns the session's caller.
    func openConsole(
        _ person: SamplePerson,
        in account: SampleAccount,
        at time: SampleTime,
        on tape: inout SampleTape
    ) -> SampleCaller {
        let key = federate(person, in: account, at: time, on: &tape)
        let caller = person.console(in: account, key: key, since: time)
        var signIn = caller
        signIn.fromConsole = false
        var event = SampleEvent("signin:ConsoleLogin", at: time + 2, by: signIn)
        event.type = "AwsConsoleSignIn"
        event.response = ["ConsoleLogin": "Success"]
        // The second factor was asked for by Identity Center, so the console says No.
        event.additional = [
            "LoginTo": .text(Self.consoleURL),
            "MobileVersion": "No", "MFAUsed": "No",
        ]
        tape.record(event)
        return caller
    }

    private static let consoleURL =
        "https://\(SampleRegion.main).console.aws.amazon.com/console/home"
        + "?region=\(SampleRegion.main)"

    /// Takes a person into an account for the command line.
    func openTerminal(
        _ person: SamplePerson,
        in account: SampleAccount,
        at time: SampleTime,
        on tape: inout SampleTape
    ) -> SampleCaller {
        let key = federate(person, in: account, at: time, on: &tape)
        return person.terminal(in: account, key: key, since: time)
    }

    private static let portal =
        "https://portal.sso.\(SampleRegion.main).amazonaws.com/saml/assertion/acme"

    /// Identity Center's assertion for a session of the person's role.
    private func federate(
        _ person: SamplePerson,
        in account: SampleAccount,
        at time: SampleTime,
        on tape: inout SampleTape
    ) -> String {
        let role = person.role(in: account)
        let key = tape.random.temporaryKey()
        let provider = SampleIdentity.samlProvider(of: account)
        let caller = SampleCaller(
            identity: .saml(person.userName, in: account),
            account: account,
            address: person.address,
            userAgent: "aws-internal/3 aws-sdk-java/1.12.780 Linux/5.10.234 "
                + "OpenJDK_64-Bit_Server_VM/25.442-b06 java/1.8.0_442"
        )
        tape.call(
            "sts:AssumeRoleWithSAML",
            at: time,
            by: caller,
            in: SampleRegion.global,
            request: [
                "sAMLAssertionID": "_\(tape.random.uuid())",
                "roleSessionName": .text(person.userName), "roleArn": .text(role.arn),
                "principalArn": .text(provider), "durationSeconds": 14_400,
            ],
            response: [
                "credentials": SampleTape.credentials(key, until: time + 14_400),
                "assumedRoleUser": SampleTape.user(of: role, session: person.userName),
                "subject": .text(person.userName), "subjectType": "persistent",
                "issuer": .text(Self.portal),
                "audience": "https://signin.aws.amazon.com/saml",
            ],
            resources: [
                role.resource,
                [
                    "accountId": .text(account.id), "type": "AWS::IAM::SAMLProvider",
                    "ARN": .text(provider),
                ],
            ]
        )
        return key
    }
}
