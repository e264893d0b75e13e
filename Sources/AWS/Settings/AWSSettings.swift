import Basics

/// Profile, region and endpoints, as the AWS tools find them.
///
/// For example:
///
/// ```swift
/// let settings = try AWSSettings(environment: .process, profile: "security")
/// settings.region                                             // eu-west-1
/// try settings.endpoint(of: .sqs, region: "eu-west-1").url    // https://sqs.eu-west-1.amazonaws.com
/// ```
///
/// Options go before variables, and variables before the files. The order is that of the AWS CLI,
/// version 2.
///
/// Related documentation: <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>
package struct AWSSettings: Sendable {
    package let environment: AWSEnvironment
    /// The name of the profile; `default` where none is named.
    package let profile: String
    /// Whether the profile was named by an option, which puts it before keys in variables.
    let isProfileOption: Bool
    /// nil where none is named anywhere.
    package let region: String?
    package let isFIPS: Bool
    package let isDualStack: Bool
    /// A file of certificates to trust in place of the system's.
    package let caBundle: String?
    /// Whether buckets are always in the path of a URL, as some compatible stores need.
    package let isPathStyle: Bool
    let profiles: AWSProfiles
    private let endpointOption: AWSEndpoint?

    /// Reads the settings, and the files if there are any.
    ///
    /// - parameters:
    ///   - environment: Variables and the home folder.
    ///   - profile: The option `--profile`.
    ///   - region: The option `--region`.
    ///   - endpoint: The option `--endpoint-url`, for S3, SQS, SNS and CloudTrail.
    /// - throws: A ``TextFault`` that says which file, variable or option is wrong.
    package init(
        environment: AWSEnvironment,
        profile: String? = nil,
        region: String? = nil,
        endpoint: String? = nil
    ) throws(TextFault) {
        let profiles = try AWSProfiles(environment)
        let name = profile ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"]
        if let name, profiles.profiles[name] == nil {
            let subject =
                profile == nil
                ? "AWS_PROFILE names \(name.quoted), which" : "profile \(name.quoted)"
            throw TextFault(
                "\(subject) is neither in \(profiles.configPath) nor in "
                    + profiles.credentialsPath
                    + NearestName.hint(name, among: profiles.profiles.keys)
            )
        }
        self.environment = environment
        self.profile = name ?? "default"
        isProfileOption = profile != nil
        self.profiles = profiles
        let settings = profiles.profiles[name ?? "default"] ?? AWSProfiles.Settings()
        self.region = try Self.region(
            region.map { ($0, "--region") }
                ?? environment["AWS_REGION"].map { ($0, "AWS_REGION") }
                ?? environment["AWS_DEFAULT_REGION"].map { ($0, "AWS_DEFAULT_REGION") }
                ?? settings["region"].map { ($0, "region in \(profiles.configPath)") }
        )
        func isTrue(_ variable: String, _ key: String) -> Bool {
            environment.isTrue(variable) ?? settings[key].map(AWSEnvironment.isTrue) ?? false
        }
        isFIPS = isTrue("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        isDualStack = isTrue("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        caBundle = (environment["AWS_CA_BUNDLE"] ?? settings["ca_bundle"]).map(environment.expand)
        isPathStyle = settings.nested("s3")["addressing_style"] == "path"
        endpointOption = try endpoint.map { text throws(TextFault) in
            try AWSEndpoint(text, source: "--endpoint-url")
        }
    }

    /// How often a request is sent, the first time included; nil where nothing is set.
    var attempts: Int? {
        (environment["AWS_MAX_ATTEMPTS"] ?? settings["max_attempts"]).flatMap { Int($0) }
            .map { min(max($0, 1), 50) }
    }

    /// The settings of the profile that is used.
    var settings: AWSProfiles.Settings { profiles.profiles[profile] ?? AWSProfiles.Settings() }

    /// Where a service is called in a region.
    ///
    /// - throws: A ``TextFault`` where the settings name an endpoint that is no URL, or there is
    ///   none of the kind asked for.
    package func endpoint(
        of service: AWSService,
        region: String
    ) throws(TextFault) -> AWSEndpoint {
        if let endpoint = try configuredEndpoint(of: service) { return endpoint }
        let partition = AWSPartition(region: region)
        guard !(service == .s3 && isFIPS && partition.name == "aws-cn") else {
            throw TextFault("S3 has no FIPS endpoints in \(region); unset use_fips_endpoint")
        }
        let host = partition.host(
            of: service,
            region: region,
            isFIPS: isFIPS,
            isDualStack: isDualStack
        )
        return AWSEndpoint(host: host)
    }

    /// An endpoint that an option, a variable or the profile names.
    private func configuredEndpoint(of service: AWSService) throws(TextFault) -> AWSEndpoint? {
        // What the credentials come from is not what the option is about.
        switch service {
        case .s3, .sqs, .sns, .cloudtrail: if let endpointOption { return endpointOption }
        case .sts, .sso, .ssoOIDC: break
        }
        let ignores =
            environment.isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            ?? settings["ignore_configured_endpoint_urls"].map(AWSEnvironment.isTrue) ?? false
        guard !ignores else { return nil }
        for variable in ["AWS_ENDPOINT_URL_\(service.endpointName)", "AWS_ENDPOINT_URL"] {
            if let text = environment[variable] {
                return try AWSEndpoint(text, source: variable)
            }
        }
        if let name = settings["services"] {
            guard let services = profiles.services[name] else {
                throw TextFault(
                    "\(profiles.configPath): profile \(profile.quoted) names the services "
                        + "\(name.quoted), but there is no section [services \(name)]"
                        + NearestName.hint(name, among: profiles.services.keys)
                )
            }
            let key = service.endpointName.lowercased()
            if let text = services.nested(key)["endpoint_url"] {
                return try AWSEndpoint(text, source: "\(profiles.configPath): [services \(name)]")
            }
        }
        return try settings["endpoint_url"].map { text throws(TextFault) in
            try AWSEndpoint(text, source: "\(profiles.configPath): endpoint_url")
        }
    }

    /// A region becomes part of a host, so it is checked.
    private static func region(_ named: (text: String, source: String)?) throws(TextFault)
        -> String?
    {
        guard let named else { return nil }
        guard isRegion(named.text) else {
            throw TextFault("\(named.source) \(named.text.quoted) is no region such as eu-west-1")
        }
        return named.text
    }

    /// Whether a text may be a region: lower-case letters, digits and hyphens.
    package static func isRegion(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 40
            && text.utf8.allSatisfy { $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D }
    }
}

/// Where a service is called.
///
/// `http://` is accepted to any host, as the AWS tools do: signatures reveal no key, but a session
/// token and the answers can be read by anyone on the path.
package struct AWSEndpoint: Hashable, Sendable {
    /// Scheme, host, port and perhaps a path, without a slash at the end.
    package let url: String
    /// Whether it is not one of AWS's own.
    package let isCustom: Bool

    init(host: String) {
        url = "https://\(host)"
        isCustom = false
    }

    /// Parses an endpoint that a setting names.
    ///
    /// - parameter source: The setting, for the message.
    init(_ text: String, source: String) throws(TextFault) {
        let isHTTP = text.hasPrefix("https://") || text.hasPrefix("http://")
        let parts = URLParts(text)
        guard isHTTP, !parts.host.isEmpty, parts.query.isEmpty,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#\\\"<>".utf8.contains($0) }),
            !parts.host.contains("@")
        else {
            throw TextFault(
                "\(source) should be a URL such as https://s3.example.com or http://localhost:9000"
            )
        }
        url = String(text[...(text.lastIndex { $0 != "/" } ?? text.startIndex)])
        isCustom = true
    }

    /// Host and port.
    package var host: String { URLParts(url).host }
    /// The path before that of a request; empty for AWS's own.
    package var path: String { URLParts(url).path }
}
