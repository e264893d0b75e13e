/// The actions that have a category; every other one is ``PolicyAccess/other``.
///
/// Chosen in November 2026 from IAM's service authorization reference, Rhino Security Labs'
/// AWS-IAM-Privilege-Escalation and Salesforce's Cloudsplaining (the escalations), by what they
/// lead to: a secret read, an identity gained, data copied or published, a record switched off.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html>
enum PolicyActionTable {
    static let byAccess: [(access: PolicyAccess, service: String, names: String)] = [
        (.secrets, "secretsmanager", "GetSecretValue BatchGetSecretValue PutResourcePolicy"),
        (
            .secrets, "ssm",
            """
            GetParameter GetParameters GetParametersByPath GetParameterHistory
            """
        ),
        (.secrets, "kms", "Decrypt ReEncryptFrom CreateGrant PutKeyPolicy Sign"),
        (
            .iam, "iam",
            """
            CreateAccessKey CreateLoginProfile UpdateLoginProfile AddUserToGroup
            CreatePolicyVersion SetDefaultPolicyVersion AttachUserPolicy AttachGroupPolicy
            AttachRolePolicy PutUserPolicy PutGroupPolicy PutRolePolicy
            UpdateAssumeRolePolicy PassRole DeleteRolePermissionsBoundary
            DeleteUserPermissionsBoundary PutRolePermissionsBoundary
            PutUserPermissionsBoundary CreateSAMLProvider UpdateSAMLProvider
            CreateOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint
            CreateServiceSpecificCredential DeactivateMFADevice UpdateAccessKey
            """
        ),
        (.iam, "sts", "AssumeRole"),
        (
            .iam, "sso",
            """
            PutInlinePolicyToPermissionSet AttachManagedPolicyToPermissionSet
            CreateAccountAssignment
            """
        ),
        (
            .iam, "organizations",
            """
            AttachPolicy DetachPolicy UpdatePolicy DeletePolicy DisablePolicyType
            LeaveOrganization
            """
        ),
        (
            .data, "s3",
            """
            GetObject GetObjectVersion PutObject DeleteObject DeleteObjectVersion
            PutObjectAcl PutBucketPolicy PutBucketAcl PutAccessPointPolicy
            PutReplicationConfiguration RestoreObject
            """
        ),
        (
            .data, "ec2",
            """
            ModifySnapshotAttribute CreateSnapshot CreateSnapshots CopySnapshot
            ModifyImageAttribute CreateStoreImageTask ExportImage
            """
        ),
        (.data, "ebs", "GetSnapshotBlock ListSnapshotBlocks"),
        (
            .data, "rds",
            """
            ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute CreateDBSnapshot
            CreateDBClusterSnapshot CopyDBSnapshot CopyDBClusterSnapshot StartExportTask
            RestoreDBInstanceFromDBSnapshot
            """
        ),
        (.data, "dynamodb", "GetItem BatchGetItem Query Scan ExportTableToPointInTime"),
        (.data, "sqs", "ReceiveMessage"),
        (.data, "sns", "Subscribe Receive"),
        (.data, "kinesis", "GetRecords"),
        (.data, "ecr", "BatchGetImage GetDownloadUrlForLayer PutImage"),
        (
            .data, "backup",
            """
            StartCopyJob StartRestoreJob CopyIntoBackupVault CopyFromBackupVault
            """
        ),
        (.data, "es", "ESHttpGet ESHttpPost ESHttpPut ESHttpDelete"),
        (.data, "elasticfilesystem", "ClientMount ClientWrite ClientRootAccess"),
        (.data, "glacier", "InitiateJob GetJobOutput"),
        (
            .audit, "cloudtrail",
            """
            StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors
            DeleteEventDataStore UpdateEventDataStore StopEventDataStoreIngestion
            """
        ),
        (
            .audit, "config",
            """
            StopConfigurationRecorder DeleteConfigurationRecorder PutConfigurationRecorder
            DeleteDeliveryChannel PutDeliveryChannel
            """
        ),
        (
            .audit, "guardduty",
            """
            DeleteDetector UpdateDetector CreateFilter CreateIPSet ArchiveFindings
            StopMonitoringMembers DeletePublishingDestination
            """
        ),
        (
            .audit, "securityhub",
            """
            DisableSecurityHub BatchDisableStandards BatchUpdateFindings
            """
        ),
        (.audit, "access-analyzer", "DeleteAnalyzer"),
        (.audit, "inspector2", "Disable"),
        (.audit, "macie2", "DisableMacie"),
        (
            .audit, "logs",
            """
            DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteSubscriptionFilter
            DeleteMetricFilter
            """
        ),
        (.audit, "ec2", "DeleteFlowLogs"),
        (.audit, "cloudwatch", "DeleteAlarms DisableAlarmActions"),
        (.audit, "events", "DisableRule DeleteRule RemoveTargets"),
        (.audit, "route53resolver", "DeleteResolverQueryLogConfig"),
        (.audit, "wafv2", "DeleteLoggingConfiguration"),
    ]
}
