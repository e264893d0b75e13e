/// The microservices behind the load balancer.
enum SampleService: String, CaseIterable, Sendable {
    case web, orders, payments, auth, notifications

    /// The secrets that the service reads, without the environment.
    var secrets: [String] {
        switch self {
        case .web: ["web/api-key"]
        case .orders: ["orders/mongodb", "orders/payments-token"]
        case .payments: ["payments/oauth2-client"]
        case .auth: ["auth/jwt-signing-key"]
        case .notifications: []
        }
    }

    /// Whether the service asks for its secrets by ARN, not by name.
    var usesARN: Bool { self == .orders || self == .payments }

    /// Whether the subnet of the service has interface endpoints; the others go through the NAT.
    var usesEndpoint: Bool { self == .orders || self == .payments }

    func userAgent(of api: String) -> String {
        switch self {
        case .web, .notifications:
            "aws-sdk-js/3.758.0 ua/2.1 os/linux#6.1.128-136.201.amzn2023.aarch64 "
                + "lang/js md/nodejs#22.14.0 api/\(api)#3.758.0 m/E,e"
        case .orders, .payments:
            "aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.1 md/GOOS#linux md/GOARCH#arm64 "
                + "api/\(api)#1.35.2 m/E,e"
        case .auth:
            "aws-sdk-java/2.30.31 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.128 "
                + "lang/java#21.0.6 md/vendor#Amazon.com_Inc. api/\(api)#2.30.x m/D,E,e"
        }
    }
}
