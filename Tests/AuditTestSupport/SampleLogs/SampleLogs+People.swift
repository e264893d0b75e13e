import Basics

extension SampleLogs {
    /// What people do on working days: they sign in and look around.
    func people() -> [SampleTape.Entry] {
        var tape = SampleTape(self, part: "people")
        for day in 0..<5 {
            visit(.anna, accounts: [.prod, tape.random.pick([.staging, .dev])], day, on: &tape)
            visit(.ben, accounts: [tape.random.pick([.prod, .prod, .staging])], day, on: &tape)
            for (number, developer) in SamplePerson.developers.enumerated() {
                let readsProduction = (day + number) % 4 == 0
                visit(
                    developer,
                    accounts: readsProduction ? [.dev, .prod] : [.dev, .staging],
                    day,
                    on: &tape
                )
            }
        }
        for day in 0..<7 { backUp(on: day, tape: &tape) }
        return tape.entries
    }

    private func visit(
        _ person: SamplePerson,
        accounts: [SampleAccount],
        _ day: Int,
        on tape: inout SampleTape
    ) {
        var time = SampleTime.at(
            day: day,
            tape.random.int(7...9),
            tape.random.int(0...59),
            tape.random.int(0...59)
        )
        authenticate(person, at: time, on: &tape)
        for account in accounts {
            time = time + tape.random.int(20...40)
            let usesTerminal = tape.random.chance(25)
            let caller =
                usesTerminal
                ? openTerminal(person, in: account, at: time, on: &tape)
                : openConsole(person, in: account, at: time, on: &tape)
            var moment = time + tape.random.int(10...40)
            var plan = Array(
                tape.random.shuffled(calls(of: person)).prefix(tape.random.int(5...8))
            )
            // Now and then a console page asks for what its reader may not see.
            if person.name != "ben", tape.random.chance(40) {
                plan.append(tape.random.pick(Self.refusedCalls))
            }
            for call in plan {
                browse(call, at: moment, by: caller, on: &tape)
                moment = moment + tape.random.int(3...45)
            }
            time = time + tape.random.int(90...240) * 60
        }
    }

    private func calls(of person: SamplePerson) -> [String] {
        let everybody = [
            "ec2:DescribeInstances", "ec2:DescribeSecurityGroups", "cloudwatch:DescribeAlarms",
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeTargetGroups", "cloudformation:ListStacks",
            "logs:DescribeLogGroups",
        ]
        switch person.name {
        case "anna":
            return everybody + [
                "autoscaling:DescribeAutoScalingGroups", "ec2:DescribeVpcs",
                "ec2:DescribeSubnets", "iam:ListRoles", "kms:ListAliases", "s3:ListBuckets",
                "health:DescribeEventAggregates",
            ]
        case "ben":
            return [
                "cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus",
                "cloudtrail:LookupEvents", "iam:GetCredentialReport", "iam:ListUsers",
                "ec2:DescribeSecurityGroups", "config:DescribeConfigRules",
                "guardduty:ListDetectors", "kms:ListAliases", "access-analyzer:ListAnalyzers",
                "ec2:DescribeFlowLogs",
            ]
        default:
            return everybody + [
                "autoscaling:DescribeAutoScalingGroups", "health:DescribeEventAggregates",
                "logs:FilterLogEvents",
            ]
        }
    }

    private static let refusedCalls = [
        "ec2:DescribeFlowLogs!", "kms:ListAliases!", "cloudtrail:DescribeTrails!",
        "s3:ListBuckets!", "guardduty:ListDetectors!", "iam:ListRoles!",
    ]

    /// One look; a `!` marks a call that the person is not allowed.
    private func browse(
        _ call: String,
        at time: SampleTime,
        by caller: SampleCaller,
        on tape: inout SampleTape
    ) {
        let isDenied = call.hasSuffix("!")
        let action = isDenied ? String(call.dropLast()) : call
        var event = SampleEvent(action, at: time, by: caller, request: request(of: action, caller))
        if event.service == "s3" { event = listingBuckets(event, random: &tape.random) }
        guard isDenied else { return tape.record(event) }
        if event.service == "s3" {
            event.errorCode = "AccessDenied"
            event.errorMessage = "Access Denied"
            tape.record(event)
        } else {
            let resource =
                action == "iam:ListRoles" ? "arn:aws:iam::\(caller.account.id):role/" : nil
            tape.record(event.denied(on: resource))
        }
    }

    private func request(of action: String, _ caller: SampleCaller) -> JSONText {
        switch action {
        case "ec2:DescribeInstances":
            ["maxResults": 100, "instancesSet": [:], "filterSet": [:]]
        case "ec2:DescribeSecurityGroups":
            ["securityGroupSet": [:], "securityGroupIdSet": [:], "filterSet": [:]]
        case "ec2:DescribeVpcs": ["vpcSet": [:], "filterSet": [:]]
        case "ec2:DescribeSubnets": ["subnetSet": [:], "filterSet": [:]]
        case "ec2:DescribeFlowLogs": ["DescribeFlowLogsRequest": ["MaxResults": 100]]
        case "cloudwatch:DescribeAlarms": ["maxRecords": 100]
        case "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeTargetGroups":
            ["pageSize": 200]
        case "kms:ListAliases": ["limit": 100]
        case "logs:DescribeLogGroups": ["limit": 50]
        case "logs:FilterLogEvents":
            ["logGroupName": "/\(caller.account.rawValue)/web", "limit": 100]
        case "cloudtrail:GetTrailStatus":
            ["name": .text(caller.account.arn("cloudtrail", "trail/acme-trail"))]
        case "cloudtrail:LookupEvents": ["maxResults": 50]
        case "cloudtrail:DescribeTrails": ["trailNameList": []]
        case "health:DescribeEventAggregates":
            [
                "filter": ["eventStatusCodes": ["open", "upcoming"]],
                "aggregateField": "eventTypeCategory",
            ]
        default: .null
        }
    }

    /// The additions of S3 to a record.
    func listingBuckets(_ event: SampleEvent, random: inout SplitMix64) -> SampleEvent {
        var event = event
        let host = "s3.\(event.region).amazonaws.com"
        event.request = ["Host": .text(host)]
        event.host = host
        event.additional = Self.transfer(out: random.int(300...2000), random: &random)
        return event
    }

    /// `additionalEventData` of S3, which writes its byte counts now as `0` and now as `0.0`.
    static func transfer(
        in received: Int = 0,
        out sent: Int,
        random: inout SplitMix64
    ) -> JSONText {
        let spelling = random.chance(60) ? ".0" : ""
        return [
            "SignatureVersion": "SigV4", "CipherSuite": "TLS_AES_128_GCM_SHA256",
            "bytesTransferredIn": .number("\(received)\(spelling)"),
            "AuthenticationMethod": "AuthHeader",
            "x-amz-id-2": .text(random.text(75, of: SplitMix64.alphanumerics + "+/") + "="),
            "bytesTransferredOut": .number("\(sent)\(spelling)"),
        ]
    }
}
