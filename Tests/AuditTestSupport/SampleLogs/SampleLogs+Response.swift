import Basics

extension SampleLogs {
    /// Saturday morning: ben finds out, and cleans up.
    func response() -> [SampleTape.Entry] {
        var tape = SampleTape(self, part: "response")
        let ben = SamplePerson.ben
        authenticate(ben, at: morning(7, 58, 2), on: &tape)
        let console = openConsole(ben, in: .prod, at: morning(7, 58, 30), on: &tape)
        look(as: console, on: &tape)
        let prod = openTerminal(ben, in: .prod, at: morning(8, 10, 41), on: &tape)
        restore(as: prod, on: &tape)
        let staging = openTerminal(ben, in: .staging, at: morning(8, 29, 12), on: &tape)
        revokeKey(as: staging, on: &tape)
        rotateStolen(as: prod, on: &tape)
        // What happened while the trail was stopped stays unknown.
        return tape.entries.filter {
            !($0.account == .prod && $0.region == SampleRegion.main
                && $0.time < SampleIncident.trailStarted)
        }
    }

    /// LookupEvents by what is suspicious.
    private func look(as ben: SampleCaller, on tape: inout SampleTape) {
        lookUp(
            "EventName",
            "CreateUser",
            at: morning(8, 1, 44),
            as: ben,
            in: SampleRegion.global,
            on: &tape
        )
        lookUp(
            "AccessKeyId",
            SampleIncident.productionKey,
            at: morning(8, 4, 9),
            as: ben,
            in: SampleRegion.global,
            on: &tape
        )
    }

    private func lookUp(
        _ attribute: String,
        _ value: String,
        at time: SampleTime,
        as ben: SampleCaller,
        in region: String,
        on tape: inout SampleTape
    ) {
        tape.call(
            "cloudtrail:LookupEvents",
            at: time,
            by: ben,
            in: region,
            request: [
                "lookupAttributes": [
                    ["attributeKey": .text(attribute), "attributeValue": .text(value)]
                ],
                "startTime": .text(morning(0, 0, 0).localeText), "maxResults": 50,
            ]
        )
    }

    /// The trail runs again, the database is closed, the stolen sessions are worthless.
    private func restore(as ben: SampleCaller, on tape: inout SampleTape) {
        tape.call(
            "cloudtrail:StartLogging",
            at: SampleIncident.trailStarted,
            by: ben,
            request: ["name": .text(SampleIncident.trailARN)]
        )
        tape.call(
            "cloudtrail:GetTrailStatus",
            at: morning(8, 12, 31),
            by: ben,
            request: ["name": .text(SampleIncident.trailARN)]
        )
        lookUp(
            "AccessKeyId",
            SampleIncident.instanceKey,
            at: morning(8, 14, 20),
            as: ben,
            in: SampleRegion.main,
            on: &tape
        )
        lookUp(
            "EventName",
            "AuthorizeSecurityGroupIngress",
            at: morning(8, 16, 2),
            as: ben,
            in: SampleRegion.main,
            on: &tape
        )
        tape.change(
            "ec2:RevokeSecurityGroupIngress",
            at: morning(8, 19, 37),
            by: ben,
            request: [
                "groupId": .text(SampleAccount.prod.databaseGroup), "ipPermissions": [:],
                "securityGroupRuleIds": .items(
                    ["securityGroupRuleId": .text(SampleIncident.groupRule)]),
            ],
            response: [("_return", true)]
        )
        for (minute, role) in [
            (24, SampleRole.deployment(in: .prod)), (27, .instance(.web, in: .prod)),
        ] {
            revokeSessions(of: role, at: morning(8, minute, 40), as: ben, on: &tape)
        }
        tightenTrust(at: morning(8, 36, 15), as: ben, on: &tape)
    }

    /// The inline policy by which the console revokes sessions.
    private func revokeSessions(
        of role: SampleRole,
        at time: SampleTime,
        as ben: SampleCaller,
        on tape: inout SampleTape
    ) {
        let policy =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":["*"],"#
            + #""Condition":{"DateLessThan":{"aws:TokenIssueTime":"\#(time.iso)"}}}]}"#
        tape.call(
            "iam:PutRolePolicy",
            at: time,
            by: ben,
            request: [
                "roleName": .text(role.name), "policyName": "AWSRevokeOlderSessions",
                "policyDocument": .text(policy),
            ]
        )
    }

    /// The deployment role trusts the pipeline's main branch again, and nobody else.
    private func tightenTrust(
        at time: SampleTime,
        as ben: SampleCaller,
        on tape: inout SampleTape
    ) {
        let provider = SampleIdentity.provider(of: .prod)
        let policy =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#
            + #""Principal":{"Federated":"\#(provider)"},"Action":"sts:AssumeRoleWithWebIdentity","#
            + #""Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"#
            + #""sts.amazonaws.com","token.actions.githubusercontent.com:sub":"#
            + #""repo:acme/shop:ref:refs/heads/main"}}}]}"#
        tape.call(
            "iam:UpdateAssumeRolePolicy",
            at: time,
            by: ben,
            request: ["roleName": "deploy-prod", "policyDocument": .text(policy)]
        )
    }

    private func revokeKey(as ben: SampleCaller, on tape: inout SampleTape) {
        let user: JSONText = .text(Self.backupUser)
        let key: JSONText = .text(SampleIncident.backdoorKey)
        lookUp(
            "AccessKeyId",
            SampleIncident.stagingKey,
            at: morning(8, 30, 25),
            as: ben,
            in: SampleRegion.main,
            on: &tape
        )
        tape.call(
            "iam:ListAccessKeys",
            at: morning(8, 31, 3),
            by: ben,
            request: ["userName": user]
        )
        tape.call(
            "iam:UpdateAccessKey",
            at: morning(8, 31, 40),
            by: ben,
            request: ["userName": user, "accessKeyId": key, "status": "Inactive"]
        )
        revokeSessions(
            of: .deployment(in: .staging),
            at: morning(8, 32, 50),
            as: ben,
            on: &tape
        )
        tape.call(
            "iam:DeleteAccessKey",
            at: morning(8, 44, 12),
            by: ben,
            request: ["userName": user, "accessKeyId": key]
        )
    }

    /// What was read is rotated, out of turn.
    private func rotateStolen(as ben: SampleCaller, on tape: inout SampleTape) {
        for rotation in SampleRotation.afterIncident {
            let secret = rotation.secret
            let time = rotation.started - 1
            tape.call(
                "secretsmanager:RotateSecret",
                at: time,
                by: ben,
                request: [
                    "secretId": .text(secret.name), "rotateImmediately": true,
                    "clientRequestToken": .text(tape.random.uuid()),
                ],
                response: [
                    "aRN": .text(secret.arn), "name": .text(secret.name),
                    "versionId": .text(secret.nextVersion(after: time, given: tape.rotations)),
                ]
            )
            let run = tape.random.uuid()
            report("RotationStarted", secret, run: run, at: rotation.started, on: &tape)
            rotate(rotation, on: &tape)
            report("RotationSucceeded", secret, run: run, at: rotation.ended, on: &tape)
        }
    }

    private func morning(_ hour: Int, _ minute: Int, _ second: Int) -> SampleTime {
        .at(day: 5, hour, minute, second)
    }
}
