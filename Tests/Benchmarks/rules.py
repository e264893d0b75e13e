"""800 Sigma rules like those that people have: pairs of `selection and [not] error` over event names, and 20 of each other shape.

    Tests/Benchmarks/rules.py FILE
"""

import sys
import uuid

from actions import CALLS

RULES = 800
OF_A_SHAPE = 20

# Calls that the corpus does not have, as most rules of a collection are about what never happens.
OTHERS = {
    "iam": "CreateUser DeleteUser CreateLoginProfile UpdateLoginProfile DeleteLoginProfile AttachUserPolicy DetachUserPolicy "
           "PutUserPolicy DeleteUserPolicy AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy CreateRole DeleteRole "
           "UpdateAssumeRolePolicy CreatePolicy CreatePolicyVersion SetDefaultPolicyVersion DeletePolicy CreateGroup DeleteGroup "
           "AddUserToGroup RemoveUserFromGroup AttachGroupPolicy PutGroupPolicy DeactivateMFADevice DeleteVirtualMFADevice "
           "EnableMFADevice CreateSAMLProvider UpdateSAMLProvider DeleteSAMLProvider CreateOpenIDConnectProvider "
           "DeleteOpenIDConnectProvider UpdateAccessKey DeleteAccessKey CreateInstanceProfile AddRoleToInstanceProfile "
           "UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy CreateServiceSpecificCredential UploadSSHPublicKey",
    "ec2": "StopInstances ModifyInstanceAttribute CreateSnapshot ModifySnapshotAttribute DeleteSnapshot CreateImage "
           "ModifyImageAttribute DeleteVolume GetPasswordData GetConsoleScreenshot CreateKeyPair ImportKeyPair DeleteFlowLogs "
           "CreateSecurityGroup DeleteSecurityGroup RevokeSecurityGroupIngress AuthorizeSecurityGroupEgress CreateRoute ReplaceRoute "
           "CreateInternetGateway AttachInternetGateway CreateVpcPeeringConnection AcceptVpcPeeringConnection CreateNetworkAclEntry "
           "ReplaceNetworkAclEntry DeleteNetworkAcl CreateTrafficMirrorSession CreateTrafficMirrorTarget AssociateIamInstanceProfile "
           "ReplaceIamInstanceProfileAssociation DisableEbsEncryptionByDefault EnableSerialConsoleAccess SendSSHPublicKey",
    "cloudtrail": "StopLogging DeleteTrail UpdateTrail CreateTrail PutEventSelectors PutInsightSelectors DeleteEventDataStore",
    "s3": "PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutObjectAcl DeleteBucket DeleteObjects PutBucketLifecycle "
          "PutBucketReplication PutBucketVersioning PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock PutBucketLogging "
          "PutBucketEncryption DeleteBucketEncryption PutBucketWebsite PutBucketCors",
    "kms": "DisableKey ScheduleKeyDeletion PutKeyPolicy CreateGrant RetireGrant DisableKeyRotation DeleteImportedKeyMaterial ReEncrypt",
    "secretsmanager": "DeleteSecret RestoreSecret UpdateSecret PutResourcePolicy DeleteResourcePolicy CancelRotateSecret "
                      "RotateSecret ReplicateSecretToRegions GetRandomPassword BatchGetSecretValue",
    "guardduty": "DeleteDetector UpdateDetector CreateIPSet UpdateIPSet DeletePublishingDestination CreateFilter "
                 "DisassociateFromMasterAccount StopMonitoringMembers DeleteMembers",
    "config": "StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel DeleteConfigRule DeleteEvaluationResults",
    "lambda": "CreateFunction20150331 DeleteFunction20150331 AddPermission20150331v2 CreateEventSourceMapping20150331 "
              "UpdateFunctionConfiguration20150331v2 PublishLayerVersion20181031 CreateFunctionUrlConfig",
    "rds": "ModifyDBInstance ModifyDBSnapshotAttribute CreateDBSnapshot DeleteDBInstance DeleteDBCluster ModifyDBCluster "
           "RestoreDBInstanceFromDBSnapshot StartExportTask",
    "organizations": "LeaveOrganization InviteAccountToOrganization DeletePolicy DetachPolicy DisablePolicyType CreateAccount",
    "sts": "GetFederationToken GetSessionToken AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot",
    "ssm": "CreateDocument ModifyDocumentPermission StartAutomationExecution CreateAssociation DeleteParameter PutParameter ResumeSession",
    "logs": "DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteMetricFilter PutSubscriptionFilter CreateExportTask",
    "route53": "ChangeResourceRecordSets RegisterDomain TransferDomain DisableDomainTransferLock AssociateVPCWithHostedZone",
    "ecr": "SetRepositoryPolicy DeleteRepository PutImageScanningConfiguration GetDownloadUrlForLayer",
    "eks": "CreateCluster UpdateClusterConfig CreateAccessEntry AssociateAccessPolicy DeleteCluster",
    "ecs": "RegisterTaskDefinition RunTask ExecuteCommand CreateCluster DeleteService",
    "glue": "CreateDevEndpoint UpdateDevEndpoint CreateJob UpdateJob GetTables",
    "securityhub": "DisableSecurityHub BatchDisableStandards UpdateFindings DeleteInsight BatchUpdateFindings",
    "wafv2": "DeleteWebACL UpdateWebACL DisassociateWebACL DeleteLoggingConfiguration",
    "ses": "UpdateAccountSendingEnabled VerifyEmailIdentity GetSendQuota DeleteIdentity",
}

# {source} and {name} are those of a call; {other} is the name of another.
SHAPES = {
    "a value of a list": "selection: {{eventSource: {source}.amazonaws.com, eventName: [{name}, {other}]}}\n  condition: selection",
    "a prefix": "selection: {{eventSource: {source}.amazonaws.com, eventName|startswith: {name}X}}\n  condition: selection",
    "a part": "selection: {{eventName: {name}, userAgent|contains: [kali, parrot, pentoo]}}\n  condition: selection",
    "all parts": "selection: {{eventName: {name}, userAgent|contains|all: [kali, linux]}}\n  condition: selection",
    "a wildcard": "selection: {{eventName: {name}, userIdentity.arn: '*:user/backdoor-*'}}\n  condition: selection",
    "absence": "selection: {{eventName: {name}, errorCode: null, vpcEndpointId|exists: true}}\n  condition: selection",
    "a list of mappings": "selection: [{{eventName: {name}, userIdentity.type: Root}}, {{eventName: {other}, userIdentity.type: Root}}]\n"
                          "  condition: selection",
    "one of several": "a_1: {{eventName: {name}}}\n  a_2: {{eventName: {other}}}\n  b: {{userIdentity.type: Root}}\n"
                      "  condition: 1 of a_* and b",
    "a nested field": "selection: {{eventName: {name}, requestParameters.ipPermissions.items.ipRanges.items.cidrIp: 0.0.0.0/0}}\n"
                      "  condition: selection",
    "a network": "selection: {{eventName: {name}}}\n  inside: {{sourceIPAddress|cidr: [10.0.0.0/8, 198.18.0.0/15]}}\n"
                 "  service: {{sourceIPAddress|endswith: .amazonaws.com}}\n  known: {{sourceIPAddress|exists: true}}\n"
                 "  condition: selection and not inside and not service and not known",
    "an expression": "selection: {{eventName: {name}, userAgent|re: '^(kali|parrot)/[0-9.]+$'}}\n  condition: selection",
    "a reference": "selection: {{eventName: {name}, userIdentity.userName|fieldref: requestParameters.userName}}\n  condition: selection",
    "a fact": "selection: {{eventName: {name}, audit.principal.kind: root}}\n  condition: selection",
    "a keyword": "selection: {{eventName: {name}}}\n  words: ['-backdoor-{name}']\n  condition: selection and words",
}


def names():
    """Every call once, those of the corpus first."""
    known = list(dict.fromkeys((call.source, call.name) for call in CALLS))
    return known + [(source, name) for source, texts in OTHERS.items() for name in texts.split() if (source, name) not in known]


def rule(number, title, detection):
    return (
        f"title: {title}\nid: {uuid.uuid5(uuid.NAMESPACE_OID, str(number))}\nlevel: medium\nstatus: test\n"
        f"logsource: {{product: aws, service: cloudtrail}}\ndetection:\n  {detection}\n"
    )


def pair(source, name):
    """As most rules of a collection are: what succeeded, and what was tried."""
    body = (
        f"selection: {{eventSource: {source}.amazonaws.com, eventName: {name}}}\n"
        "  error_code: {errorCode|exists: true}\n  error_message: {errorMessage|exists: true}\n  condition: "
    )
    return [
        (f"{name} succeeded", body + "selection and not (error_code or error_message)"),
        (f"{name} failed", body + "selection and (error_code or error_message)"),
    ]


def texts():
    calls = names()
    others = []
    for shape, (title, detection) in enumerate(SHAPES.items()):
        for index in range(OF_A_SHAPE):
            # Of both kinds, so that half of them look at events of the corpus.
            source, name = calls[(shape * 7 + index * 11) % len(calls)]
            _, other = calls[(shape * 5 + index * 13 + 1) % len(calls)]
            others.append((f"{name}, {title}", detection.format(source=source, name=name, other=other)))
    pairs = [text for source, name in calls for text in pair(source, name)][: RULES - len(others)]
    return [rule(number, title, body) for number, (title, body) in enumerate(pairs + others)]


def write(path):
    """Writes the rules into one file, and returns how many there are."""
    rules = texts()
    with open(path, "w") as file:
        file.write("---\n".join(rules))
    return len(rules)


if __name__ == "__main__":
    print(write(sys.argv[1]))
