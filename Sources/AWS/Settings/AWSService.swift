/// A service of AWS that is called.
package enum AWSService: String, CaseIterable, Sendable {
    case s3, sqs, sns, sts, cloudtrail
    case sso
    case ssoOIDC = "sso-oidc"

    /// The name in signatures.
    package var signingName: String { rawValue }

    /// The first label of its host.
    var hostPrefix: String {
        switch self {
        case .sso: "portal.sso"
        case .ssoOIDC: "oidc"
        default: rawValue
        }
    }

    /// What follows `AWS_ENDPOINT_URL_`; in lower case, the name in a `services` section.
    var endpointName: String {
        switch self {
        case .ssoOIDC: "SSO_OIDC"
        default: rawValue.uppercased()
        }
    }

    /// As messages name it.
    var title: String {
        switch self {
        case .cloudtrail: "CloudTrail"
        case .sso, .ssoOIDC: "IAM Identity Center"
        default: rawValue.uppercased()
        }
    }

    /// Whether its hosts in GovCloud are FIPS ones as they are.
    fileprivate var isFIPSInGovCloud: Bool { self != .s3 }
}

/// A part of AWS with hosts and ARNs of its own: `aws`, `aws-cn`, `aws-us-gov`.
///
/// For example:
///
/// ```swift
/// AWSPartition(region: "cn-north-1").suffix  // amazonaws.com.cn
/// ```
package struct AWSPartition: Hashable, Sendable {
    /// As ARNs begin, after `arn:`.
    package let name: String
    /// The end of its hosts.
    package let suffix: String
    /// The end of its dual-stack hosts, for all services but S3.
    let dualStackSuffix: String

    private static let all: [(prefix: String, partition: AWSPartition)] = [
        ("cn-", AWSPartition("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn")),
        ("us-gov-", AWSPartition("aws-us-gov", "amazonaws.com", "api.aws")),
        ("us-iso-", AWSPartition("aws-iso", "c2s.ic.gov", "api.aws.ic.gov")),
        ("us-isob-", AWSPartition("aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud")),
        ("eu-isoe-", AWSPartition("aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk")),
        ("us-isof-", AWSPartition("aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov")),
        ("eusc-", AWSPartition("aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu")),
    ]

    /// The partition of a region; of one that is not known, `aws`.
    package init(region: String) {
        self =
            Self.all.first { region.hasPrefix($0.prefix) }?.partition
            ?? AWSPartition("aws", "amazonaws.com", "api.aws")
    }

    private init(_ name: String, _ suffix: String, _ dualStackSuffix: String) {
        self.name = name
        self.suffix = suffix
        self.dualStackSuffix = dualStackSuffix
    }

    /// The host of a service in a region.
    ///
    /// - returns: For example `sqs.eu-west-1.amazonaws.com`; for S3 the host without a bucket.
    func host(of service: AWSService, region: String, isFIPS: Bool, isDualStack: Bool) -> String {
        let needsFIPS =
            isFIPS && !(name == "aws-us-gov" && service.isFIPSInGovCloud && !isDualStack)
        let label = service.hostPrefix + (needsFIPS ? "-fips" : "")
        guard service == .s3 else {
            return "\(label).\(region).\(isDualStack ? dualStackSuffix : suffix)"
        }
        return "\(label)\(isDualStack ? ".dualstack" : "").\(region).\(suffix)"
    }
}
