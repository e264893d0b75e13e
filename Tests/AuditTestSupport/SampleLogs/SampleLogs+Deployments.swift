import Basics

extension SampleLogs {
    /// The pipeline's runs, and what EC2 Auto Scaling does because of them.
    func deployments() -> [SampleTape.Entry] {
        var tape = SampleTape(self, part: "deployments")
        for (number, deployment) in fleet.deployments.enumerated() {
            deploy(deployment, number: number, on: &tape)
            refreshInstances(of: deployment, on: &tape)
        }
        return tape.entries
    }

    private func deploy(
        _ deployment: SampleDeployment,
        number: Int,
        on tape: inout SampleTape
    ) {
        let caller = assume(deployment, on: &tape)
        let account = deployment.account
        let start = deployment.started
        let stack = "\(account.rawValue)-\(deployment.service.rawValue)"
        let version = 40 + number

        tape.call("sts:GetCallerIdentity", at: start + 2, by: caller)
        tape.call(
            "cloudformation:DescribeStacks",
            at: start + 6,
            by: caller,
            request: ["stackName": .text(stack)]
        )
        if number % 3 == 0 { changeStack(stack, at: start + 9, by: caller, on: &tape) }
        putRelease(deployment, at: start + 31, by: caller, on: &tape)
        createTemplate(
            of: deployment,
            version: version,
            at: start + 44,
            by: caller,
            on: &tape
        )
        if deployment.opensDatabase {
            authorizeDatabase(in: account, at: start + 60, by: caller, on: &tape)
        }
        let group: JSONText = .text("\(stack)-asg")
        tape.call(
            "autoscaling:UpdateAutoScalingGroup",
            at: start + 75,
            by: caller,
            request: [
                "autoScalingGroupName": group,
                "launchTemplate": [
                    "launchTemplateId": .text(account.resource("lt-0", stack, digits: 16)),
                    "version": "\(version)",
                ],
            ]
        )
        tape.call(
            "autoscaling:StartInstanceRefresh",
            at: start + 82,
            by: caller,
            request: [
                "autoScalingGroupName": group, "strategy": "Rolling",
                "preferences": ["minHealthyPercentage": 100, "instanceWarmup": 60],
            ],
            response: ["instanceRefreshId": .text(tape.random.uuid())]
        )
        for pause in [150, 410] {
            tape.call(
                "autoscaling:DescribeInstanceRefreshes",
                at: start + pause,
                by: caller,
                request: ["autoScalingGroupName": group]
            )
        }
        checkTargets(of: deployment, at: start + 300, by: caller, on: &tape)
        if number % 4 == 1 {
            modifyListener(of: deployment, at: start + 330, by: caller, on: &tape)
        }
    }

    /// GitHub's token for a session of the deployment role.
    private func assume(
        _ deployment: SampleDeployment,
        on tape: inout SampleTape
    ) -> SampleCaller {
        let account = deployment.account
        let role = SampleRole.deployment(in: account)
        let key = tape.random.temporaryKey()
        let agent =
            "aws-sdk-js/3.744.0 ua/2.1 os/linux#6.8.0-1021-azure lang/js md/nodejs#20.18.2 "
            + "api/sts#3.744.0 configure-aws-credentials-for-github-actions"
        let runner = SampleCaller(
            identity: .webIdentity(deployment.subject, in: account),
            account: account,
            address: deployment.address,
            userAgent: agent
        )
        tape.call(
            "sts:AssumeRoleWithWebIdentity",
            at: deployment.started,
            by: runner,
            request: [
                "roleArn": .text(role.arn), "roleSessionName": .text(deployment.session),
                "durationSeconds": 3600,
            ],
            response: [
                "credentials": SampleTape.credentials(key, until: deployment.started + 3600),
                "subjectFromWebIdentityToken": .text(deployment.subject),
                "assumedRoleUser": SampleTape.user(of: role, session: deployment.session),
                "provider": .text(SampleIdentity.provider(of: account)),
                "audience": "sts.amazonaws.com",
            ],
            resources: [role.resource]
        )
        return SampleCaller(
            identity: .role(
                role,
                session: deployment.session,
                key: key,
                created: deployment.started
            ),
            account: account,
            address: deployment.address,
            userAgent: "aws-cli/2.24.5 md/awscrt#0.23.8 ua/2.0 os/linux#6.8.0-1021-azure "
                + "md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython exec-env/GitHub_Actions "
                + "cfg/retry-mode#standard md/installer#exe md/distrib#ubuntu.24 md/prompt#off"
        )
    }

    private func changeStack(
        _ stack: String,
        at time: SampleTime,
        by caller: SampleCaller,
        on tape: inout SampleTape
    ) {
        let account = caller.account
        let change = "release-\(time.fileMinute.lowercased())"
        let stackID = account.arn(
            "cloudformation",
            "stack/\(stack)/\(stackUUID(stack))"
        )
        let changeID = account.arn("cloudformation", "changeSet/\(change)/\(tape.random.uuid())")
        tape.call(
            "cloudformation:CreateChangeSet",
            at: time,
            by: caller,
            request: [
                "stackName": .text(stack), "changeSetName": .text(change),
                "capabilities": ["CAPABILITY_IAM"], "changeSetType": "UPDATE",
            ],
            response: ["id": .text(changeID), "stackId": .text(stackID)]
        )
        tape.call(
            "cloudformation:DescribeChangeSet",
            at: time + 6,
            by: caller,
            request: ["changeSetName": .text(change), "stackName": .text(stack)]
        )
        tape.call(
            "cloudformation:ExecuteChangeSet",
            at: time + 12,
            by: caller,
            request: ["changeSetName": .text(change), "stackName": .text(stack)]
        )
    }

    private func putRelease(
        _ deployment: SampleDeployment,
        at time: SampleTime,
        by caller: SampleCaller,
        on tape: inout SampleTape
    ) {
        let account = deployment.account
        let name = "/\(account.rawValue)/\(deployment.service.rawValue)/release"
        tape.call(
            "ssm:PutParameter",
            at: time,
            by: caller,
            request: [
                "name": .text(name), "value": "HIDDEN_DUE_TO_SECURITY_REASONS",
                "type": "String", "overwrite": true, "tier": "Standard",
            ],
            response: ["version": JSONText(deployment.run % 97 + 3), "tier": "Standard"],
            resources: [
                [
                    "accountId": .text(account.id),
                    "ARN": .text(account.arn("ssm", "parameter\(name)")),
                ]
            ]
        )
    }

    private func stackUUID(_ stack: String) -> String {
        var random = SplitMix64.named("stack/\(stack)")
        return random.uuid()
    }
}
