"""The API calls of a benchmark corpus: their parameters, answers, errors, and who makes them how often.

A call is a template over the names of one site (an account in a region). `$name` is filled once, when a site's
variants are rendered; `%(name)s` is left for the event, and stands only where a value is new each time.
"""

import random
from itertools import accumulate
from string import Template
from typing import NamedTuple

from cast import ACCOUNTS, ALPHANUMERIC, BASE32, SERVICE_NAMES, hexadecimal, text

VARIANTS = 40  # of each call, at each site
WITH_TLS = 0.35  # of the variants; older clients and calls inside AWS have no tlsDetails


class Call(NamedTuple):
    source: str
    name: str
    by: dict  # kind of identity -> how often, relative to its other calls
    request: str = "null"
    response: str = "null"  # reads have none
    resource: tuple = ()  # (type, ARN)
    read: bool = True
    data: bool = False  # a data event, not a management event
    forwarded: str = ""  # the AWS service that calls on the caller's behalf
    extra: str = ""  # additionalEventData
    kind: str = "AwsApiCall"


class Variant(NamedTuple):
    """One call at one site, rendered as far as it can be."""

    where: str  # eventSource, eventName, awsRegion
    succeeded: str  # requestParameters to additionalEventData
    denied: str
    throttled: str
    tail: str  # readOnly to the end
    fresh: bool  # holds %(…)s
    forwarded: str


class Repertoire(NamedTuple):
    """The calls of one kind of identity: for each its variants, and the running sum of the weights."""

    calls: list
    weights: list


S3_EXTRA = (
    '{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":%(in)s,'
    '"AuthenticationMethod":"AuthHeader","x-amz-id-2":"%(token)s","bytesTransferredOut":%(out)s}'
)
S3_OBJECT = ("AWS::S3::Object", "arn:aws:s3:::$bucket/$object")
SECRET_CONTEXT = '"encryptionContext":{"SecretARN":"$secret_arn","SecretVersionId":"$uuid"}'
KMS_KEY = ("AWS::KMS::Key", "arn:aws:kms:$region:$account:key/$key")
INSTANCE_ITEMS = '{"instancesSet":{"items":[{"instanceId":"$instance"}]}}'
ROLE_CREDENTIALS = (
    '{"credentials":{"accessKeyId":"%(key)s","sessionToken":"%(session)s","expiration":"Jul 10, 2025, 12:31:14 PM"},'
    '"assumedRoleUser":{"assumedRoleId":"AROA$role_id:$session","arn":"arn:aws:sts::$account:assumed-role/$role/$session"}}'
)
ASSUME_ROLE = '{"roleArn":"arn:aws:iam::$account:role/$role","roleSessionName":"$session","durationSeconds":3600}'

CALLS = (
    Call("secretsmanager", "GetSecretValue", {"workload": 9, "function": 9, "person": 1, "pipeline": 3},
         '{"secretId":"$secret"}'),
    Call("secretsmanager", "GetSecretValue", {"workload": 3, "user": 1}, '{"secretId":"$secret_arn","versionStage":"AWSCURRENT"}'),
    Call("secretsmanager", "DescribeSecret", {"person": 3, "pipeline": 5}, '{"secretId":"$secret"}'),
    Call("secretsmanager", "ListSecrets", {"person": 2}, '{"maxResults":100,"sortOrder":"asc"}'),
    Call("secretsmanager", "PutSecretValue", {"pipeline": 1}, '{"secretId":"$secret","clientRequestToken":"%(uuid)s"}',
         '{"arn":"$secret_arn"}', read=False),
    Call("kms", "Decrypt", {"workload": 8, "function": 8}, '{%s,"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}' % SECRET_CONTEXT,
         resource=KMS_KEY, forwarded="secretsmanager.amazonaws.com"),
    Call("kms", "Decrypt", {"workload": 5, "function": 3, "pipeline": 2},
         '{"encryptionContext":{"PARAMETER_ARN":"arn:aws:ssm:$region:$account:parameter$parameter"},'
         '"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}', resource=KMS_KEY, forwarded="ssm.amazonaws.com"),
    Call("kms", "GenerateDataKey", {"workload": 4, "service": 25},
         '{"keyId":"arn:aws:kms:$region:$account:key/$key","keySpec":"AES_256",'
         '"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::$bucket"}}', resource=KMS_KEY),
    Call("kms", "DescribeKey", {"person": 2, "pipeline": 4}, '{"keyId":"$key"}', resource=KMS_KEY),
    Call("ssm", "GetParameter", {"workload": 6, "function": 8}, '{"name":"$parameter","withDecryption":true}',
         resource=("AWS::SSM::Parameter", "arn:aws:ssm:$region:$account:parameter$parameter")),
    Call("ssm", "GetParametersByPath", {"workload": 3, "pipeline": 2},
         '{"path":"/$stage/$service/","recursive":true,"withDecryption":true,"maxResults":10}'),
    Call("ssm", "UpdateInstanceInformation", {"workload": 10},
         '{"instanceId":"$instance","agentVersion":"3.3.551.0","agentStatus":"Active","platformType":"Linux",'
         '"platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"10.$octet.7.41",'
         '"computerName":"ip-10-$octet-7-41.$region.compute.internal","agentName":"amazon-ssm-agent",'
         '"availabilityZone":"$region-az1","sSMConnectionChannel":"ssmmessages"}', read=False),
    Call("ssm", "StartSession", {"person": 2}, '{"target":"$instance"}',
         '{"sessionId":"person-%(short)s","tokenValue":"Value hidden due to security reasons.",'
         '"streamUrl":"wss://ssmmessages.$region.amazonaws.com/v1/data-channel/person-%(short)s"}', read=False),
    Call("ssm", "SendCommand", {"pipeline": 2},
         '{"documentName":"AWS-RunShellScript","instanceIds":["$instance"],"parameters":"HIDDEN_DUE_TO_SECURITY_REASONS"}',
         '{"command":{"commandId":"%(uuid)s","documentName":"AWS-RunShellScript","status":"Pending","targetCount":1}}', read=False),
    Call("sts", "AssumeRole", {"workload": 3, "function": 2, "user": 3, "service": 14}, ASSUME_ROLE, ROLE_CREDENTIALS,
         ("AWS::IAM::Role", "arn:aws:iam::$account:role/$role")),
    Call("sts", "GetCallerIdentity", {"workload": 3, "pipeline": 6, "person": 3, "user": 2}),
    Call("s3", "GetObject", {"workload": 9, "function": 9, "user": 4},
         '{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","key":"$object"}',
         resource=S3_OBJECT, data=True, extra=S3_EXTRA),
    Call("s3", "PutObject", {"workload": 5, "function": 3, "service": 30},
         '{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","key":"$object",'
         '"x-amz-acl":"bucket-owner-full-control","x-amz-server-side-encryption":"aws:kms"}',
         '{"x-amz-server-side-encryption":"aws:kms"}', S3_OBJECT, False, True, extra=S3_EXTRA),
    Call("s3", "GetBucketAcl", {"service": 14, "person": 1},
         '{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","acl":""}',
         resource=("AWS::S3::Bucket", "arn:aws:s3:::$bucket"), extra=S3_EXTRA),
    Call("s3", "ListBuckets", {"person": 4, "user": 2}, '{"Host":"s3.$region.amazonaws.com"}', extra=S3_EXTRA),
    Call("s3", "GetBucketPolicy", {"person": 1, "pipeline": 3},
         '{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","policy":""}', extra=S3_EXTRA),
    Call("dynamodb", "GetItem", {"function": 5}, '{"tableName":"$stage-$service","key":{"id":"****"},"consistentRead":false}',
         resource=("AWS::DynamoDB::Table", "arn:aws:dynamodb:$region:$account:table/$stage-$service"), data=True),
    Call("dynamodb", "DescribeTable", {"pipeline": 3, "person": 1}, '{"tableName":"$stage-$service"}'),
    Call("ec2", "DescribeInstances", {"workload": 4, "person": 8, "pipeline": 5, "user": 12},
         '{"instancesSet":{"items":[{"instanceId":"$instance"}]},"filterSet":{"items":[{"name":"instance-state-name",'
         '"valueSet":{"items":[{"value":"running"},{"value":"pending"}]}}]}}'),
    Call("ec2", "DescribeTags", {"workload": 3, "person": 2},
         '{"maxResults":1000,"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"$instance"}]}}]}}'),
    Call("ec2", "DescribeSecurityGroups", {"person": 5, "pipeline": 5, "user": 2},
         '{"securityGroupSet":{},"securityGroupIdSet":{"items":[{"groupId":"$group"}]},"filterSet":{}}'),
    Call("ec2", "DescribeVolumes", {"user": 4, "person": 1}, '{"maxResults":500,"volumeSet":{},"filterSet":{}}'),
    Call("ec2", "DescribeVpcs", {"person": 2, "pipeline": 3}, '{"vpcSet":{},"filterSet":{}}'),
    Call("ec2", "DescribeSubnets", {"person": 2, "pipeline": 3}, '{"subnetSet":{"items":[{"subnetId":"subnet-0$hex17"}]},"filterSet":{}}'),
    Call("ec2", "RunInstances", {"pipeline": 1, "service": 1},
         '{"instancesSet":{"items":[{"imageId":"ami-0$hex17","minCount":1,"maxCount":1}]},"instanceType":"m6i.large",'
         '"blockDeviceMapping":{},"monitoring":{"enabled":false},"subnetId":"subnet-0$hex17","disableApiTermination":false,'
         '"iamInstanceProfile":{"name":"$role"},"clientToken":"%(uuid)s"}',
         '{"requestId":"%(uuid)s","reservationId":"r-0%(short)s","ownerId":"$account","groupSet":{},"instancesSet":{"items":'
         '[{"instanceId":"i-0%(short)s","imageId":"ami-0$hex17","instanceState":{"code":0,"name":"pending"},'
         '"privateDnsName":"ip-10-$octet-7-41.$region.compute.internal","amiLaunchIndex":0,"instanceType":"m6i.large",'
         '"placement":{"availabilityZone":"${region}a","tenancy":"default"},"vpcId":"vpc-0$hex17","architecture":"x86_64",'
         '"groupSet":{"items":[{"groupId":"$group","groupName":"$stage-$service"}]},"httpTokens":"required"}]}}', read=False),
    Call("ec2", "TerminateInstances", {"pipeline": 1, "service": 1}, INSTANCE_ITEMS,
         '{"instancesSet":{"items":[{"instanceId":"$instance","currentState":{"code":32,"name":"shutting-down"},'
         '"previousState":{"code":16,"name":"running"}}]}}', read=False),
    Call("ec2", "CreateTags", {"pipeline": 4, "service": 1},
         '{"resourcesSet":{"items":[{"resourceId":"$instance"}]},"tagSet":{"items":[{"key":"Name","value":"$stage-$service"},'
         '{"key":"Revision","value":"%(short)s"}]}}', '{"requestId":"%(uuid)s","_return":true}', read=False),
    Call("ec2", "AuthorizeSecurityGroupIngress", {"pipeline": 1},
         '{"groupId":"$group","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,"groups":{},'
         '"ipRanges":{"items":[{"cidrIp":"10.$octet.0.0/16"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}',
         '{"requestId":"%(uuid)s","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"$account","groupId":"$group",'
         '"securityGroupRuleId":"sgr-0%(short)s","isEgress":false,"ipProtocol":"tcp","fromPort":443,"toPort":443,'
         '"cidrIpv4":"10.$octet.0.0/16"}]}}', read=False),
    Call("logs", "CreateLogStream", {"workload": 7, "function": 9},
         '{"logGroupName":"/$stage/$service","logStreamName":"2025/07/10/[$$LATEST]%(short)s"}', read=False),
    Call("logs", "DescribeLogGroups", {"person": 3, "pipeline": 3}, '{"logGroupNamePrefix":"/$stage/$service","limit":50}'),
    Call("logs", "StartQuery", {"person": 2},
         '{"logGroupNames":["/$stage/$service"],"startTime":1752105600000,"endTime":1752109200000,'
         '"queryString":"fields @timestamp, @message | filter level = \\"error\\" | sort @timestamp desc"}',
         '{"queryId":"%(uuid)s"}', read=False),
    Call("lambda", "Invoke", {"function": 4, "service": 3},
         '{"functionName":"arn:aws:lambda:$region:$account:function:$stage-$service","invocationType":"RequestResponse"}',
         resource=("AWS::Lambda::Function", "arn:aws:lambda:$region:$account:function:$stage-$service"), read=False, data=True),
    Call("lambda", "UpdateFunctionCode20150331v2", {"pipeline": 3},
         '{"functionName":"$stage-$service","s3Bucket":"$bucket","s3Key":"$object","publish":true,"dryRun":false}',
         '{"functionName":"$stage-$service","functionArn":"arn:aws:lambda:$region:$account:function:$stage-$service",'
         '"runtime":"nodejs20.x","role":"arn:aws:iam::$account:role/$role","handler":"index.handler","codeSize":1843221,'
         '"timeout":30,"memorySize":512,"lastModified":"2025-07-10T12:31:14.000+0000","revisionId":"%(uuid)s"}', read=False),
    Call("lambda", "ListFunctions20150331", {"person": 2}),
    Call("cloudformation", "DescribeStacks", {"pipeline": 8, "person": 2}, '{"stackName":"$stage-$service"}'),
    Call("cloudformation", "UpdateStack", {"pipeline": 1},
         '{"stackName":"$stage-$service","capabilities":["CAPABILITY_NAMED_IAM"],"parameters":[{"parameterKey":"Revision",'
         '"parameterValue":"****"}]}', '{"stackId":"arn:aws:cloudformation:$region:$account:stack/$stage-$service/$uuid"}', read=False),
    Call("ecr", "BatchGetImage", {"workload": 2, "pipeline": 3},
         '{"repositoryName":"$service","imageIds":[{"imageTag":"$hex17"}],"registryId":"$account",'
         '"acceptedMediaTypes":["application/vnd.docker.distribution.manifest.v2+json"]}',
         resource=("AWS::ECR::Repository", "arn:aws:ecr:$region:$account:repository/$service")),
    Call("ecr", "GetAuthorizationToken", {"workload": 2, "pipeline": 3}),
    Call("ecr", "PutImage", {"pipeline": 1}, '{"repositoryName":"$service","registryId":"$account","imageTag":"%(short)s"}',
         '{"image":{"registryId":"$account","repositoryName":"$service","imageId":{"imageTag":"%(short)s"}}}', read=False),
    Call("ecs", "UpdateService", {"pipeline": 2},
         '{"cluster":"$stage","service":"$service","taskDefinition":"$service:%(number)s","forceNewDeployment":true}',
         '{"service":{"serviceArn":"arn:aws:ecs:$region:$account:service/$stage/$service","status":"ACTIVE","desiredCount":3,'
         '"runningCount":3,"launchType":"EC2","roleArn":"arn:aws:iam::$account:role/$role"}}', read=False),
    Call("elasticloadbalancing", "DescribeTargetHealth", {"workload": 3, "pipeline": 6, "user": 3},
         '{"targetGroupArn":"arn:aws:elasticloadbalancing:$region:$account:targetgroup/$stage-$service/$hex17"}'),
    Call("autoscaling", "DescribeAutoScalingGroups", {"workload": 2, "user": 4, "person": 2},
         '{"autoScalingGroupNames":["$stage-$service"]}'),
    Call("autoscaling", "CompleteLifecycleAction", {"workload": 1},
         '{"lifecycleHookName":"drain","autoScalingGroupName":"$stage-$service","lifecycleActionResult":"CONTINUE",'
         '"instanceId":"$instance"}', read=False),
    Call("iam", "GetRole", {"pipeline": 6, "person": 3}, '{"roleName":"$role"}'),
    Call("iam", "ListAttachedRolePolicies", {"pipeline": 4, "person": 2}, '{"roleName":"$role"}'),
    Call("iam", "CreateAccessKey", {"person": 0.05}, '{"userName":"$service-vendor"}',
         '{"accessKey":{"accessKeyId":"%(key)s","status":"Active","userName":"$service-vendor",'
         '"createDate":"Jul 10, 2025, 12:31:14 PM"}}', read=False),
    Call("cloudtrail", "LookupEvents", {"person": 2},
         '{"maxResults":50,"lookupAttributes":[{"attributeKey":"ResourceName","attributeValue":"$instance"}]}'),
    Call("monitoring", "DescribeAlarms", {"person": 3, "user": 6}, '{"maxRecords":100,"stateValue":"ALARM"}'),
    Call("rds", "DescribeDBInstances", {"person": 2, "user": 5}, '{"dBInstanceIdentifier":"$stage-$service"}'),
    Call("config", "PutEvaluations", {"function": 1}, '{"testMode":false,"resultToken":"****","evaluations":[]}', read=False),
    Call("signin", "ConsoleLogin", {"person": 1}, "null", '{"ConsoleLogin":"Success"}', read=False, kind="AwsConsoleSignIn",
         extra='{"LoginTo":"https://$region.console.aws.amazon.com/console/home","MobileVersion":"No","MFAUsed":"No"}'),
)


def site_names(rng, account, region):
    """The resources of a site that calls name."""
    stage = ACCOUNTS[account]
    return {
        "secrets": [(f"{stage}/{service}/{kind}", text(rng, ALPHANUMERIC, 6)) for service in SERVICE_NAMES for kind in ("db", "api-key")],
        "buckets": [f"{stage}-{service}-{region}-{account}" for service in SERVICE_NAMES[:12]],
        "instances": [f"i-0{hexadecimal(rng, 16)}" for _ in range(80)],
        "groups": [f"sg-0{hexadecimal(rng, 16)}" for _ in range(30)],
        "keys": [uuid(rng) for _ in range(6)],
        "roles": [f"{stage}-{service}-instance" for service in SERVICE_NAMES],
    }


def uuid(rng):
    digits = hexadecimal(rng, 32)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def variables(rng, account, region, names):
    """One set of values for the `$name`s of a call."""
    secret, suffix = rng.choice(names["secrets"])
    service = rng.choice(SERVICE_NAMES)
    stage = ACCOUNTS[account]
    return {
        "account": account, "region": region, "stage": stage, "service": service,
        "secret": secret, "secret_arn": f"arn:aws:secretsmanager:{region}:{account}:secret:{secret}-{suffix}",
        "parameter": f"/{stage}/{service}/{rng.choice(('url', 'token', 'flags', 'pool-size'))}",
        "bucket": rng.choice(names["buckets"]), "object": f"{service}/2025/07/{hexadecimal(rng, 24)}.json",
        "instance": rng.choice(names["instances"]), "group": rng.choice(names["groups"]),
        "key": rng.choice(names["keys"]), "role": rng.choice(names["roles"]), "role_id": text(rng, BASE32, 17),
        "session": rng.choice(names["instances"]), "octet": rng.randrange(64),
        "hex17": hexadecimal(rng, 16), "uuid": uuid(rng),
    }


def denied_text(call, fields):
    """EC2 and S3 keep the parameters of a denied call; the others do not."""
    operation = f"{call.source}:{call.name}"
    message = f"User: %(arn)s is not authorized to perform: {operation}"
    code = "AccessDenied"
    if call.source == "ec2":
        code, message = "Client.UnauthorizedOperation", f"You are not authorized to perform this operation. {message}"
    else:
        message += f" on resource: {call.resource[1] if call.resource else '*'}"
    message += f" because no identity-based policy allows the {operation} action"
    request = call.request if call.source in ("ec2", "s3") else "null"
    error = f'"errorCode":"{code}","errorMessage":"{message}"'
    return Template(f'{error},"requestParameters":{request},"responseElements":null').substitute(fields)


def tail_text(call, account, region, with_tls):
    """What follows eventID."""
    resource = ""
    if call.resource:
        resource = f'"resources":[{{"accountId":"{account}","type":"{call.resource[0]}","ARN":"{call.resource[1]}"}}],'
    management, category = ("false", "Data") if call.data else ("true", "Management")
    tls = ""
    if with_tls and not call.forwarded:
        tls = (
            f',"tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",'
            f'"clientProvidedHostHeader":"{call.source}.{region}.amazonaws.com"}}'
        )
    return (
        f'"readOnly":{str(call.read).lower()},{resource}"eventType":"{call.kind}","managementEvent":{management},'
        f'"recipientAccountId":"{account}","eventCategory":"{category}"{tls}}}'
    )


def variant(rng, call, account, region, fields):
    extra = f',"additionalEventData":{call.extra}' if call.extra else ""
    succeeded = Template(f'"requestParameters":{call.request},"responseElements":{call.response}{extra}').substitute(fields)
    return Variant(
        f'"eventSource":"{call.source}.amazonaws.com","eventName":"{call.name}","awsRegion":"{region}"',
        succeeded,
        denied_text(call, fields),
        '"errorCode":"ThrottlingException","errorMessage":"Rate exceeded","requestParameters":null,"responseElements":null',
        Template(tail_text(call, account, region, rng.random() < WITH_TLS)).substitute(fields),
        "%(" in succeeded,
        call.forwarded,
    )


EVERYDAY_SECRETS = 0.04  # programs read their secrets when they start, and keep them


def frequency(call, kind, everyday):
    """How often a kind of identity makes a call, relative to its other calls."""
    reads_secret = call.source == "secretsmanager" or call.forwarded or (call.source, call.name[:12]) == ("ssm", "GetParameter")
    return call.by[kind] * (EVERYDAY_SECRETS if everyday and reads_secret else 1)


def repertoires(seed, account, region, everyday=False):
    """What each kind of identity calls at a site: kind -> Repertoire."""
    rng = random.Random(f"{seed}/calls/{account}/{region}")
    names = site_names(rng, account, region)
    rendered = [
        [variant(rng, call, account, region, variables(rng, account, region, names)) for _ in range(VARIANTS)] for call in CALLS
    ]
    result = {}
    for kind in ("workload", "function", "person", "pipeline", "user", "service"):
        known = [(variants, frequency(call, kind, everyday)) for call, variants in zip(CALLS, rendered) if kind in call.by]
        result[kind] = Repertoire([variants for variants, _ in known], list(accumulate(weight for _, weight in known)))
    return result
