/// An identity, and where and with what it calls.
struct SampleCaller: Sendable {
    var identity: SampleIdentity
    /// The account that the call is made in.
    var account: SampleAccount
    var address: String
    var userAgent: String
    var endpoint: String?
    var fromConsole = false

    /// Whether an AWS service makes the call: such calls have no `tlsDetails`.
    var isService: Bool { identity.invokedBy != nil }

    /// An AWS service, or a role that the service acts in.
    static func service(
        _ host: String,
        in account: SampleAccount,
        as identity: SampleIdentity? = nil
    ) -> SampleCaller {
        var identity = identity ?? .service(host)
        identity.invokedBy = host
        return SampleCaller(identity: identity, account: account, address: host, userAgent: host)
    }

    /// A service that acts on behalf of the caller.
    func forwarded(by service: String, key: String) -> SampleCaller {
        SampleCaller(
            identity: identity.forwarded(by: service, key: key),
            account: account,
            address: service,
            userAgent: service,
            endpoint: service == "AWS Internal" ? nil : Self.internalEndpoint
        )
    }

    /// The endpoint inside AWS that Secrets Manager calls KMS through.
    private static let internalEndpoint = "vpce-0e5a7c1b2d3f40918"
}
