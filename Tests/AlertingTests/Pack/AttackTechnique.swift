/// A technique of an attack, and the events of public logs that show it.
struct AttackTechnique: CustomStringConvertible {
    /// What the tool that was used calls it.
    let name: String
    /// The calls.
    let calls: Set<String>
    /// A field that tells these calls from others, and what it begins with.
    var field: (name: String, prefix: String)?
    /// Another one.
    var other: (name: String, prefix: String)?

    var description: String { name }

    init(
        _ name: String,
        _ calls: Set<String>,
        where field: (name: String, prefix: String)? = nil,
        and other: (name: String, prefix: String)? = nil
    ) {
        self.name = name
        self.calls = calls
        self.field = field
        self.other = other
    }

    /// What was done in the logs that Invictus published, by Stratus Red Team's names.
    ///
    /// See <https://stratus-red-team.cloud/attack-techniques/AWS/>.
    static let all = [
        AttackTechnique("credential-access.ec2-get-password-data", ["GetPasswordData"]),
        AttackTechnique(
            "credential-access.ec2-steal-instance-credentials",
            ["GetCallerIdentity", "DescribeInstances"],
            where: ("userIdentity.type", "AssumedRole"),
            and: ("sourceIPAddress", "192.168.10.20")
        ),
        AttackTechnique(
            "credential-access.secretsmanager-retrieve-secrets",
            ["GetSecretValue"]
        ),
        AttackTechnique(
            "credential-access.ssm-retrieve-securestring-parameters",
            ["GetParameters"]
        ),
        AttackTechnique("defense-evasion.cloudtrail-delete", ["DeleteTrail"]),
        AttackTechnique(
            "defense-evasion.cloudtrail-event-selectors",
            ["PutEventSelectors"],
            where: ("requestParameters.eventSelectors.readWriteType", "ReadOnly")
        ),
        AttackTechnique("defense-evasion.cloudtrail-lifecycle-rule", ["PutBucketLifecycle"]),
        AttackTechnique("defense-evasion.cloudtrail-stop", ["StopLogging"]),
        AttackTechnique("defense-evasion.organizations-leave", ["LeaveOrganization"]),
        AttackTechnique("defense-evasion.vpc-remove-flow-logs", ["DeleteFlowLogs"]),
        AttackTechnique(
            "discovery.ec2-download-user-data",
            ["DescribeInstanceAttribute"],
            where: ("errorCode", "Client.UnauthorizedOperation")
        ),
        AttackTechnique(
            "execution.ec2-launch-unusual-instances",
            ["RunInstances"],
            where: ("requestParameters.instanceType", "p2.")
        ),
        AttackTechnique("execution.ssm-send-command", ["SendCommand"]),
        AttackTechnique(
            "exfiltration.ec2-security-group-open-port-22-ingress",
            ["AuthorizeSecurityGroupIngress"],
            where: ("requestParameters.fromPort", "22")
        ),
        AttackTechnique(
            "exfiltration.ec2-share-ami",
            ["ModifyImageAttribute"],
            where: ("requestParameters.launchPermission.add.items.userId", "0123")
        ),
        AttackTechnique(
            "exfiltration.ec2-share-ebs-snapshot",
            ["ModifySnapshotAttribute"],
            where: ("requestParameters.createVolumePermission.add.items.userId", "0123")
        ),
        AttackTechnique(
            "exfiltration.rds-share-snapshot",
            ["ModifyDBSnapshotAttribute"],
            where: ("requestParameters.valuesToAdd", "1936")
        ),
        AttackTechnique(
            "exfiltration.s3-backdoor-bucket-policy",
            ["PutBucketPolicy"],
            where: ("requestParameters.bucketPolicy.Statement.Principal.AWS", "arn:aws:iam::1936")
        ),
        AttackTechnique(
            "initial-access.console-login-without-mfa",
            ["ConsoleLogin"],
            where: ("additionalEventData.MFAUsed", "No")
        ),
        AttackTechnique(
            "persistence.iam-backdoor-role",
            ["UpdateAssumeRolePolicy"],
            where: ("eventTime", "2023-07-10T12:24")
        ),
        AttackTechnique(
            "persistence.iam-backdoor-user",
            ["CreateAccessKey"],
            where: ("requestParameters.userName", "stratus-red-team-backdoor")
        ),
        AttackTechnique(
            "persistence.iam-create-admin-user: user",
            ["CreateUser"],
            where: ("requestParameters.userName", "malicious")
        ),
        AttackTechnique(
            "persistence.iam-create-admin-user: policy",
            ["AttachUserPolicy"],
            where: ("requestParameters.userName", "malicious")
        ),
        AttackTechnique(
            "persistence.iam-create-admin-user: key",
            ["CreateAccessKey"],
            where: ("requestParameters.userName", "malicious")
        ),
        AttackTechnique(
            "persistence.iam-create-user-login-profile",
            ["CreateLoginProfile"],
            where: ("requestParameters.userName", "stratus-red-team-login-profile")
        ),
        AttackTechnique("persistence.lambda-backdoor-function", ["AddPermission20150331v2"]),
        AttackTechnique(
            "persistence.lambda-overwrite-code",
            ["UpdateFunctionCode20150331v2"]
        ),
        AttackTechnique(
            "persistence.rolesanywhere-create-trust-anchor: anchor",
            ["CreateTrustAnchor"]
        ),
        AttackTechnique(
            "persistence.rolesanywhere-create-trust-anchor: profile",
            ["CreateProfile"]
        ),
    ]
}
