extension SampleLogs {
    /// What the services do: they get credentials, read their own secrets, and sign tokens.
    func services() -> [SampleTape.Entry] {
        var tape = SampleTape(self, part: "services")
        for instance in fleet.instances {
            issueCredentials(to: instance, on: &tape)
            if instance.launched >= .start { start(instance, on: &tape) }
        }
        for account in SampleAccount.allCases {
            for (number, burst) in bursts(of: account).enumerated() {
                refresh(account, at: burst, number: number, on: &tape)
            }
        }
        return tape.entries
    }

    /// The records of EC2 that fetches credentials for an instance profile.
    private func issueCredentials(to instance: SampleInstance, on tape: inout SampleTape) {
        let ec2 = SampleCaller.service("ec2.amazonaws.com", in: instance.account)
        for (issued, key) in instance.keys {
            tape.issue(key, of: instance.role, session: instance.id, to: ec2, at: issued)
        }
    }

    /// A new instance reads everything that it needs.
    private func start(_ instance: SampleInstance, on tape: inout SampleTape) {
        var time = instance.launched + tape.random.int(62...75)
        report(instance, at: time, on: &tape)
        for path in instance.service.secrets {
            time = time + tape.random.int(1...6)
            readSecret(path, by: instance, at: time, decrypt: true, on: &tape)
        }
        time = time + tape.random.int(1...4)
        switch instance.service {
        case .orders, .notifications: readParameters(instance, at: time, on: &tape)
        case .auth:
            tape.call(
                "kms:GetPublicKey",
                at: time,
                by: instance.caller("kms", at: time),
                request: ["keyId": "alias/jwt-\(instance.account.rawValue)"],
                resources: [SampleTape.key(instance.account.signingKey, in: instance.account)]
            )
        case .web, .payments: break
        }
    }

    /// The caches of some instances run out, one after another.
    private func refresh(
        _ account: SampleAccount,
        at burst: SampleTime,
        number: Int,
        on tape: inout SampleTape
    ) {
        let running = fleet.running(in: account, at: burst)
        guard !running.isEmpty else { return }
        let count = account == .prod ? 2 : 1 + number % 2
        for step in 0..<count {
            let instance = running[(number * 2 + step) % running.count]
            let time = burst + tape.random.int(60...285)
            if let path = instance.service.secrets.first {
                let path = tape.random.chance(30) ? instance.service.secrets.last ?? path : path
                readSecret(
                    path,
                    by: instance,
                    at: time,
                    decrypt: tape.random.chance(40),
                    on: &tape
                )
            } else {
                readParameters(instance, at: time, on: &tape)
            }
            if tape.random.chance(9) { report(instance, at: time + 3, on: &tape) }
        }
        if let issuer = running.first(where: { $0.service == .auth }), tape.random.chance(60) {
            sign(issuer, at: burst + tape.random.int(60...290), on: &tape)
        }
    }

    private func readSecret(
        _ path: String,
        by instance: SampleInstance,
        at time: SampleTime,
        decrypt: Bool,
        on tape: inout SampleTape
    ) {
        let secret = SampleSecret(path, in: instance.account)
        // payments names the stage; orders sometimes still has the ARN without its suffix.
        let isPartial = instance.service == .orders && tape.random.chance(15)
        let arn = isPartial ? String(secret.arn.dropLast(7)) : secret.arn
        tape.readSecret(
            secret,
            as: instance.service.usesARN ? arn : secret.name,
            at: time,
            by: instance.caller("secretsmanager", at: time),
            decrypt: decrypt,
            stage: instance.service == .payments ? "AWSCURRENT" : nil
        )
    }

    /// SecureString parameters: SSM has KMS decrypt them as `AWS Internal`.
    private func readParameters(
        _ instance: SampleInstance,
        at time: SampleTime,
        on tape: inout SampleTape
    ) {
        let account = instance.account
        let caller = instance.caller("ssm", at: time)
        let folder = "/\(account.rawValue)/\(instance.service.rawValue)"
        let name = "\(folder)/\(instance.service == .orders ? "feature-key" : "smtp-password")"
        let arn = account.arn("ssm", "parameter\(name)")
        if instance.service == .orders {
            tape.call(
                "ssm:GetParametersByPath",
                at: time,
                by: caller,
                request: [
                    "path": .text(folder), "recursive": true, "withDecryption": true,
                    "maxResults": 10,
                ]
            )
        } else {
            tape.call(
                "ssm:GetParameter",
                at: time,
                by: caller,
                request: ["name": .text(name), "withDecryption": true],
                resources: [["accountId": .text(account.id), "ARN": .text(arn)]]
            )
        }
        let key = tape.random.temporaryKey()
        tape.call(
            "kms:Decrypt",
            at: time,
            by: caller.forwarded(by: "AWS Internal", key: key),
            request: [
                "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
                "encryptionContext": ["PARAMETER_ARN": .text(arn)],
            ],
            resources: [SampleTape.key(account.parametersKey, in: account)]
        )
    }

    /// The auth service signs its key set: RS256.
    private func sign(_ issuer: SampleInstance, at time: SampleTime, on tape: inout SampleTape) {
        tape.call(
            "kms:Sign",
            at: time,
            by: issuer.caller("kms", at: time),
            request: [
                "keyId": "alias/jwt-\(issuer.account.rawValue)", "messageType": "DIGEST",
                "signingAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256",
            ],
            resources: [SampleTape.key(issuer.account.signingKey, in: issuer.account)]
        )
    }

    /// The agent of Systems Manager reports to it.
    private func report(
        _ instance: SampleInstance,
        at time: SampleTime,
        on tape: inout SampleTape
    ) {
        var caller = instance.caller("ssm", at: time)
        caller.userAgent =
            "aws-sdk-go/1.55.5 (go1.22.12; linux; arm64) amazon-ssm-agent/3.3.1957.0"
        tape.call(
            "ssm:UpdateInstanceInformation",
            at: time,
            by: caller,
            request: [
                "instanceId": .text(instance.id), "agentVersion": "3.3.1957.0",
                "platformType": "Linux", "agentName": "amazon-ssm-agent",
            ]
        )
    }
}
