import Basics
import HTTP

/// Asks the metadata of an EC2 instance: version 2, and version 1 where there is no other.
///
/// It is asked where nothing else is configured, on any machine, so it has a second and no more.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html>
struct InstanceFetcher {
    private static let path = "/latest/meta-data/iam/security-credentials/"

    let fetcher: CredentialFetcher

    private var environment: AWSEnvironment { fetcher.settings.environment }

    func credentials() throws -> AWSCredentials {
        guard environment.isTrue("AWS_EC2_METADATA_DISABLED") != true else {
            throw nothing("AWS_EC2_METADATA_DISABLED is true")
        }
        let endpoint = try endpoint()
        let token = try token(endpoint)
        let names = try get(endpoint + Self.path, token, what: "a role")
        let name = names.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw TextFault("the instance has no role; attach an instance profile to it")
        }
        let url = endpoint + Self.path + PercentEncoding.path(name)
        let text = try get(url, token, what: "credentials of the role")
        guard let object = AnswerObject(Array(text.utf8)) else {
            throw TextFault("the answer for its role \(name.quoted) is no JSON")
        }
        if object.text("AccessKeyId") == nil, let code = object.text("Code"), code != "Success" {
            let message = object.text("Message").map { ": \(ShownText.line($0, limit: 200))" } ?? ""
            throw TextFault(
                "its role \(name.quoted) gives none: \(ShownText.line(code, limit: 80))\(message)"
            )
        }
        return try AWSCredentials(
            id: object.text("AccessKeyId"),
            secret: object.text("SecretAccessKey"),
            token: object.text("Token"),
            expiration: object.text("Expiration")
        )
    }

    /// What else was looked for, since whoever reads this has most likely configured nothing.
    private func nothing(_ reason: String) -> AWSCredentialsFault {
        let profiles = fetcher.settings.profiles
        return AWSCredentialsFault(
            "no AWS credentials: there is no AWS_ACCESS_KEY_ID, no key, role or session of profile "
                + "\(fetcher.settings.profile.quoted) in \(profiles.configPath) or "
                + "\(profiles.credentialsPath), no role of a container or an instance (\(reason)); run "
                + "aws configure sso or aws configure, name a profile with --profile, or set the "
                + "variables"
        )
    }

    private func endpoint() throws(TextFault) -> String {
        let settings = fetcher.settings.settings
        let text =
            environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"]
            ?? settings["ec2_metadata_service_endpoint"]
        if let text {
            let source = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
            return try AWSEndpoint(text, source: source).url
        }
        let mode =
            environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]
            ?? settings["ec2_metadata_service_endpoint_mode"]
        return mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
    }

    private var seconds: Double {
        let text =
            environment["AWS_METADATA_SERVICE_TIMEOUT"]
            ?? fetcher.settings.settings["metadata_service_timeout"]
        return text.flatMap(Double.init).map { min(max($0, 0.1), 60) } ?? 1
    }

    private var isOldVersionDisabled: Bool {
        environment.isTrue("AWS_EC2_METADATA_V1_DISABLED")
            ?? fetcher.settings.settings["ec2_metadata_v1_disabled"].map(AWSEnvironment.isTrue)
            ?? false
    }

    /// The token of version 2; nil where there is version 1 only.
    private func token(_ endpoint: String) throws -> String? {
        let answer: HTTPAnswer
        do {
            answer = try fetcher.local(
                .put,
                "\(endpoint)/latest/api/token",
                headers: [("x-aws-ec2-metadata-token-ttl-seconds", "21600")],
                seconds: seconds
            )
        } catch {
            // In a container the token may be a hop too far, which looks like no instance at all.
            guard !isOldVersionDisabled, (try? get(endpoint + Self.path, nil, what: "")) != nil
            else { throw nothing("the instance's metadata: \(error.reason)") }
            return nil
        }
        switch answer.status {
        case 200:
            let token = String(decoding: answer.body, as: UTF8.self)
            guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw TextFault("the answer for a token is no token")
            }
            return token
        case 403, 404, 405:
            guard isOldVersionDisabled else { return nil }
            throw TextFault("there is version 1 only, which AWS_EC2_METADATA_V1_DISABLED forbids")
        default: throw TextFault("asked for a token, it answered \(answer.status)")
        }
    }

    private func get(_ url: String, _ token: String?, what: String) throws -> String {
        let answer: HTTPAnswer
        do {
            answer = try fetcher.local(
                .get,
                url,
                headers: token.map { [("x-aws-ec2-metadata-token", $0)] } ?? [],
                seconds: seconds
            )
        } catch {
            throw TextFault("asked for \(what), \(error.reason)")
        }
        guard answer.status == 200, !answer.body.isEmpty else {
            throw TextFault(
                answer.status == 404
                    ? "the instance has no role; attach an instance profile to it"
                    : "asked for \(what), it answered \(answer.status)"
            )
        }
        return String(decoding: answer.body, as: UTF8.self)
    }
}
