import Basics
import HTTP

/// Signs requests to AWS, Signature Version 4.
///
/// For example:
///
/// ```swift
/// var request = HTTPRequest(.get, "https://logs.s3.eu-west-1.amazonaws.com/AWSLogs/a%20b.json.gz")
/// let signature = SignatureV4(credentials: credentials, region: "eu-west-1", service: "s3")
/// signature.sign(&request, at: 1_772_847_605)
/// ```
///
/// libcurl can sign too, but every few versions sign another URL differently, and none of them lets
/// a clock that is off be corrected.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
package struct SignatureV4: Sendable {
    package let credentials: AWSCredentials
    package let region: String
    /// The name that the service signs with: `s3`, `sqs`, `sns`, `sts`, `cloudtrail`.
    package let service: String

    package init(credentials: AWSCredentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// Adds the headers that sign a request, in place of those of an earlier signature.
    ///
    /// All of its headers are signed but those that a proxy or the client may change. A body that
    /// should not be hashed has the header `x-amz-content-sha256: UNSIGNED-PAYLOAD` already.
    ///
    /// - parameters:
    ///   - request: The request, its URL percent-encoded as it will be sent, without a fragment.
    ///   - seconds: The time of the service, in seconds since 1970; it accepts 15 minutes either
    ///     way.
    /// - complexity: O(n) in bytes of headers and body.
    package func sign(_ request: inout HTTPRequest, at seconds: Int64) {
        let time = Self.basic(seconds)
        request.headers.removeAll { header in
            ["authorization", "x-amz-date", "x-amz-security-token"].contains(
                header.name.lowercased()
            )
        }
        request.headers.append(("X-Amz-Date", time))
        if let token = credentials.sessionToken {
            request.headers.append(("X-Amz-Security-Token", token.revealed))
        }
        var bodyHash = request.headers
            .first { $0.name.lowercased() == "x-amz-content-sha256" }?.value
        if bodyHash == nil {
            let hash = request.body.isEmpty ? Self.emptyHash : SHA256.hex(request.body)
            if service == "s3" { request.headers.append(("X-Amz-Content-SHA256", hash)) }
            bodyHash = hash
        }
        let canonical = CanonicalRequest(request, bodyHash: bodyHash ?? "", service: service)
        let scope = "\(time.prefix(8))/\(region)/\(service)/aws4_request"
        let text = Self.stringToSign(canonical.text, time: time, scope: scope)
        let signature = HMAC.sha256(Array(text.utf8), key: key(day: String(time.prefix(8))))
        request.headers.append(
            (
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
                    + "SignedHeaders=\(canonical.signedHeaders), "
                    + "Signature=\(SHA256.digits(signature))"
            )
        )
    }

    static func stringToSign(_ canonical: String, time: String, scope: String) -> String {
        "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(SHA256.hex(Array(canonical.utf8)))"
    }

    /// The key of a day, a region and a service, which takes twice the time of a signature.
    private func key(day: String) -> [UInt8] {
        let scope = SigningKey(
            secret: credentials.secretAccessKey,
            day: day,
            region: region,
            service: service
        )
        return SigningKey.cache.withLock { cache in
            if let key = cache[scope] { return key }
            // A program has a few: a day, its regions, its services, what roles it assumes.
            if cache.count >= SigningKey.cacheLimit { cache.removeAll() }
            let key = scope.bytes
            cache[scope] = key
            return key
        }
    }

    /// `20260307T014005Z`.
    static func basic(_ seconds: Int64) -> String {
        let text = EventTime(seconds: seconds).description.utf8
        return String(
            decoding: text.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") },
            as: UTF8.self
        )
    }

    /// The hash of no body.
    static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
}

/// What a signing key is for.
private struct SigningKey: Hashable {
    static let cacheLimit = 64
    static let cache = Locked<[SigningKey: [UInt8]]>([:])

    let secret: HiddenText
    let day: String
    let region: String
    let service: String

    var bytes: [UInt8] {
        let first = Array("AWS4\(secret.revealed)".utf8)
        return [day, region, service, "aws4_request"].reduce(first) { key, part in
            HMAC.sha256(Array(part.utf8), key: key)
        }
    }
}

/// A request in the one form that both sides compute the same hash of.
struct CanonicalRequest {
    let text: String
    /// The names of the headers in it, for `SignedHeaders`.
    let signedHeaders: String

    /// Headers of the connection, and those that botocore never signs because they may be changed
    /// on the way; the length of the body is in its hash.
    private static let unsigned: Set<String> = [
        "authorization", "connection", "content-length", "expect", "keep-alive",
        "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
        "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    init(_ request: HTTPRequest, bodyHash: String, service: String) {
        let url = URLParts(request.url)
        var values: [String: [String]] = [:]
        for header in request.headers {
            let name = header.name.lowercased()
            guard !Self.unsigned.contains(name) else { continue }
            values[name, default: []].append(Self.trimmed(header.value))
        }
        if values["host"] == nil { values["host"] = [url.host] }
        let names = values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let headers = names.map { "\($0):\((values[$0] ?? []).joined(separator: ","))\n" }
        signedHeaders = names.joined(separator: ";")
        text = [
            request.method.rawValue,
            Self.path(url.path, service: service),
            Self.query(url.query),
            headers.joined(),
            signedHeaders,
            bodyHash,
        ].joined(separator: "\n")
    }

    /// A value without blanks at its ends, and with one space for others.
    private static func trimmed(_ value: String) -> String {
        func isBlank(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
        }
        guard value.utf8.contains(where: isBlank) else { return value }
        return value.utf8.split(whereSeparator: isBlank).map { String(Substring($0)) }
            .joined(separator: " ")
    }

    /// The path as a service signs it.
    ///
    /// S3 signs what is sent: `..` and `//` are part of a key. Others sign it without them, and
    /// encode once more what is encoded already.
    private static func path(_ path: String, service: String) -> String {
        guard service != "s3" else { return path.isEmpty ? "/" : path }
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let end = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
        return PercentEncoding.path("/" + segments.joined(separator: "/") + end)
    }

    /// Sorted by encoded names, then values.
    private static func query(_ query: String) -> String {
        guard !query.isEmpty else { return "" }
        let parts = query.split(separator: "&", omittingEmptySubsequences: false)
        let pairs = parts.map { pair -> (name: Substring, value: Substring) in
            let end = pair.firstIndex(of: "=") ?? pair.endIndex
            return (name: pair[..<end], value: pair[end...].dropFirst())
        }
        let sorted = pairs.sorted { left, right -> Bool in
            left.name == right.name
                ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
                : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        return sorted.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }
}

/// A URL cut into the parts that are signed, each as it is sent.
///
/// Foundation's `URL` is no use here: it decodes and normalises.
struct URLParts {
    /// Without the scheme's own port, as it is sent in `Host`.
    let host: String
    let path: String
    let query: String

    init(_ url: String) {
        var rest = url.utf8[...]
        var standardPort = ""
        if url.hasPrefix("https://") {
            rest = rest.dropFirst(8)
            standardPort = ":443"
        } else if url.hasPrefix("http://") {
            rest = rest.dropFirst(7)
            standardPort = ":80"
        }
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        let host = Substring(rest[..<(end ?? rest.endIndex)])
        self.host = String(host.hasSuffix(standardPort) ? host.dropLast(standardPort.count) : host)
        rest = rest[(end ?? rest.endIndex)...]
        let mark = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        path = String(Substring(rest[..<mark]))
        query = String(Substring(rest[mark...].dropFirst()))
    }
}
