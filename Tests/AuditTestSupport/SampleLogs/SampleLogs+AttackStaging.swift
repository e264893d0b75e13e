import Basics

extension SampleLogs {
    /// From production's deployment role into staging's: its secrets, and a key that stays.
    func attackStaging(from deployer: SampleCaller, on tape: inout SampleTape) {
        let attacker = hop(from: deployer, on: &tape)
        takeStagingSecrets(as: attacker, on: &tape)
        persist(as: attacker, on: &tape)
        useBackdoor(on: &tape)
    }

    /// Both accounts record the call: other event ids, one shared id.
    private func hop(from deployer: SampleCaller, on tape: inout SampleTape) -> SampleCaller {
        let role = SampleRole.deployment(in: .staging)
        let time = SampleIncident.stagingAssumed
        let shared = tape.random.uuid()
        tape.issue(
            SampleIncident.stagingKey,
            of: role,
            session: SampleIncident.session,
            to: deployer,
            at: time,
            seconds: 3600,
            sharedEventID: shared
        )
        var outside = deployer
        outside.identity = .seenFromOutside(deployer.identity)
        outside.account = .staging
        tape.issue(
            SampleIncident.stagingKey,
            of: role,
            session: SampleIncident.session,
            to: outside,
            at: time,
            seconds: 3600,
            sharedEventID: shared
        )
        return SampleCaller(
            identity: .role(
                role,
                session: SampleIncident.session,
                key: SampleIncident.stagingKey,
                created: time
            ),
            account: .staging,
            address: SampleIncident.address,
            userAgent: SampleIncident.boto
        )
    }

    private func takeStagingSecrets(as attacker: SampleCaller, on tape: inout SampleTape) {
        tape.call(
            "secretsmanager:ListSecrets",
            at: night(2, 24, 8),
            by: attacker,
            request: ["maxResults": 100]
        )
        for (second, path) in [(31, "web/api-key"), (33, "auth/jwt-signing-key")] {
            let secret = SampleSecret(path, in: .staging)
            tape.readSecret(
                secret,
                as: secret.arn,
                at: night(2, 24, second),
                by: attacker,
                decrypt: true
            )
        }
        // A batch, and the reads that it consists of.
        let batch = ["orders/mongodb", "payments/oauth2-client", "orders/payments-token"]
            .map { SampleSecret($0, in: .staging) }
        let time = night(2, 25, 2)
        tape.call(
            "secretsmanager:BatchGetSecretValue",
            at: time,
            by: attacker,
            request: ["secretIdList": .array(batch.map { .text($0.name) })]
        )
        for secret in batch {
            tape.readSecret(secret, as: secret.arn, at: time, by: attacker, decrypt: true)
        }
    }

    private func persist(as attacker: SampleCaller, on tape: inout SampleTape) {
        let user: JSONText = .text(Self.backupUser)
        tape.call("iam:ListUsers", at: night(2, 30, 44), by: attacker)
        tape.call(
            "iam:ListAccessKeys",
            at: night(2, 31, 2),
            by: attacker,
            request: ["userName": user]
        )
        let time = night(2, 31, 29)
        tape.call(
            "iam:CreateAccessKey",
            at: time,
            by: attacker,
            request: ["userName": user],
            response: [
                "accessKey": [
                    "userName": user, "accessKeyId": .text(SampleIncident.backdoorKey),
                    "status": "Active", "createDate": .text(time.localeText),
                ]
            ]
        )
    }

    /// The new key works, but its user may do little.
    private func useBackdoor(on tape: inout SampleTape) {
        let backdoor = SampleCaller(
            identity: .user(Self.backupUser, in: .staging, key: SampleIncident.backdoorKey),
            account: .staging,
            address: SampleIncident.address,
            userAgent: SampleIncident.cli
        )
        tape.call("sts:GetCallerIdentity", at: night(3, 12, 6), by: backdoor)
        tape.call(
            "ec2:DescribeVolumes",
            at: night(3, 14, 50),
            by: backdoor,
            request: ["maxResults": 1000, "volumeSet": [:], "filterSet": [:]]
        )
        tape.record(
            SampleEvent("secretsmanager:GetSecretValue", at: night(3, 19, 33), by: backdoor)
                .denied(on: SampleSecret("orders/mongodb", in: .staging).name)
        )
        tape.record(
            SampleEvent("iam:ListUserPolicies", at: night(3, 24, 17), by: backdoor)
                .denied(on: "user \(Self.backupUser)")
        )
    }
}
