import Basics
import HTTP

/// What S3 answers in place of what was asked for.
struct S3Rejection {
    let status: Int
    let headers: HTTPHeaders
    /// S3's word for it, for example `NoSuchKey`; empty where there is none, as of HEAD.
    let code: String
    let message: String
    private let bodyRegion: String?
    private let isPage: Bool
    private let isHTML: Bool

    init(_ head: HTTPHead, body: [UInt8]) {
        status = head.status
        headers = head.headers
        let error = try? XMLElement(body)
        let isError = error?.name == "Error"
        code = isError ? error?["Code"]?.text ?? "" : ""
        message = isError ? error?["Message"]?.text ?? "" : ""
        bodyRegion = isError ? error?["Region"]?.text : nil
        isPage = !isError && !body.isEmpty
        isHTML = Self.isHTML(body)
    }

    static let replaced = "the object was replaced meanwhile; the next run reads the new one"

    /// Whether a body is a page for people.
    static func isHTML(_ body: [UInt8]) -> Bool {
        let start = String(decoding: body.prefix(512), as: UTF8.self).lowercased()
        return ["<!doctype html", "<html"].contains { start.contains($0) }
    }

    /// Where the bucket is, if the answer says so.
    var region: String? {
        (headers["x-amz-bucket-region"] ?? bodyRegion).flatMap {
            AWSSettings.isRegion($0) ? $0 : nil
        }
    }

    var isWrongRegion: Bool {
        switch code {
        case "AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect",
            "IllegalLocationConstraintException":
            true
        // HEAD has no body to say more.
        case "": [301, 307, 400].contains(status) && region != nil
        default: false
        }
    }

    var isClockOff: Bool { code == "RequestTimeTooSkewed" || code == "RequestExpired" }

    var isExpired: Bool {
        ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].contains(code)
    }

    /// Whether the same request may succeed when it is sent again.
    var isTransient: Bool {
        [429, 500, 502, 503, 504].contains(status)
            || ["RequestTimeout", "RequestTimeoutException", "SlowDown", "Throttling"].contains(
                code
            )
    }

    /// The service's time, in seconds since 1970.
    var date: Int64? { headers["date"].flatMap { RetryAfter.date($0[...], now: 0) } }

    /// The fault that it is.
    ///
    /// - parameters:
    ///   - action: The action of IAM that the request needs.
    ///   - partition: The beginning of ARNs, for example `aws`.
    ///   - origin: Where the credentials are from; nil of a request that is not signed.
    func reason(
        _ address: S3Address,
        action: String,
        partition: String,
        origin: String? = nil
    ) -> (kind: AWSFault.Kind, text: String) {
        let from = origin.map { " (credentials: \($0))" } ?? ""
        switch code {
        case "AccessDenied":
            return (.accessDenied, denial(address, action: action, partition: partition))
        case "NoSuchBucket": return (.noSuchBucket, "there is no such bucket; check its name")
        case "NoSuchKey": return (.noSuchKey, "there is no such object; it may have been deleted")
        case "InvalidAccessKeyId":
            return (
                .invalidKey,
                "S3 does not know the access key ID; it was deleted, or belongs to another partition "
                    + "or store: check profile and endpoint\(from)"
            )
        case "SignatureDoesNotMatch":
            return (
                .invalidKey,
                "the secret access key does not belong to the access key ID; check both\(from)"
            )
        case "InvalidToken":
            return (.invalidKey, "the session token is not valid; get new credentials\(from)")
        case "InvalidObjectState":
            let name = headers["x-amz-storage-class"].map { ShownText.line($0, limit: 40) }
            return (
                .archived,
                "the object is archived\(name.map { " (\($0))" } ?? ""); restore it first, for example "
                    + "with aws s3api restore-object"
            )
        case "PreconditionFailed": return (.replaced, Self.replaced)
        case "InvalidRange": return (.other, "the object is shorter than the range asked for")
        case _ where isExpired:
            return (
                .expiredToken,
                "the credentials have expired; get new ones, for example with aws sso login\(from)"
            )
        case _ where isClockOff:
            return (.clock, "S3 says that this machine's clock is off; set it")
        case _ where isWrongRegion:
            return (
                .wrongRegion,
                "the bucket is in another region"
                    + (region.map { ", \($0)" } ?? "; set AWS_REGION to it")
            )
        case _ where isTransient:
            return (.throttled, "S3 answered \(said) to each attempt; try again later")
        default: return byStatus(address, action: action, partition: partition)
        }
    }

    /// The reason where no code says it.
    private func byStatus(
        _ address: S3Address,
        action: String,
        partition: String
    ) -> (AWSFault.Kind, String) {
        switch status {
        case _ where isPage, 300..<400, 407:
            return (
                .notS3,
                "the answer (\(status)\(isHTML ? ", an HTML page" : "")) is not S3's, but perhaps a "
                    + "proxy's; check https_proxy and the endpoint"
            )
        case 403 where code.isEmpty:
            return (.accessDenied, denial(address, action: action, partition: partition))
        case 404 where code.isEmpty:
            return (.noSuchKey, "there is no such object; it may have been deleted")
        case 412: return (.replaced, Self.replaced)
        default: return (.other, "S3 answered \(said)")
        }
    }

    /// Status, code and message, for a reason.
    private var said: String {
        [
            "\(status)", code.isEmpty ? "" : " \(ShownText.line(code, limit: 60))",
            message.isEmpty ? "" : " (\(ShownText.line(message, limit: 200)))",
        ].joined()
    }

    /// Which permission is missing.
    ///
    /// S3's message names it for most requests of the same account:
    /// `User: arn:… is not authorized to perform: kms:Decrypt on resource: arn:… because …`
    private func denial(_ address: S3Address, action: String, partition: String) -> String {
        let words = message.split(separator: " ").map {
            $0.trimmingPrefix { $0 == "\"" }.prefix { $0 != "\"" && $0 != "," }
        }
        func word(after name: String) -> Substring? {
            guard let index = words.firstIndex(of: name[...]), index + 1 < words.count else {
                return nil
            }
            return words[index + 1]
        }
        let named = word(after: "perform:").flatMap { Self.isAction($0) ? String($0) : nil }
        let resource = word(after: "resource:").flatMap { $0.hasPrefix("arn:") ? String($0) : nil }
        let arn = "arn:\(partition):s3:::\(address.bucket)" + (address.key == nil ? "" : "/*")
        let isOther = named != nil && named != action
        var reason = "access denied; \(named ?? action) on "
        // Of S3's own actions, what a policy has to name: not each object.
        let needed = isOther ? resource ?? "the resource" : arn
        reason += ShownText.line(needed, limit: 300)
        reason += " is needed"
        if let because = message.firstRange(of: " because ") {
            reason += " (\(ShownText.line(String(message[because.upperBound...]), limit: 160)))"
        } else if named == nil, address.key != nil {
            reason +=
                ", and kms:Decrypt if it is encrypted with a key of KMS; S3 says the same of an "
            reason += "object that does not exist where s3:ListBucket is not allowed"
        }
        return reason
    }

    /// `kms:Decrypt`.
    private static func isAction(_ word: Substring) -> Bool {
        word.utf8.count < 80 && word.utf8.count { $0 == UInt8(ascii: ":") } == 1
            && word.utf8.allSatisfy {
                $0 | 0x20 &- 0x61 < 26 || $0 &- 0x30 < 10 || "-:*".utf8.contains($0)
            }
    }
}
