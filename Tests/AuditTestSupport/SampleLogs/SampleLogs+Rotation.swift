import Basics

extension SampleLogs {
    /// The scheduled rotations: service events around the calls of the rotation function.
    func rotations() -> [SampleTape.Entry] {
        var tape = SampleTape(self, part: "rotation")
        for rotation in SampleRotation.scheduled {
            let run = tape.random.uuid()
            report("RotationStarted", rotation.secret, run: run, at: rotation.started, on: &tape)
            rotate(rotation, on: &tape)
            report("RotationSucceeded", rotation.secret, run: run, at: rotation.ended, on: &tape)
        }
        return tape.entries
    }

    /// An event that Secrets Manager reports itself: `userIdentity` without a type.
    func report(
        _ name: String,
        _ secret: SampleSecret,
        run: String,
        at time: SampleTime,
        on tape: inout SampleTape
    ) {
        let host = "secretsmanager.amazonaws.com"
        let caller = SampleCaller(
            identity: .serviceEvent(host, in: secret.account),
            account: secret.account,
            address: host,
            userAgent: host
        )
        var event = SampleEvent("secretsmanager:\(name)", at: time, by: caller)
        event.type = "AwsServiceEvent"
        event.additional = ["SecretId": .text(secret.arn)]
        event.requestID = "Rotation-\(secret.arn)-\(run)"
        tape.record(event)
    }

    /// The four steps of the function: create, set, test, finish.
    func rotate(_ rotation: SampleRotation, on tape: inout SampleTape) {
        let secret = rotation.secret
        let account = secret.account
        let start = rotation.started
        let function = "rotate-\(secret.name.split(separator: "/")[1])"
        let role = SampleRole.rotation(in: account)
        let key = tape.issue(
            role,
            session: function,
            to: .service("lambda.amazonaws.com", in: account),
            at: start + 2
        )
        let caller = SampleCaller(
            identity: .role(role, session: function, key: key, created: start + 2),
            account: account,
            address: account.natAddress,
            userAgent: "Boto3/1.36.26 md/Botocore#1.36.26 ua/2.0 os/linux#5.10.234 "
                + "md/arch#x86_64 lang/python#3.13.2 exec-env/AWS_Lambda_python3.13 "
                + "cfg/retry-mode#legacy Botocore/1.36.26"
        )
        let rotations = tape.rotations
        let id: JSONText = .text(secret.arn)
        let version = secret.nextVersion(after: start, given: rotations)
        let old: JSONText = .text(secret.version(at: start, given: rotations))

        tape.call(
            "secretsmanager:DescribeSecret",
            at: start + 4,
            by: caller,
            request: ["secretId": id]
        )
        tape.readSecret(
            secret,
            as: secret.arn,
            at: start + 5,
            by: caller,
            decrypt: true,
            stage: "AWSCURRENT"
        )
        tape.call(
            "secretsmanager:GetRandomPassword",
            at: start + 6,
            by: caller,
            request: ["passwordLength": 32, "excludePunctuation": true]
        )
        tape.call(
            "secretsmanager:PutSecretValue",
            at: start + 7,
            by: caller,
            request: [
                "secretId": id, "clientRequestToken": .text(version),
                "versionStages": ["AWSPENDING"],
            ],
            response: ["arn": id]
        )
        tape.useSecretsKey(
            "kms:GenerateDataKey",
            for: secret,
            version: version,
            at: start + 7,
            by: caller
        )
        tape.call(
            "secretsmanager:GetSecretValue",
            at: start + 12,
            by: caller,
            request: [
                "secretId": id, "versionId": .text(version), "versionStage": "AWSPENDING",
            ]
        )
        tape.useSecretsKey(
            "kms:Decrypt",
            for: secret,
            version: version,
            at: start + 12,
            by: caller
        )
        tape.call(
            "secretsmanager:UpdateSecretVersionStage",
            at: start + 19,
            by: caller,
            request: [
                "secretId": id, "versionStage": "AWSCURRENT", "moveToVersionId": .text(version),
                "removeFromVersionId": old,
            ],
            response: ["arn": id]
        )
    }
}
