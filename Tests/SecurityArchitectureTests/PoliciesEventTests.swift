import AuditTestSupport
import CloudTrail
import SecurityArchitecture
import Testing

/// Where events have their policies.
@Suite struct PoliciesEventTests {
    static let own = "510000000001"
    static let star =
        #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#
    /// The same as JSON text in a string.
    static let text =
        #""{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\"}}""#

    static func event(
        _ source: String,
        _ name: String,
        _ request: String,
        _ rest: String = ""
    ) throws -> Event {
        try Event(
            parsing: Array(
                """
                {"eventTime":"2026-07-01T10:00:00Z","eventSource":"\(source).amazonaws.com",\
                "eventName":"\(name)","recipientAccountId":"\(own)",\
                "requestParameters":\(request)\(rest)}
                """.utf8
            )
        )
    }

    static func texts(_ event: Event) -> [String]? {
        let context = PolicyContext(
            owner: own,
            accounts: ["520000000002"],
            organizations: ["o-acme12345"]
        )
        return EventPolicy(event)?.grants(in: context).texts
    }

    @Test(
        arguments: [
            ("s3", "PutBucketPolicy", #"{"bucketPolicy":\#(star),"policy":""}"#, "everybody:data"),
            ("s3", "PutBucketPolicy", #"{"bucketPolicy":\#(text)}"#, "everybody:data"),
            ("s3", "PutAccessPointPolicy", #"{"policy":\#(text)}"#, "everybody:data"),
            (
                "s3", "PutMultiRegionAccessPointPolicy",
                #"{"PutMultiRegionAccessPointPolicyRequest":{"Details":{"Policy":\#(text)}}}"#,
                "everybody:data"
            ),
            (
                "secretsmanager", "PutResourcePolicy", #"{"resourcePolicy":\#(text)}"#,
                "everybody:secrets"
            ),
            ("kms", "PutKeyPolicy", #"{"policy":\#(text)}"#, "everybody:secrets"),
            ("kms", "CreateKey", #"{"policy":\#(text)}"#, "everybody:secrets"),
            ("kms", "ReplicateKey", #"{"policy":\#(text)}"#, "everybody:secrets"),
            ("iam", "CreateRole", #"{"assumeRolePolicyDocument":\#(text)}"#, "everybody:other"),
            ("iam", "UpdateAssumeRolePolicy", #"{"policyDocument":\#(text)}"#, "everybody:other"),
            (
                "sqs", "SetQueueAttributes", #"{"attributes":{"Policy":\#(text)}}"#,
                "everybody:data"
            ),
            ("sqs", "CreateQueue", #"{"attributes":{"policy":\#(text)}}"#, "everybody:data"),
            (
                "sns", "SetTopicAttributes",
                #"{"attributeName":"Policy","attributeValue":\#(text)}"#, "everybody:data"
            ),
            ("sns", "CreateTopic", #"{"attributes":{"Policy":\#(text)}}"#, "everybody:data"),
            (
                "sns", "AddPermission",
                #"{"aWSAccountId":["193672423079"],"actionName":["Subscribe"]}"#,
                "foreign-account:data"
            ),
            ("lambda", "AddPermission", #"{"principal":"*"}"#, "everybody:other"),
            ("ecr", "SetRepositoryPolicy", #"{"policyText":\#(text)}"#, "everybody:data"),
            ("ecr", "PutRegistryPolicy", #"{"policyText":\#(text)}"#, "everybody:data"),
            ("backup", "PutBackupVaultAccessPolicy", #"{"policy":\#(text)}"#, "everybody:data"),
            (
                "glacier", "SetVaultAccessPolicy", #"{"policy":{"policy":\#(text)}}"#,
                "everybody:data"
            ),
            ("es", "UpdateDomainConfig", #"{"accessPolicies":\#(text)}"#, "everybody:data"),
            (
                "es", "CreateElasticsearchDomain", #"{"accessPolicies":\#(text)}"#,
                "everybody:data"
            ),
            (
                "apigateway", "UpdateRestApi",
                #"{"updateRestApiInput":{"patchOperations":[{"op":"replace","path":"/policy","value":\#(text)}]}}"#,
                "everybody:other"
            ),
            ("events", "PutPermission", #"{"principal":"*"}"#, "everybody:other"),
            (
                "events", "PutPermission",
                #"{"principal":"*","condition":{"type":"StringEquals","key":"aws:PrincipalOrgID","value":"o-acme12345"}}"#,
                "declared-account:other"
            ),
            ("events", "PutPermission", #"{"policy":\#(text)}"#, "everybody:audit"),
            ("glue", "PutResourcePolicy", #"{"policyInJson":\#(text)}"#, "everybody:other"),
            (
                "elasticfilesystem", "PutFileSystemPolicy", #"{"policy":\#(text)}"#,
                "everybody:data"
            ),
            ("dynamodb", "PutResourcePolicy", #"{"policy":\#(text)}"#, "everybody:data"),
            ("dynamodb", "CreateTable", #"{"resourcePolicy":\#(text)}"#, "everybody:data"),
            ("organizations", "PutResourcePolicy", #"{"content":\#(text)}"#, "everybody:iam"),
            ("ses", "PutIdentityPolicy", #"{"policy":\#(text)}"#, "everybody:other"),
            (
                "codeartifact", "PutDomainPermissionsPolicy", #"{"policyDocument":\#(text)}"#,
                "everybody:other"
            ),
            // Services without a row.
            ("kinesis", "PutResourcePolicy", #"{"policy":\#(text)}"#, "everybody:data"),
            ("logs", "PutResourcePolicy", #"{"policyDocument":\#(text)}"#, "everybody:audit"),
            ("logs", "PutDestinationPolicy", #"{"accessPolicy":\#(text)}"#, "everybody:audit"),
            ("ssm", "PutResourcePolicy", #"{"policy":\#(text)}"#, "everybody:secrets"),
            (
                "newservice", "UpdateThing", #"{"thing":{"resourcePolicy":\#(star)}}"#,
                "everybody:other"
            ),
            ("s3", "PutObject", #"{"key":"k","x-amz-acl":"public-read"}"#, "everybody:data"),
            // Copies that are shared.
            (
                "ec2", "ModifySnapshotAttribute",
                #"{"attributeType":"CREATE_VOLUME_PERMISSION","createVolumePermission":{"add":{"items":[{"group":"all"}]}}}"#,
                "everybody:data"
            ),
            (
                "ec2", "ModifySnapshotAttribute",
                #"{"createVolumePermission":{"add":{"items":[{"userId":"193672423079"}]}}}"#,
                "foreign-account:data"
            ),
            (
                "ec2", "ModifyImageAttribute",
                #"{"launchPermission":{"add":{"items":[{"userId":"520000000002"}]}}}"#,
                "declared-account:data"
            ),
            (
                "ec2", "ModifyImageAttribute",
                #"{"launchPermission":{"add":{"items":[{"organizationArn":"arn:aws:organizations::1:organization/o-zzzz99999"}]}}}"#,
                "foreign-account:data"
            ),
            (
                "rds", "ModifyDBSnapshotAttribute",
                #"{"dBSnapshotIdentifier":"s","attributeName":"restore","valuesToAdd":["all"]}"#,
                "everybody:data"
            ),
            (
                "rds", "ModifyDBClusterSnapshotAttribute",
                #"{"attributeName":"restore","valuesToAdd":["193672423079"]}"#,
                "foreign-account:data"
            ),
            (
                "ram", "CreateResourceShare",
                #"{"principals":["arn:aws:organizations::1:ou/o-acme12345/ou-1"]}"#,
                "declared-account:other"
            ),
            (
                "ssm", "ModifyDocumentPermission", #"{"accountIdsToAdd":["all"]}"#,
                "everybody:other"
            ),
        ]
    )
    func `A policy is found`(source: String, name: String, request: String, texts: String) throws {
        #expect(Self.texts(try Self.event(source, name, request)) == [texts])
    }

    @Test(
        arguments: [
            // No policy, or one that is taken away.
            ("sqs", "SetQueueAttributes", #"{"attributes":{"Policy":""}}"#),
            ("sqs", "SetQueueAttributes", #"{"attributes":{"VisibilityTimeout":"5"}}"#),
            (
                "sns", "SetTopicAttributes",
                #"{"attributeName":"DisplayName","attributeValue":\#(text)}"#
            ),
            ("kms", "CreateKey", "{}"),
            ("kms", "CreateKey", "null"),
            ("s3", "PutObject", #"{"bucketName":"b","key":"k"}"#),
            ("s3", "PutObject", #"{"omitted":true}"#),
            ("ec2", "ModifySnapshotAttribute", #"{"createVolumePermission":{"remove":{}}}"#),
            (
                "apigateway", "UpdateRestApi",
                #"{"patchOperations":[{"op":"remove","path":"/policy"}]}"#
            ),
            // Filters, sessions and trials.
            ("sts", "AssumeRole", #"{"policy":\#(text)}"#),
            ("sts", "GetFederationToken", #"{"policy":\#(text)}"#),
            ("organizations", "CreatePolicy", #"{"content":\#(text)}"#),
            (
                "ec2", "ModifyVpcEndpoint",
                #"{"ModifyVpcEndpointRequest":{"PolicyDocument":\#(text)}}"#
            ),
            ("cloudformation", "SetStackPolicy", #"{"stackPolicyBody":\#(text)}"#),
            ("iam", "SimulateCustomPolicy", #"{"policyInputList":[\#(text)]}"#),
            ("iam", "AttachRolePolicy", #"{"policyArn":"arn:aws:iam::aws:policy/x"}"#),
            // Reads.
            ("s3", "GetBucketPolicy", #"{"policy":\#(text)}"#),
            ("newservice", "DescribeThing", #"{"resourcePolicy":\#(text)}"#),
            ("newservice", "UpdateThing", #"{"policyName":"x","description":\#(text)}"#),
        ]
    )
    func `Most calls have no policy`(source: String, name: String, request: String) throws {
        #expect(EventPolicy(try Self.event(source, name, request)) == nil)
    }

    @Test(
        arguments: [
            ("s3", "PutBucketPolicy", #"{"bucketName":"b","omitted":true}"#, PolicyFault.omitted),
            ("s3", "PutBucketPolicy", #"{"bucketPolicy":{"omitted":true}}"#, .omitted),
            ("kms", "CreateKey", #"{"omitted":true,"reason":"too large"}"#, .omitted),
            ("s3", "PutBucketAcl", #"{"omitted":true}"#, .omitted),
            ("s3", "PutBucketPolicy", #"{"bucketName":"b"}"#, .missing),
            ("secretsmanager", "PutResourcePolicy", "null", .missing),
            ("secretsmanager", "PutResourcePolicy", #"{"resourcePolicy":"***"}"#, .malformed),
            ("iam", "PutRolePolicy", #"{"policyDocument":"{\"Statement\":[{"}"#, .malformed),
        ]
    )
    func `What is not read is said`(
        source: String,
        name: String,
        request: String,
        fault: PolicyFault
    ) throws {
        let policy = try #require(EventPolicy(try Self.event(source, name, request)))
        let grants = policy.grants(in: PolicyContext())
        #expect(grants.fault == fault)
        #expect(grants.texts == [])
    }

    @Test func `A denied call without parameters has no policy`() throws {
        let event = try Self.event("iam", "PutRolePolicy", "null", #","errorCode":"AccessDenied""#)
        #expect(EventPolicy(event) == nil)
    }

    @Test func `A role's policy may be in the response alone`() throws {
        let event = try Self.event(
            "iam",
            "CreateRole",
            #"{"roleName":"r"}"#,
            #","responseElements":{"role":{"assumeRolePolicyDocument":"%7B%22Statement%22%3A%7B"#
                + #"%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22AWS%22%3A%22193672423079"#
                + #"%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%7D"}}"#
        )
        #expect(Self.texts(event) == ["foreign-account:other"])
    }

    @Test func `Places are those of the declaration, where it has any`() throws {
        let architecture = try Architecture(
            yaml: Array(
                """
                environments: {prod: {accounts: "510000000001", vpcs: vpc-00140e09407f49dec}}
                networks: {office: [203.0.113.0/24], endpoints: [vpce-0449c623a385b968b]}
                """.utf8
            ),
            file: "audit.yaml"
        )
        let context = PolicyContext(architecture, owner: Self.own)
        for (condition, grantee) in [
            (#""IpAddress":{"aws:SourceIp":"203.0.113.16/28"}"#, "own-account"),
            (#""IpAddress":{"aws:SourceIp":"203.0.112.0/23"}"#, "foreign-account"),
            (#""IpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#, "own-account"),
            (#""StringEquals":{"aws:SourceVpce":"vpce-0449c623a385b968b"}"#, "own-account"),
            (#""StringEquals":{"aws:SourceVpce":"vpce-0000000000000000b"}"#, "foreign-account"),
            (#""StringEquals":{"aws:SourceVpc":"vpc-00140e09407f49dec"}"#, "own-account"),
            (#""StringEquals":{"aws:SourceVpc":"vpc-0000000000000000c"}"#, "foreign-account"),
        ] {
            let event = try Self.event(
                "s3",
                "PutBucketPolicy",
                """
                {"bucketPolicy":{"Statement":{"Effect":"Allow","Principal":"*",\
                "Action":"s3:GetObject","Resource":"*","Condition":{\(condition)}}}}
                """
            )
            #expect(
                EventPolicy(event)?.grants(in: context).texts == ["\(grantee):data"],
                Comment(rawValue: condition)
            )
        }
    }
}
