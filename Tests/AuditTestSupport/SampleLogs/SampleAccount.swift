/// The three accounts of the sample company, one an environment.
public enum SampleAccount: String, CaseIterable, Sendable {
    /// Production.
    case prod
    /// Staging.
    case staging
    /// Development.
    case dev

    /// The account id, synthetic.
    public var id: String {
        switch self {
        case .prod: "510000000001"
        case .staging: "520000000002"
        case .dev: "530000000003"
        }
    }

    /// The public address of the NAT gateway that the private tier calls through.
    public var natAddress: String {
        switch self {
        case .prod: "198.51.100.10"
        case .staging: "198.51.100.20"
        case .dev: "198.51.100.30"
        }
    }

    /// The first two octets of the VPC's addresses.
    public var network: String {
        switch self {
        case .prod: "10.10"
        case .staging: "10.20"
        case .dev: "10.30"
        }
    }

    /// The security group of the load balancer.
    public var albGroup: String { resource("sg-0a1b", "ALB-SG", digits: 13) }
    /// The security group of the services.
    public var privateGroup: String { resource("sg-0c2d", "Private-SG", digits: 13) }
    /// The security group of the MongoDB tier.
    public var databaseGroup: String { resource("sg-0db", "DB-SG", digits: 14) }
    /// The VPC.
    public var vpc: String { resource("vpc-0", "vpc", digits: 16) }
    /// The interface endpoint of Secrets Manager.
    public var secretsEndpoint: String { resource("vpce-0", "secretsmanager", digits: 16) }
    /// The interface endpoint of KMS.
    public var keysEndpoint: String { resource("vpce-0", "kms", digits: 16) }

    /// The KMS key that encrypts the secrets.
    public var secretsKey: String { key("aws/secretsmanager") }
    /// The KMS key that encrypts the parameters.
    public var parametersKey: String { key("aws/ssm") }
    /// The KMS key that signs the RS256 tokens, `alias/jwt-…`.
    public var signingKey: String { key("jwt") }

    /// An identifier such as EC2 gives, the same in each run.
    func resource(_ prefix: String, _ name: String, digits: Int) -> String {
        var random = SplitMix64.named("\(rawValue)/\(name)")
        return prefix + random.hex(digits)
    }

    func key(_ name: String) -> String {
        var random = SplitMix64.named("\(rawValue)/key/\(name)")
        return "arn:aws:kms:\(SampleRegion.main):\(id):key/\(random.uuid())"
    }

    func arn(_ service: String, _ resource: String, in region: String = SampleRegion.main) -> String
    {
        "arn:aws:\(service):\(region):\(id):\(resource)"
    }
}

/// The two regions of the story.
enum SampleRegion {
    static let main = "eu-west-1"
    /// Where IAM, sign-in and other global services are recorded.
    static let global = "us-east-1"
}
