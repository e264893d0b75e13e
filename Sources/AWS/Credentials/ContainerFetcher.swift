import Basics
import HTTP

/// Asks the endpoint that containers of ECS, EKS and others have.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>
struct ContainerFetcher {
    private static let attempts = 3
    private static let seconds: Double = 2

    let fetcher: CredentialFetcher

    func credentials() throws -> AWSCredentials {
        let url = try url()
        let headers = try headers()
        var attempt = 1
        while true {
            let problem: String
            do {
                let answer = try fetcher.local(.get, url, headers: headers, seconds: Self.seconds)
                if answer.status == 200, let object = AnswerObject(answer.body) {
                    return try AWSCredentials(
                        id: object.text("AccessKeyId"),
                        secret: object.text("SecretAccessKey"),
                        token: object.text("Token"),
                        expiration: object.text("Expiration")
                    )
                }
                problem = "answered \(answer.status)\(answer.status == 200 ? ", but no JSON" : "")"
            } catch let failure as HTTPFailure {
                problem = failure.reason
            } catch {
                problem = "\(error)"
            }
            guard attempt < Self.attempts else {
                let host = ShownText.line(URLParts(url).host, limit: 255)
                throw TextFault("\(host): \(problem)")
            }
            fetcher.clock.sleep(1)
            attempt += 1
        }
    }

    private func url() throws(TextFault) -> String {
        let environment = fetcher.settings.environment
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            guard path.hasPrefix("/"), Self.isPlain(path) else {
                throw TextFault("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI should begin with a /")
            }
            return "http://169.254.170.2\(path)"
        }
        let url = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] ?? ""
        let host = URLParts(url).host
        guard url.hasPrefix("https://") || url.hasPrefix("http://"), !host.isEmpty,
            !host.contains("@"), Self.isPlain(url)
        else { throw TextFault("AWS_CONTAINER_CREDENTIALS_FULL_URI is no URL") }
        guard url.hasPrefix("https://") || Self.isOwn(host) else {
            throw TextFault(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI names \(ShownText.line(host, limit: 255)), "
                    + "which is asked over https:// only; over http:// that is this machine, "
                    + "169.254.170.2, 169.254.170.23 or [fd00:ec2::23]"
            )
        }
        return url
    }

    /// Whether a host, with or without a port, is this machine or one of the platforms' addresses.
    static func isOwn(_ host: String) -> Bool {
        var name = host[...]
        if name.hasPrefix("[") {
            guard let end = name.firstIndex(of: "]") else { return false }
            name = name[name.index(after: name.startIndex)..<end]
        } else if let colon = name.lastIndex(of: ":") {
            name = name[..<colon]
        }
        switch name.lowercased() {
        case "localhost", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "::1": return true
        default:
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
        }
    }

    private func headers() throws(TextFault) -> [(name: String, value: String)] {
        let environment = fetcher.settings.environment
        var token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        var source = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
        if let file = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            source = "the file of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
            guard let bytes = BoundedFile.read(file, limit: 65_536) else {
                throw TextFault("\(source) cannot be read")
            }
            token = String(decoding: bytes, as: UTF8.self)
        }
        var headers = [(name: "Accept", value: "application/json")]
        if let token, !token.isEmpty {
            guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
                throw TextFault("\(source) contains a line break or another control character")
            }
            headers.append(("Authorization", token))
        }
        return headers
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
