/// Where calls have their policies.
///
/// Paths go through `requestParameters`. Their keys are compared without case, since services
/// differ in it; and what is not at its path is looked for under the path's last key, since some
/// calls are recorded with a wrapper around their parameters.
enum PolicyCallTable {
    /// One call or several, and what they have in place of a policy.
    struct Row: Sendable {
        var calls: [String]
        var form: Form
    }

    /// How a call says what it grants.
    enum Form: Sendable {
        /// A document, which the call always has or may have.
        case document(PolicyKind, [String], isRequired: Bool)
        /// A call with parameters in place of a document.
        case parameters(PolicyParameters.Call)
    }

    /// The row of a call; nil where there is none.
    static func form(source: String, name: String) -> Form? {
        rows[source]?.first { $0.calls.contains(name) }?.form
    }

    /// Whether calls of a source may have policies that only filter what others grant, or are
    /// about sessions, or are tried and not kept.
    static func isFilter(source: String) -> Bool { filters.contains(source) }

    private static func one(_ calls: String..., as kind: PolicyKind, at paths: String...) -> Row {
        Row(calls: calls, form: .document(kind, paths, isRequired: true))
    }

    private static func maybe(_ calls: String..., as kind: PolicyKind, at paths: String...) -> Row {
        Row(calls: calls, form: .document(kind, paths, isRequired: false))
    }

    private static func call(_ calls: String..., like call: PolicyParameters.Call) -> Row {
        Row(calls: calls, form: .parameters(call))
    }

    private static let filters: Set<String> = [
        "sts", "organizations", "cloudformation", "ec2", "access-analyzer", "autoscaling",
        "verifiedpermissions", "iam", "ram",
    ]

    /// The first part of `eventSource`, before its dot.
    private static let rows: [String: [Row]] = [
        "iam": [
            one("CreateRole", as: .trust, at: "assumeRolePolicyDocument"),
            one("UpdateAssumeRolePolicy", as: .trust, at: "policyDocument"),
            one(
                "PutRolePolicy",
                "PutUserPolicy",
                "PutGroupPolicy",
                "CreatePolicy",
                "CreatePolicyVersion",
                as: .identity,
                at: "policyDocument"
            ),
        ],
        "sso": [one("PutInlinePolicyToPermissionSet", as: .identity, at: "inlinePolicy")],
        "s3": [
            one("PutBucketPolicy", as: .resource("s3"), at: "bucketPolicy", "policy"),
            call(
                "PutBucketAcl",
                "CreateBucket",
                "PutObjectAcl",
                "PutObject",
                "CopyObject",
                "CreateMultipartUpload",
                like: .acl
            ),
            one(
                "PutAccessPointPolicy",
                "PutMultiRegionAccessPointPolicy",
                "PutAccessPointPolicyForObjectLambda",
                as: .accessPoint,
                at: "policy",
                "details.policy"
            ),
            one("PutAccessGrantsInstanceResourcePolicy", as: .resource("s3"), at: "policy"),
        ],
        "s3express": [one("PutBucketPolicy", as: .resource("s3"), at: "bucketPolicy", "policy")],
        "s3-outposts": [
            one("PutBucketPolicy", as: .resource("s3"), at: "bucketPolicy", "policy"),
            one("PutAccessPointPolicy", as: .accessPoint, at: "policy"),
        ],
        "secretsmanager": [
            one("PutResourcePolicy", as: .resource("secretsmanager"), at: "resourcePolicy")
        ],
        "kms": [
            one("PutKeyPolicy", as: .resource("kms"), at: "policy"),
            maybe("CreateKey", "ReplicateKey", as: .resource("kms"), at: "policy"),
            call("CreateGrant", like: .grant),
        ],
        "sqs": [
            maybe(
                "SetQueueAttributes",
                "CreateQueue",
                as: .resource("sqs"),
                at: "attributes.Policy"
            ),
            call("AddPermission", like: .permission("sqs")),
        ],
        "sns": [
            maybe("CreateTopic", as: .resource("sns"), at: "attributes.Policy"),
            call("SetTopicAttributes", like: .topicAttribute),
            call("AddPermission", like: .permission("sns")),
        ],
        "lambda": [
            call(
                "AddPermission20150331v2",
                "AddPermission20150331",
                "AddPermission",
                like: .function
            ),
            call(
                "AddLayerVersionPermission20181031",
                "AddLayerVersionPermission",
                like: .layer
            ),
        ],
        "ecr": [
            one("SetRepositoryPolicy", "PutRegistryPolicy", as: .resource("ecr"), at: "policyText"),
            maybe(
                "CreateRepositoryCreationTemplate",
                "UpdateRepositoryCreationTemplate",
                as: .resource("ecr"),
                at: "repositoryPolicy"
            ),
        ],
        "ecr-public": [one("SetRepositoryPolicy", as: .resource("ecr-public"), at: "policyText")],
        "backup": [one("PutBackupVaultAccessPolicy", as: .resource("backup"), at: "policy")],
        "glacier": [
            one("SetVaultAccessPolicy", as: .resource("glacier"), at: "policy.policy", "policy")
        ],
        "es": [
            maybe(
                "CreateElasticsearchDomain",
                "UpdateElasticsearchDomainConfig",
                "CreateDomain",
                "UpdateDomainConfig",
                as: .resource("es"),
                at: "accessPolicies"
            )
        ],
        "apigateway": [
            maybe("CreateRestApi", as: .resource("execute-api"), at: "policy"),
            call("UpdateRestApi", like: .patch),
        ],
        "events": [call("PutPermission", like: .bus)],
        "glue": [one("PutResourcePolicy", as: .resource("glue"), at: "policyInJson")],
        "elasticfilesystem": [
            one("PutFileSystemPolicy", as: .resource("elasticfilesystem"), at: "policy")
        ],
        "dynamodb": [
            one("PutResourcePolicy", as: .resource("dynamodb"), at: "policy"),
            maybe("CreateTable", as: .resource("dynamodb"), at: "resourcePolicy"),
        ],
        "organizations": [
            one("PutResourcePolicy", as: .resource("organizations"), at: "content")
        ],
        "acm-pca": [
            one("PutPolicy", as: .resource("acm-pca"), at: "policy"),
            call("CreatePermission", like: .authority),
        ],
        "codeartifact": [
            one(
                "PutDomainPermissionsPolicy",
                "PutRepositoryPermissionsPolicy",
                as: .resource("codeartifact"),
                at: "policyDocument"
            )
        ],
        "mediastore": [one("PutContainerPolicy", as: .resource("mediastore"), at: "policy")],
        "ses": emailRows,
        "email": emailRows,
        "ec2": [
            call("ModifySnapshotAttribute", "ModifyImageAttribute", like: .copy)
        ],
        "rds": [
            call(
                "ModifyDBSnapshotAttribute",
                "ModifyDBClusterSnapshotAttribute",
                like: .databaseCopy
            )
        ],
        "ram": [call("CreateResourceShare", "AssociateResourceShare", like: .share)],
        "ssm": [call("ModifyDocumentPermission", like: .commandDocument)],
        "signer": [call("AddProfilePermission", like: .signingProfile)],
    ]

    private static let emailRows = [
        one(
            "PutIdentityPolicy",
            "CreateEmailIdentityPolicy",
            "UpdateEmailIdentityPolicy",
            as: .resource("ses"),
            at: "policy"
        )
    ]
}
