import AuditIndex
import Detection

/// The API calls that change what a control protects.
enum ControlledCalls {
    /// Whether a call belongs to a control.
    ///
    /// Compares prefixes, because Lambda and CloudFront append a version to names.
    static func contains(_ service: String, _ name: String, of control: Control) -> Bool {
        names(of: control, service).contains { name.hasPrefix($0) }
    }

    private static func names(of control: Control, _ service: String) -> [String] {
        switch (control, service) {
        case (.segmentation, "ec2.amazonaws.com"):
            [
                "CreateRoute", "ReplaceRoute", "DeleteRoute", "AssociateRouteTable",
                "DisassociateRouteTable", "AttachInternetGateway", "DetachInternetGateway",
                "CreateInternetGateway", "CreateNatGateway", "DeleteNatGateway",
                "CreateNetworkAcl", "ReplaceNetworkAcl", "DeleteNetworkAcl",
                "CreateVpcPeeringConnection", "AcceptVpcPeeringConnection",
                "CreateTransitGateway", "ModifySubnetAttribute", "CreateVpcEndpoint",
                "ModifyVpcEndpoint", "DeleteVpcEndpoint", "AssociateAddress",
            ]
        case (.securityGroups, "ec2.amazonaws.com"):
            [
                "AuthorizeSecurityGroup", "RevokeSecurityGroup", "ModifySecurityGroupRules",
                "CreateSecurityGroup", "DeleteSecurityGroup",
            ]
        case (.leastPrivilege, "iam.amazonaws.com"):
            [
                "AttachRolePolicy", "AttachUserPolicy", "AttachGroupPolicy", "DetachRolePolicy",
                "DetachUserPolicy", "DetachGroupPolicy", "PutRolePolicy", "PutUserPolicy",
                "PutGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "DeleteGroupPolicy",
                "CreatePolicy", "DeletePolicy", "SetDefaultPolicyVersion",
                "UpdateAssumeRolePolicy", "PutRolePermissionsBoundary",
                "PutUserPermissionsBoundary", "DeleteRolePermissionsBoundary",
                "DeleteUserPermissionsBoundary", "AddUserToGroup",
            ]
        case (.serviceAuthentication, "apigateway.amazonaws.com"),
            (.serviceAuthentication, "appsync.amazonaws.com"):
            [
                "CreateApiKey", "UpdateApiKey", "DeleteApiKey", "ImportApiKeys",
                "CreateAuthorizer", "UpdateAuthorizer", "DeleteAuthorizer",
            ]
        case (.rateLimiting, "wafv2.amazonaws.com"):
            [
                "CreateWebACL", "UpdateWebACL", "DeleteWebACL", "AssociateWebACL",
                "DisassociateWebACL", "CreateRuleGroup", "UpdateRuleGroup", "DeleteRuleGroup",
                "UpdateIPSet", "PutLoggingConfiguration", "DeleteLoggingConfiguration",
            ]
        case (.rateLimiting, "apigateway.amazonaws.com"):
            ["CreateUsagePlan", "UpdateUsagePlan", "DeleteUsagePlan", "UpdateStage"]
        case (.cors, "s3.amazonaws.com"): ["PutBucketCors", "DeleteBucketCors"]
        case (.cors, "apigateway.amazonaws.com"):
            ["CreateApi", "UpdateApi", "DeleteCorsConfiguration", "PutIntegrationResponse"]
        case (.cors, "lambda.amazonaws.com"): ["CreateFunctionUrl", "UpdateFunctionUrl"]
        case (.cors, "cloudfront.amazonaws.com"):
            ["CreateResponseHeadersPolicy", "UpdateResponseHeadersPolicy"]
        case (.mutualTLS, "elasticloadbalancing.amazonaws.com"):
            [
                "CreateListener", "ModifyListener", "DeleteListener", "CreateTrustStore",
                "ModifyTrustStore", "DeleteTrustStore", "AddTrustStoreRevocations",
                "RemoveTrustStoreRevocations",
            ]
        case (.mutualTLS, "apigateway.amazonaws.com"): ["CreateDomainName", "UpdateDomainName"]
        case (.mutualTLS, "acm.amazonaws.com"), (.mutualTLS, "acm-pca.amazonaws.com"):
            [
                "ImportCertificate", "ExportCertificate", "DeleteCertificate", "IssueCertificate",
                "RevokeCertificate", "UpdateCertificateAuthority",
            ]
        default: []
        }
    }
}

/// The control of each rule.
struct ControlledRules {
    /// The rules that raise alerts.
    let raising: [(control: Control?, hash: String)]
    private let byHash: [String: Control]
    private let byID: [String: Control]
    private let byTitle: [String: Control]

    init(_ set: RuleSet) {
        let program = RuleProgram(set)
        let all =
            program.rules.map { ($0.header, $0.contentHash, $0.raisesAlerts) }
            + program.correlations.map { ($0.header, $0.contentHash, $0.raisesAlerts) }
        raising = all.filter(\.2).map { ($0.0.control, $0.1) }
        var (byHash, byID, byTitle) = (
            [String: Control](), [String: Control](), [String: Control]()
        )
        for (header, hash, _) in all {
            guard let control = header.control else { continue }
            byHash[hash] = control
            if let id = header.id { byID[id] = control }
            byTitle[header.displayTitle] = control
        }
        (self.byHash, self.byID, self.byTitle) = (byHash, byID, byTitle)
    }

    /// The control of an alert's rule: by the rule's content or, if that has changed since, by its
    /// ID or title.
    func control(of alert: AlertListing) -> Control? {
        byHash[alert.ruleHash] ?? alert.ruleID.flatMap { byID[$0] } ?? byTitle[alert.ruleTitle]
    }
}
