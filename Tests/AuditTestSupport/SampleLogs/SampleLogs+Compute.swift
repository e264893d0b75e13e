import Basics

extension SampleLogs {
    /// The calls of a deployment to EC2 and the load balancer.
    func createTemplate(
        of deployment: SampleDeployment,
        version: Int,
        at time: SampleTime,
        by caller: SampleCaller,
        on tape: inout SampleTape
    ) {
        let account = deployment.account
        let stack = "\(account.rawValue)-\(deployment.service.rawValue)"
        let template: JSONText = .text(account.resource("lt-0", stack, digits: 16))
        let image: JSONText = "ami-0\(tape.random.hex(16))"
        tape.change(
            "ec2:CreateLaunchTemplateVersion",
            at: time,
            by: caller,
            request: [
                "CreateLaunchTemplateVersionRequest": [
                    "LaunchTemplateId": template, "SourceVersion": "\(version - 1)",
                    "VersionDescription": "release \(deployment.run)",
                    "LaunchTemplateData": ["ImageId": image],
                    "ClientToken": .text(tape.random.uuid()),
                ]
            ],
            response: [
                (
                    "CreateLaunchTemplateVersionResponse",
                    [
                        "launchTemplateVersion": [
                            "launchTemplateId": template, "launchTemplateName": .text(stack),
                            "versionNumber": JSONText(version),
                            "launchTemplateData": ["imageId": image],
                        ]
                    ]
                )
            ]
        )
    }

    /// The rule that the architecture declares: 27017 from Private-SG.
    func authorizeDatabase(
        in account: SampleAccount,
        at time: SampleTime,
        by caller: SampleCaller,
        on tape: inout SampleTape
    ) {
        let group: JSONText = .text(account.databaseGroup)
        let source: JSONText = .text(account.privateGroup)
        tape.change(
            "ec2:AuthorizeSecurityGroupIngress",
            at: time,
            by: caller,
            request: [
                "groupId": group,
                "ipPermissions": .items(
                    [
                        "ipProtocol": "tcp", "fromPort": 27017, "toPort": 27017,
                        "groups": .items([
                            "groupId": source, "description": "MongoDB from the services",
                        ]),
                        "ipRanges": [:], "ipv6Ranges": [:], "prefixListIds": [:],
                    ]),
            ],
            response: [
                ("_return", true),
                (
                    "securityGroupRuleSet",
                    .items(
                        [
                            "groupOwnerId": .text(account.id), "groupId": group,
                            "securityGroupRuleId": "sgr-0\(tape.random.hex(16))",
                            "description": "MongoDB from the services", "isEgress": false,
                            "ipProtocol": "tcp", "fromPort": 27017, "toPort": 27017,
                            "referencedGroupInfo": [
                                "groupId": source, "userId": .text(account.id),
                                "vpcId": .text(account.vpc),
                            ], "referencedGroupId": source,
                        ])
                ),
            ]
        )
    }

    func targetGroup(of deployment: SampleDeployment) -> JSONText {
        let account = deployment.account
        let name = "\(account.rawValue)-\(deployment.service.rawValue)"
        return .text(
            account.arn(
                "elasticloadbalancing",
                "targetgroup/\(name)/\(account.resource("", "targets/\(name)", digits: 16))"
            )
        )
    }

    func checkTargets(
        of deployment: SampleDeployment,
        at time: SampleTime,
        by caller: SampleCaller,
        on tape: inout SampleTape
    ) {
        for pause in [0, 88] {
            tape.call(
                "elasticloadbalancing:DescribeTargetHealth",
                at: time + pause,
                by: caller,
                request: ["targetGroupArn": targetGroup(of: deployment)]
            )
        }
    }

    /// A listener keeps its port, its policy and its certificate; only the weights move.
    func modifyListener(
        of deployment: SampleDeployment,
        at time: SampleTime,
        by caller: SampleCaller,
        on tape: inout SampleTape
    ) {
        let account = deployment.account
        let balancer = "app/\(account.rawValue)-alb/\(account.resource("", "alb", digits: 16))"
        let listener: JSONText = .text(
            account.arn(
                "elasticloadbalancing",
                "listener/\(balancer)/\(account.resource("", "listener", digits: 16))"
            )
        )
        let actions: JSONText = [
            [
                "type": "forward", "order": 1,
                "forwardConfig": [
                    "targetGroups": [
                        ["targetGroupArn": targetGroup(of: deployment), "weight": 100]
                    ],
                    "targetGroupStickinessConfig": ["enabled": false],
                ],
            ]
        ]
        tape.call(
            "elasticloadbalancing:ModifyListener",
            at: time,
            by: caller,
            request: ["listenerArn": listener, "defaultActions": actions],
            response: [
                "listeners": [
                    [
                        "listenerArn": listener,
                        "loadBalancerArn": .text(
                            account.arn("elasticloadbalancing", "loadbalancer/\(balancer)")
                        ),
                        "port": 443, "protocol": "HTTPS",
                        "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
                        "defaultActions": actions, "mutualAuthentication": ["mode": "off"],
                    ]
                ]
            ]
        )
    }

    /// Auto Scaling launches the new instance, puts it behind the balancer, and ends the old one.
    func refreshInstances(of deployment: SampleDeployment, on tape: inout SampleTape) {
        let account = deployment.account
        let host = "autoscaling.amazonaws.com"
        let role = SampleRole.serviceLinked(
            "AWSServiceRoleForAutoScaling",
            of: host,
            in: account
        )
        let scaling = SampleCaller.service(
            host,
            in: account,
            as: .role(
                role,
                session: "AutoScaling",
                key: nil,
                created: deployment.started + 90
            )
        )
        tape.issue(
            role,
            session: "AutoScaling",
            to: .service(host, in: account),
            at: deployment.started + 90
        )
        runInstance(for: deployment, by: scaling, on: &tape)
        let target = targetGroup(of: deployment)
        tape.call(
            "elasticloadbalancing:RegisterTargets",
            at: deployment.launched + 85,
            by: scaling,
            request: [
                "targetGroupArn": target,
                "targets": [["id": .text(deployment.newInstance), "port": 8080]],
            ]
        )
        tape.call(
            "elasticloadbalancing:DescribeTargetHealth",
            at: deployment.launched + 110,
            by: scaling,
            request: ["targetGroupArn": target]
        )
        tape.call(
            "elasticloadbalancing:DeregisterTargets",
            at: deployment.terminated - 40,
            by: scaling,
            request: [
                "targetGroupArn": target, "targets": [["id": .text(deployment.oldInstance)]],
            ]
        )
        tape.change(
            "ec2:TerminateInstances",
            at: deployment.terminated,
            by: scaling,
            request: ["instancesSet": .items(["instanceId": .text(deployment.oldInstance)])],
            response: [
                (
                    "instancesSet",
                    .items(
                        [
                            "instanceId": .text(deployment.oldInstance),
                            "currentState": ["code": 32, "name": "shutting-down"],
                            "previousState": ["code": 16, "name": "running"],
                        ])
                )
            ]
        )
    }

    private func runInstance(
        for deployment: SampleDeployment,
        by scaling: SampleCaller,
        on tape: inout SampleTape
    ) {
        let account = deployment.account
        let image: JSONText = "ami-0\(tape.random.hex(16))"
        let role = SampleRole.instance(deployment.service, in: account)
        let stack = "\(account.rawValue)-\(deployment.service.rawValue)"
        let subnet: JSONText = .text(account.resource("subnet-0", "private-a", digits: 16))
        let token: JSONText = "fleet-\(tape.random.uuid())"
        tape.change(
            "ec2:RunInstances",
            at: deployment.launched,
            by: scaling,
            request: [
                "instancesSet": .items(["minCount": 1, "maxCount": 1]),
                "blockDeviceMapping": [:], "monitoring": ["enabled": false],
                "subnetId": subnet, "disableApiTermination": false, "disableApiStop": false,
                "clientToken": token,
                "iamInstanceProfile": ["name": .text(role.name)],
                "launchTemplate": [
                    "launchTemplateId": .text(account.resource("lt-0", stack, digits: 16)),
                    "version": "$Latest",
                ],
                "metadataOptions": ["httpTokens": "required", "httpPutResponseHopLimit": 1],
            ],
            response: [
                ("reservationId", "r-0\(tape.random.hex(16))"), ("ownerId", .text(account.id)),
                ("groupSet", [:]),
                (
                    "instancesSet",
                    .items(
                        [
                            "instanceId": .text(deployment.newInstance), "imageId": image,
                            "instanceState": ["code": 0, "name": "pending"],
                            "amiLaunchIndex": 0, "instanceType": "t4g.small",
                            "launchTime": JSONText(deployment.launched.seconds * 1000),
                            "placement": [
                                "availabilityZone": "eu-west-1a", "tenancy": "default",
                            ],
                            "subnetId": subnet, "vpcId": .text(account.vpc),
                            "architecture": "arm64", "clientToken": token,
                            "groupSet": .items(["groupId": .text(account.privateGroup)]),
                            "iamInstanceProfile": [
                                "arn": "arn:aws:iam::\(account.id):instance-profile/\(role.name)",
                                "id": .text(role.instanceProfileID),
                            ],
                        ])
                ),
            ]
        )
    }
}
