import Basics

extension SampleLogs {
    /// Saturday night, production: stolen instance credentials, secrets, the deployment role, the trail.
    func attack() -> [SampleTape.Entry] {
        var tape = SampleTape(self, part: "attack")
        let thief = stealCredentials(on: &tape)
        enumerate(as: thief, on: &tape)
        takeSecrets(as: thief, on: &tape)
        let deployer = takeDeploymentRole(as: thief, on: &tape)
        openDatabase(as: deployer, on: &tape)
        attackStaging(from: deployer, on: &tape)
        stopTrail(as: deployer, on: &tape)
        goOn(on: &tape)
        return tape.entries
    }

    /// Meanwhile the instance itself goes on, from where it always calls.
    private func goOn(on tape: inout SampleTape) {
        guard let victim = fleet.instances.first(where: { $0.id == SampleIncident.instance })
        else { return }
        let secret = SampleSecret("web/api-key", in: .prod)
        for time in [night(1, 47, 31), night(2, 17, 29)] {
            tape.readSecret(
                secret,
                as: secret.name,
                at: time,
                by: victim.caller("secretsmanager", at: time),
                decrypt: false
            )
        }
    }

    /// The metadata service hands out a second key to a forged request; it soon calls from outside.
    private func stealCredentials(on tape: inout SampleTape) -> SampleCaller {
        let role = SampleRole.instance(.web, in: .prod)
        let time = SampleIncident.stolen
        tape.issue(
            SampleIncident.instanceKey,
            of: role,
            session: SampleIncident.instance,
            to: .service("ec2.amazonaws.com", in: .prod),
            at: time
        )
        var identity = SampleIdentity.role(
            role,
            session: SampleIncident.instance,
            key: SampleIncident.instanceKey,
            created: time
        )
        identity.metadataVersion = "1.0"
        return SampleCaller(
            identity: identity,
            account: .prod,
            address: SampleIncident.address,
            userAgent: SampleIncident.cli
        )
    }

    private func enumerate(as thief: SampleCaller, on tape: inout SampleTape) {
        tape.call("sts:GetCallerIdentity", at: night(1, 41, 12), by: thief)
        var boto = thief
        boto.userAgent = SampleIncident.boto
        let root = "arn:aws:iam::\(thief.account.id)"
        tape.record(
            SampleEvent("iam:ListUsers", at: night(1, 42, 3), by: boto)
                .denied(on: "\(root):user/")
        )
        tape.record(
            SampleEvent("iam:ListRoles", at: night(1, 42, 4), by: boto)
                .denied(on: "\(root):role/")
        )
        tape.record(
            SampleEvent("iam:GetAccountAuthorizationDetails", at: night(1, 42, 6), by: boto)
                .denied(on: "*")
        )
        tape.record(
            SampleEvent("iam:ListAttachedRolePolicies", at: night(1, 42, 9), by: boto)
                .denied(on: "role \(SampleRole.instance(.web, in: .prod).name)")
        )
        tape.call(
            "ec2:DescribeInstances",
            at: night(1, 43, 18),
            by: thief,
            request: ["maxResults": 1000, "instancesSet": [:], "filterSet": [:]]
        )
        tape.call(
            "ec2:DescribeSecurityGroups",
            at: night(1, 43, 55),
            by: thief,
            request: [
                "maxResults": 1000, "securityGroupSet": [:], "securityGroupIdSet": [:],
                "filterSet": [:],
            ]
        )
        tape.record(
            SampleEvent(
                "ec2:DescribeSnapshots",
                at: night(1, 44, 31),
                by: thief,
                request: [
                    "maxResults": 1000, "snapshotSet": [:],
                    "ownersSet": .items(["owner": "self"]), "sharedUsersSet": [:],
                    "filterSet": [:],
                ]
            ).denied()
        )
        var buckets = listingBuckets(
            SampleEvent("s3:ListBuckets", at: night(1, 46, 2), by: thief),
            random: &tape.random
        )
        buckets.errorCode = "AccessDenied"
        buckets.errorMessage = "Access Denied"
        tape.record(buckets)
    }

    private func takeSecrets(as thief: SampleCaller, on tape: inout SampleTape) {
        tape.call(
            "secretsmanager:ListSecrets",
            at: night(1, 52, 27),
            by: thief,
            request: ["maxResults": 100]
        )
        take("web/api-key", at: night(1, 53, 10), as: thief, on: &tape)
        take("orders/mongodb", at: night(1, 53, 41), as: thief, on: &tape)
        let refused = SampleSecret("payments/oauth2-client", in: .prod)
        for (second, id) in [(2, refused.name), (16, refused.arn)] {
            tape.record(
                SampleEvent("secretsmanager:GetSecretValue", at: night(1, 54, second), by: thief)
                    .denied(on: id)
            )
        }
        take("auth/jwt-signing-key", at: night(1, 54, 38), as: thief, on: &tape)
        tape.record(
            SampleEvent("secretsmanager:BatchGetSecretValue", at: night(1, 55, 20), by: thief)
                .denied()
        )
        tape.record(
            SampleEvent("ssm:GetParametersByPath", at: night(1, 58, 44), by: thief)
                .denied(on: thief.account.arn("ssm", "parameter/prod/"))
        )
    }

    private func take(
        _ path: String,
        at time: SampleTime,
        as thief: SampleCaller,
        on tape: inout SampleTape
    ) {
        let secret = SampleSecret(path, in: thief.account)
        tape.readSecret(secret, as: secret.name, at: time, by: thief, decrypt: true)
    }

    /// The trust policy asks for nothing but a session called `deploy`.
    private func takeDeploymentRole(
        as thief: SampleCaller,
        on tape: inout SampleTape
    ) -> SampleCaller {
        let role = SampleRole.deployment(in: .prod)
        for (time, target) in [
            (night(2, 3, 5), role), (night(2, 3, 48), SampleRole.breakGlass(in: .prod)),
        ] {
            tape.record(
                SampleEvent("sts:AssumeRole", at: time, by: thief).denied(on: target.arn)
            )
        }
        let time = SampleIncident.deployAssumed
        tape.issue(
            SampleIncident.productionKey,
            of: role,
            session: SampleIncident.session,
            to: thief,
            at: time,
            seconds: 3600
        )
        let deployer = SampleCaller(
            identity: .role(
                role,
                session: SampleIncident.session,
                key: SampleIncident.productionKey,
                created: time
            ),
            account: .prod,
            address: SampleIncident.address,
            userAgent: SampleIncident.cli
        )
        tape.call("sts:GetCallerIdentity", at: night(2, 7, 2), by: deployer)
        return deployer
    }

    /// First as a dry run, then in earnest: MongoDB's port to everybody.
    private func openDatabase(as deployer: SampleCaller, on tape: inout SampleTape) {
        let group: JSONText = .text(SampleAccount.prod.databaseGroup)
        let request: JSONText = [
            "groupId": group,
            "ipPermissions": .items(
                [
                    "ipProtocol": "tcp", "fromPort": 27017, "toPort": 27017, "groups": [:],
                    "ipRanges": .items(["cidrIp": "0.0.0.0/0"]), "ipv6Ranges": [:],
                    "prefixListIds": [:],
                ]),
        ]
        tape.call(
            "ec2:DescribeSecurityGroups",
            at: night(2, 9, 31),
            by: deployer,
            request: [
                "securityGroupSet": [:], "securityGroupIdSet": .items(["groupId": group]),
                "filterSet": [:],
            ]
        )
        var backtest = SampleEvent(
            "ec2:AuthorizeSecurityGroupIngress",
            at: night(2, 13, 50),
            by: deployer,
            request: request
        )
        backtest.errorCode = "Client.DryRunOperation"
        backtest.errorMessage = "Request would have succeeded, but DryRun flag is set."
        tape.record(backtest)
        tape.change(
            "ec2:AuthorizeSecurityGroupIngress",
            at: night(2, 14, 33),
            by: deployer,
            request: request,
            response: [
                ("_return", true),
                (
                    "securityGroupRuleSet",
                    .items(
                        [
                            "groupOwnerId": .text(SampleAccount.prod.id), "groupId": group,
                            "securityGroupRuleId": .text(SampleIncident.groupRule),
                            "isEgress": false, "ipProtocol": "tcp", "fromPort": 27017,
                            "toPort": 27017, "cidrIpv4": "0.0.0.0/0",
                        ])
                ),
            ]
        )
    }

    /// The trail cannot be deleted, but stopped; then production's main region is silent.
    private func stopTrail(as deployer: SampleCaller, on tape: inout SampleTape) {
        let trail: JSONText = .text(SampleIncident.trailARN)
        tape.call(
            "cloudtrail:DescribeTrails",
            at: night(2, 36, 40),
            by: deployer,
            request: ["trailNameList": []]
        )
        tape.call(
            "cloudtrail:GetTrailStatus",
            at: night(2, 37, 15),
            by: deployer,
            request: ["name": trail]
        )
        tape.record(
            SampleEvent("cloudtrail:DeleteTrail", at: night(2, 38, 51), by: deployer)
                .denied(on: SampleIncident.trailARN)
        )
        tape.call(
            "cloudtrail:StopLogging",
            at: SampleIncident.trailStopped,
            by: deployer,
            request: ["name": trail]
        )
        // IAM is recorded in us-east-1, where another trail goes on.
        tape.record(
            SampleEvent("iam:CreateUser", at: night(2, 58, 13), by: deployer).denied(
                on: "arn:aws:iam::\(SampleAccount.prod.id):user/backup-svc"
            )
        )
    }

    /// A time of the night to Saturday.
    func night(_ hour: Int, _ minute: Int, _ second: Int) -> SampleTime {
        .at(day: 5, hour, minute, second)
    }
}
