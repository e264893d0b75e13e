import Basics

extension SampleLogs {
    /// The noise of AWS services: logs delivered, resources looked at.
    func awsServices() -> [SampleTape.Entry] {
        var tape = SampleTape(self, part: "aws-services")
        for account in SampleAccount.allCases {
            for (number, burst) in bursts(of: account).enumerated() {
                if account == .prod, number % 3 != 2 { deliverLogs(at: burst, on: &tape) }
                if number % 4 == 1 { recordConfiguration(of: account, at: burst, on: &tape) }
            }
            for day in 0..<7 {
                for hour in stride(from: 1, to: 24, by: account == .prod ? 6 : 12) {
                    let minute = tape.random.int(0...11) * 5
                    lookGlobally(account, at: .at(day: day, hour, minute), on: &tape)
                }
            }
        }
        return tape.entries
    }

    /// CloudTrail writes the files of all accounts to the bucket in production.
    private func deliverLogs(at burst: SampleTime, on tape: inout SampleTape) {
        let cloudTrail = SampleCaller.service("cloudtrail.amazonaws.com", in: .prod)
        let account = tape.random.pick([SampleAccount.prod, .prod, .staging, .dev])
        let time = burst + tape.random.int(60...280)
        let minute = SampleTime(seconds: time.seconds / 300 * 300)
        let name =
            "\(account.id)_CloudTrail_\(SampleRegion.main)_\(minute.fileMinute)_"
            + tape.random.fileSuffix()
        let path =
            "AWSLogs/\(account.id)/CloudTrail/\(SampleRegion.main)/\(minute.folder)/\(name).json.gz"
        let object = "arn:aws:s3:::\(Self.logBucket)/\(path)"
        let shared = tape.random.uuid()
        writeLog(path, object: object, at: time, by: cloudTrail, shared: shared, on: &tape)
        if tape.random.chance(60) {
            var event = SampleEvent(
                "kms:GenerateDataKey",
                at: time,
                by: cloudTrail,
                request: [
                    "keyId": .text(SampleAccount.prod.key("logs")), "keySpec": "AES_256",
                    "encryptionContext": [
                        "aws:cloudtrail:arn": .text(
                            account.arn("cloudtrail", "trail/acme-trail")
                        ),
                        "aws:s3:arn": .text(object),
                    ],
                ],
                resources: [SampleTape.key(SampleAccount.prod.key("logs"), in: .prod)]
            )
            event.sharedEventID = tape.random.uuid()
            tape.record(event)
        }
        if tape.random.chance(35) {
            var event = SampleEvent(
                "s3:GetBucketAcl",
                at: time - 1,
                by: cloudTrail,
                request: [
                    "bucketName": .text(Self.logBucket),
                    "Host": "\(Self.logBucket).s3.\(SampleRegion.main).amazonaws.com",
                    "acl": "",
                ],
                resources: [bucketResource]
            )
            event.additional = Self.transfer(out: 552, random: &tape.random)
            event.sharedEventID = tape.random.uuid()
            tape.record(event)
        }
    }

    /// A data event of S3: the log file itself.
    private func writeLog(
        _ path: String,
        object: String,
        at time: SampleTime,
        by cloudTrail: SampleCaller,
        shared: String,
        on tape: inout SampleTape
    ) {
        var event = SampleEvent(
            "s3:PutObject",
            at: time,
            by: cloudTrail,
            request: [
                "bucketName": .text(Self.logBucket),
                "Host": "\(Self.logBucket).s3.\(SampleRegion.main).amazonaws.com",
                "x-amz-acl": "bucket-owner-full-control", "key": .text(path),
                "x-amz-server-side-encryption": "aws:kms",
            ],
            response: [
                "x-amz-server-side-encryption": "aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id": .text(
                    SampleAccount.prod.key("logs")
                ),
            ],
            resources: [["type": "AWS::S3::Object", "ARN": .text(object)], bucketResource]
        )
        event.isData = true
        event.additional = Self.transfer(
            in: tape.random.int(900...9000),
            out: 0,
            random: &tape.random
        )
        event.sharedEventID = shared
        tape.record(event)
    }

    /// AWS Config in its service-linked role.
    private func recordConfiguration(
        of account: SampleAccount,
        at burst: SampleTime,
        on tape: inout SampleTape
    ) {
        let calls: [(String, JSONText)] = [
            (
                "ec2:DescribeSecurityGroups",
                ["securityGroupSet": [:], "securityGroupIdSet": [:], "filterSet": [:]]
            ),
            (
                "ec2:DescribeInstances",
                ["maxResults": 1000, "instancesSet": [:], "filterSet": [:]]
            ),
            ("autoscaling:DescribeAutoScalingGroups", .null),
            ("elasticloadbalancing:DescribeLoadBalancers", ["pageSize": 400]),
        ]
        let time = burst + tape.random.int(70...250)
        act(
            "config.amazonaws.com",
            "AWSServiceRoleForConfig",
            "AWSConfig-Describe",
            account,
            at: time,
            in: SampleRegion.main,
            calls: [tape.random.pick(calls)],
            on: &tape
        )
    }

    /// Trusted Advisor and Resource Explorer in us-east-1.
    private func lookGlobally(
        _ account: SampleAccount,
        at burst: SampleTime,
        on tape: inout SampleTape
    ) {
        let time = burst + tape.random.int(40...240)
        if tape.random.chance(50) {
            act(
                "trustedadvisor.amazonaws.com",
                "AWSServiceRoleForTrustedAdvisor",
                "TrustedAdvisor_\(account.id)_\(tape.random.hex(8))",
                account,
                at: time,
                in: SampleRegion.global,
                calls: [
                    ("iam:GetAccountSummary", .null), ("iam:ListServerCertificates", .null),
                ],
                on: &tape
            )
        } else {
            act(
                "resource-explorer-2.amazonaws.com",
                "AWSServiceRoleForResourceExplorer",
                "ResourceExplorer",
                account,
                at: time,
                in: SampleRegion.global,
                calls: [
                    ("cloudfront:ListDistributions", .null), ("iam:ListPolicies", .null),
                ],
                on: &tape
            )
        }
    }

    /// A service takes its role and makes some calls in it.
    private func act(
        _ host: String,
        _ name: String,
        _ session: String,
        _ account: SampleAccount,
        at time: SampleTime,
        in region: String,
        calls: [(String, JSONText)],
        on tape: inout SampleTape
    ) {
        let role = SampleRole.serviceLinked(name, of: host, in: account)
        tape.issue(
            role,
            session: session,
            to: .service(host, in: account),
            at: time,
            seconds: 3600,
            in: region
        )
        let caller = SampleCaller.service(
            host,
            in: account,
            as: .role(role, session: session, key: nil, created: time)
        )
        for (number, (action, request)) in calls.enumerated() {
            tape.call(action, at: time + 1 + number, by: caller, in: region, request: request)
        }
    }

    static let logBucket = "acme-audit-logs"

    private var bucketResource: JSONText {
        [
            "accountId": .text(SampleAccount.prod.id), "type": "AWS::S3::Bucket",
            "ARN": "arn:aws:s3:::\(Self.logBucket)",
        ]
    }
}
