import CloudTrail
import Testing

/// A call, and the one resource that it was mainly about.
private struct Call: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var members: String
    var resource: String?

    init(
        _ source: String,
        _ name: String,
        _ parameters: String,
        _ resource: String?,
        _ rest: String = ""
    ) {
        testDescription = "\(source):\(name) \(parameters.prefix(60))"
        members =
            #""eventSource":"\#(source).amazonaws.com","eventName":"\#(name)","#
            + #""requestParameters":\#(parameters)\#(rest.isEmpty ? "" : ",")\#(rest)"#
        self.resource = resource
    }
}

private let secret = "arn:aws:secretsmanager:eu-west-1:5:secret:prod/db-AbCdEf"

private let calls: [Call] = [
    Call(
        "secretsmanager",
        "GetSecretValue",
        #"{"secretId":"prod/db","versionStage":"AWSCURRENT"}"#,
        "prod/db"
    ),
    Call(
        "secretsmanager",
        "BatchGetSecretValue",
        #"{"secretIdList":["a","b"],"maxResults":2}"#,
        "a"
    ),
    Call(
        "secretsmanager",
        "BatchGetSecretValue",
        #"{"filters":[{"key":"name","values":["a"]}]}"#,
        nil
    ),
    Call(
        "secretsmanager",
        "CreateSecret",
        #"{"name":"prod/db","description":"d","clientRequestToken":"t"}"#,
        "prod/db"
    ),
    Call(
        "secretsmanager",
        "DeleteSecret",
        "null",
        secret,
        #""responseElements":{"name":"prod/db","aRN":"\#(secret)"}"#
    ),
    Call(
        "secretsmanager",
        "RotationSucceeded",
        "null",
        secret,
        #""eventType":"AwsServiceEvent","additionalEventData":{"SecretId":"\#(secret)"}"#
    ),
    Call(
        "secretsmanager",
        "StartSecretVersionDelete",
        "null",
        secret,
        #""eventType":"AwsServiceEvent","additionalEventData":{"Name":"prod/db","ARN":"\#(secret)"}"#
    ),
    Call(
        "secretsmanager",
        "RotationFailed",
        "null",
        secret,
        #""eventType":"AwsServiceEvent","serviceEventDetails":{"secretId":"\#(secret)"}"#
    ),
    Call(
        "kms",
        "RotateKey",
        "null",
        "k-1",
        #""eventType":"AwsServiceEvent","serviceEventDetails":{"rotationType":"AUTOMATIC","keyId":"k-1"}"#
    ),
    Call(
        "kms",
        "Decrypt",
        #"{"encryptionContext":{"SecretARN":"\#(secret)"}}"#,
        "arn:aws:kms:r:5:key/k",
        #""resources":[{"accountId":"5","type":"AWS::KMS::Key","ARN":"arn:aws:kms:r:5:key/k"}]"#
    ),
    Call(
        "ssm",
        "GetParameters",
        #"{"withDecryption":true,"names":["/prod/a","/prod/b"]}"#,
        "/prod/a"
    ),
    Call("ssm", "GetParametersByPath", #"{"path":"/prod","recursive":true}"#, "/prod"),
    Call("ssm", "StartSession", #"{"target":"i-1"}"#, "i-1"),
    Call(
        "ssm",
        "SendCommand",
        #"{"documentName":"AWS-RunShellScript","instanceIds":["i-1","i-2"]}"#,
        "i-1"
    ),
    Call(
        "sts",
        "AssumeRole",
        #"{"roleSessionName":"s","roleArn":"arn:aws:iam::5:role/r","durationSeconds":900}"#,
        "arn:aws:iam::5:role/r",
        #""responseElements":{"credentials":{"accessKeyId":"ASIA1"}}"#
    ),
    Call(
        "sts",
        "GetSessionToken",
        "null",
        nil,
        #""responseElements":{"credentials":{"accessKeyId":"ASIA1"}}"#
    ),
    Call(
        "iam",
        "AttachRolePolicy",
        #"{"policyArn":"arn:aws:iam::aws:policy/P","roleName":"r"}"#,
        "r"
    ),
    Call("iam", "AddUserToGroup", #"{"groupName":"g","userName":"u"}"#, "u"),
    Call("iam", "CreatePolicy", #"{"policyDocument":"{}","policyName":"p"}"#, "p"),
    Call(
        "iam",
        "CreateAccessKey",
        "null",
        "eve",
        #""responseElements":{"accessKey":{"accessKeyId":"AKIA1","userName":"eve"}}"#
    ),
    Call(
        "ec2",
        "AuthorizeSecurityGroupIngress",
        #"{"groupId":"sg-1","ipPermissions":{"items":[{"groups":{"items":[{"groupId":"sg-2"}]}}]}}"#,
        "sg-1"
    ),
    Call(
        "ec2",
        "DescribeRouteTables",
        #"{"routeTableIdSet":{"items":[{"routeTableId":"rtb-1"}]},"filterSet":{}}"#,
        "rtb-1"
    ),
    Call(
        "ec2",
        "DescribeRouteTables",
        #"{"filterSet":{"items":[{"name":"vpc-id","valueSet":{"items":[{"value":"vpc-1"}]}}]}}"#,
        nil
    ),
    Call(
        "ec2",
        "DescribeInstances",
        #"{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]},"filterSet":{}}"#,
        "i-1"
    ),
    Call("ec2", "DescribeInstances", #"{"instancesSet":{},"filterSet":{}}"#, nil),
    Call(
        "ec2",
        "CreateTags",
        #"{"resourcesSet":{"items":[{"resourceId":"i-1"}]},"tagSet":{"items":[{"key":"k","value":"v"}]}}"#,
        "i-1"
    ),
    Call(
        "ec2",
        "ModifySecurityGroupRules",
        #"{"ModifySecurityGroupRulesRequest":{"GroupId":"sg-1","SecurityGroupRule":{"SecurityGroupRuleId":"sgr-1"}}}"#,
        "sg-1"
    ),
    Call(
        "ec2",
        "DeleteFlowLogs",
        #"{"DeleteFlowLogsRequest":{"FlowLogId":{"tag":1,"content":"fl-1"}}}"#,
        "fl-1"
    ),
    Call(
        "ec2",
        "DeleteFlowLogs",
        #"{"DeleteFlowLogsRequest":{"FlowLogId":[{"tag":1,"content":"fl-1"},{"tag":2,"content":"fl-2"}]}}"#,
        "fl-1"
    ),
    Call(
        "ec2",
        "DescribeNatGateways",
        #"{"DescribeNatGatewaysRequest":{"NatGatewayId":{"tag":1,"content":"nat-1"}}}"#,
        "nat-1"
    ),
    Call(
        "ec2",
        "ReplaceIamInstanceProfileAssociation",
        #"{"ReplaceIamInstanceProfileAssociationRequest":{"AssociationId":"a-1","IamInstanceProfile":{"Name":"p"}}}"#,
        "a-1"
    ),
    Call(
        "ec2",
        "ModifyInstanceMetadataOptions",
        #"{"ModifyInstanceMetadataOptionsRequest":{"HttpTokens":"optional","InstanceId":"i-1"}}"#,
        "i-1"
    ),
    Call(
        "ec2",
        "ModifySnapshotAttribute",
        #"{"createVolumePermission":{"add":{"items":[{"group":"all"}]}},"snapshotId":"snap-1"}"#,
        "snap-1"
    ),
    Call(
        "ec2",
        "RunInstances",
        #"{"instancesSet":{"items":[{"imageId":"ami-1"}]},"subnetId":"subnet-1"}"#,
        "i-1",
        #""responseElements":{"instancesSet":{"items":[{"instanceId":"i-1"}]}}"#
    ),
    Call(
        "ec2",
        "RunInstances",
        #"{"instancesSet":{"items":[{"imageId":"ami-1"}]}}"#,
        "ami-1",
        #""errorCode":"Client.X","responseElements":null"#
    ),
    Call(
        "ec2",
        "CreateVpc",
        #"{"cidrBlock":"10.0.0.0/16"}"#,
        "vpc-1",
        #""responseElements":{"requestId":"r","vpc":{"vpcId":"vpc-1"}}"#
    ),
    Call(
        "ec2",
        "CreateRoute",
        #"{"routeTableId":"rtb-1","gatewayId":"igw-1","destinationCidrBlock":"0.0.0.0/0"}"#,
        "rtb-1"
    ),
    Call(
        "cloudtrail",
        "StopLogging",
        #"{"name":"arn:aws:cloudtrail:r:5:trail/t"}"#,
        "arn:aws:cloudtrail:r:5:trail/t"
    ),
    Call("cloudtrail", "UpdateTrail", #"{"s3BucketName":"b","name":"t"}"#, "t"),
    Call("cloudtrail", "PutEventSelectors", #"{"trailName":"t","eventSelectors":[]}"#, "t"),
    Call("cloudtrail", "DescribeTrails", #"{"trailNameList":["t"]}"#, "t"),
    Call("s3", "ListObjects", #"{"bucketName":"b","Host":"b.s3.amazonaws.com"}"#, "arn:aws:s3:::b"),
    Call("s3", "GetObject", #"{"bucketName":"b","key":"a/b c"}"#, "arn:aws:s3:::b/a/b c"),
    Call(
        "s3",
        "PutBucketPolicy",
        #"{"bucketName":"b","policy":""}"#,
        "arn:aws-cn:s3:::b",
        #""awsRegion":"cn-north-1""#
    ),
    Call("s3", "ListBuckets", #"{"Host":"s3.amazonaws.com"}"#, nil),
    Call(
        "s3",
        "GetObject",
        #"{"bucketName":"b","key":"k"}"#,
        "arn:aws:s3:::b/k",
        #""resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"},{"type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::b"}]"#
    ),
    Call(
        "s3",
        "PutObject",
        #"{"bucketName":"b","key":"k"}"#,
        "arn:aws:s3:::b",
        #""userIdentity":{"type":"AWSService","invokedBy":"x"},"resources":[{"ARN":"arn:aws:s3:::b/k"},{"ARN":"arn:aws:s3:::b"}]"#
    ),
    Call("lambda", "UpdateFunctionCode20150331v2", #"{"functionName":"f","publish":false}"#, "f"),
    Call(
        "signin",
        "ConsoleLogin",
        "null",
        nil,
        #""responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"No"}"#
    ),
    Call("kms", "GenerateDataKey", #""{\"keyId\":\"alias/k\"}""#, "alias/k"),
    Call(
        "iam",
        "PutRolePolicy",
        #"{"reason":"requestParameters too large","omitted":true,"originalSize":149893}"#,
        nil
    ),
    Call("x", "Y", "{}", nil), Call("x", "Y", "[]", nil), Call("x", "Y", #""not json""#, nil),
    Call("x", "Y", #""{broken""#, nil),
    Call("x", "Y", #"{"name":"","id":7,"resourceId":null}"#, nil),
    Call("x", "Y", #"{"policyName":"{\"a\":1}"}"#, nil),
    Call(
        "ec2",
        "RunInstances",
        "{}",
        "arn:aws:ec2:r:5:instance/*",
        #""errorCode":"Client.UnauthorizedOperation","errorMessage":"User: u is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:r:5:instance/* because no""#
    ),
]

struct ResourceTests {
    private func event(_ members: String) throws -> Event {
        try Event(parsing: Array(#"{"eventTime":"2026-03-07T01:40:05Z",\#(members)}"#.utf8))
    }

    @Test(arguments: calls)
    fileprivate func `The main resource of a call`(call: Call) throws {
        #expect(try event(call.members).mainResource == call.resource)
        #expect(try event(SampleRecord.pretty(call.members)).mainResource == call.resource)
    }

    @Test(
        arguments: [
            (#"[{"arn":"a"}]"#, "a"), (#"[{"ARNPrefix":"arn:aws:s3:::b/"}]"#, "arn:aws:s3:::b/*"),
            (#"[{"type":"T"},{"ARN":""},null,"{'ARN': 'x'}",{"ARN":"a"}]"#, "a"), (#""""#, nil),
            ("null", nil),
            ("[]", nil), ("[null]", nil), (#"["{'ARN': 'x'}"]"#, nil), (#"{"ARN":"a"}"#, "a"),
            ("7", nil),
            (#"[{"accountId":"5"}]"#, nil),
        ] as [(String, String?)]
    )
    func `Resources come in many shapes`(resources: String, resource: String?) throws {
        #expect(try event(#""resources":\#(resources)"#).mainResource == resource)
    }

    @Test
    func `An Insight event is about a call`() throws {
        let event = try Event(parsing: Array(SampleRecord.insight.utf8))
        #expect(
            event.mainResource == "ssm.amazonaws.com UpdateInstanceInformation ApiCallRateInsight"
        )
    }
}

/// A call, and all that it is about; the main resource comes first.
private let lists: [(members: String, resources: [String])] = [
    (
        #""eventSource":"ec2.amazonaws.com","eventName":"TerminateInstances","requestParameters":{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}"#,
        ["i-1", "i-2"]
    ),
    (
        #""eventSource":"iam.amazonaws.com","eventName":"AttachRolePolicy","requestParameters":{"roleName":"web","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#,
        ["web", "arn:aws:iam::aws:policy/AdministratorAccess"]
    ),
    // The bucket is in the ARN of its object.
    (
        #""eventSource":"s3.amazonaws.com","eventName":"GetObject","requestParameters":{"bucketName":"payroll","key":"x.csv"},"resources":[{"ARN":"arn:aws:s3:::payroll/x.csv"},{"ARN":"arn:aws:s3:::payroll"}]"#,
        ["arn:aws:s3:::payroll/x.csv"]
    ),
    (
        #""userIdentity":{"type":"AWSService"},"eventSource":"s3.amazonaws.com","eventName":"PutObject","requestParameters":{"bucketName":"logs","key":"x.gz"},"resources":[{"ARN":"arn:aws:s3:::logs/x.gz"},{"ARN":"arn:aws:s3:::logs"}]"#,
        ["arn:aws:s3:::logs"]
    ),
    (
        #""eventSource":"ssm.amazonaws.com","eventName":"GetParameters","requestParameters":{"names":["/prod/a","/prod/b"]},"resources":[{"ARN":"arn:aws:ssm:r:5:parameter/prod/a"}]"#,
        ["arn:aws:ssm:r:5:parameter/prod/a", "/prod/b"]
    ),
    (
        #""eventSource":"s3.amazonaws.com","eventName":"CopyObject","requestParameters":{"bucketName":"dst","key":"k","x-amz-copy-source":"/payroll/x.csv?versionId=1"}"#,
        ["arn:aws:s3:::dst/k", "arn:aws:s3:::payroll/x.csv"]
    ),
    (
        #""eventSource":"kms.amazonaws.com","eventName":"ReEncrypt","requestParameters":{"sourceKeyId":"k-src","destinationKeyId":"k-dst"},"resources":[{"ARN":"arn:aws:kms:r:5:key/k-src"},{"ARN":"arn:aws:kms:r:5:key/k-dst"}]"#,
        ["arn:aws:kms:r:5:key/k-src", "arn:aws:kms:r:5:key/k-dst"]
    ),
    (
        #""eventSource":"ec2.amazonaws.com","eventName":"RunInstances","requestParameters":{"instancesSet":{"items":[{"imageId":"ami-1","minCount":2}]},"subnetId":"subnet-1"},"responseElements":{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}"#,
        ["i-1", "ami-1", "subnet-1", "i-2"]
    ),
    (
        #""eventSource":"ssm.amazonaws.com","eventName":"SendCommand","requestParameters":{"documentName":"AWS-RunShellScript","instanceIds":["i-1","i-2"]}"#,
        ["i-1", "AWS-RunShellScript", "i-2"]
    ),
    (
        #""eventSource":"iam.amazonaws.com","eventName":"CreateAccessKey","requestParameters":{"userName":"ben"},"responseElements":{"accessKey":{"userName":"ben","accessKeyId":"AKIA1","status":"Active"}}"#,
        ["ben", "AKIA1"]
    ),
    // The ARN of what was named is no second resource.
    (
        #""eventSource":"secretsmanager.amazonaws.com","eventName":"CreateSecret","requestParameters":{"name":"prod/db"},"responseElements":{"name":"prod/db","aRN":"\#(secret)"}"#,
        ["prod/db"]
    ),
    (
        #""eventSource":"sts.amazonaws.com","eventName":"AssumeRole","requestParameters":{"roleArn":"arn:aws:iam::5:role/r","roleSessionName":"s"},"responseElements":{"assumedRoleUser":{"arn":"arn:aws:sts::5:assumed-role/r/s"},"credentials":{"accessKeyId":"ASIA1"}},"resources":[{"ARN":"arn:aws:iam::5:role/r"}]"#,
        ["arn:aws:iam::5:role/r"]
    ),
    (
        #""eventSource":"iam.amazonaws.com","eventName":"PassRole","errorCode":"AccessDenied","errorMessage":"User: u is not authorized to perform: iam:PassRole on resource: arn:aws:iam::5:role/admin because no policy","requestParameters":{"functionName":"pay"}"#,
        ["pay", "arn:aws:iam::5:role/admin"]
    ),
    (
        #""eventSource":"ecs.amazonaws.com","eventName":"UpdateService","requestParameters":{"service":"api","cluster":"prod"}"#,
        ["api", "prod"]
    ),
    (
        #""eventSource":"states.amazonaws.com","eventName":"StartExecution","requestParameters":{"stateMachineArn":"arn:aws:states:r:5:stateMachine:s"}"#,
        ["arn:aws:states:r:5:stateMachine:s"]
    ),
    (
        #""eventSource":"elasticache.amazonaws.com","eventName":"DeleteCacheCluster","requestParameters":{"cacheClusterId":"cc"}"#,
        ["cc"]
    ),
    (
        #""eventSource":"redshift.amazonaws.com","eventName":"DeleteCluster","requestParameters":{"clusterIdentifier":"rs"}"#,
        ["rs"]
    ),
    (
        #""eventSource":"organizations.amazonaws.com","eventName":"LeaveOrganization","requestParameters":null"#,
        []
    ),
]

struct ResourceListTests {
    @Test(arguments: lists)
    func `All resources of a call are found, each once`(members: String, resources: [String])
        throws
    {
        let event = try Event(parsing: #"{"eventTime":"2026-03-07T01:00:00Z",\#(members)}"#.utf8)
        #expect(event.resources == resources)
        #expect(event.mainResource == resources.first)
    }
}
