import Basics
import HTTP

/// Why a call of a service other than S3 has failed.
package struct AWSServiceFault: Error, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// There are no credentials, or none that are accepted.
        case credentials
        /// The credentials may not do it.
        case denied
        /// There is no such queue, topic or role.
        case missing
        case throttled
        /// No answer, or none of the service.
        case network
        /// The service itself has failed.
        case service
        /// The request is wrong.
        case rejected
    }

    package let kind: Kind
    /// What was called, what is wrong and what to do, on one line.
    package let description: String
    /// As the service spells it: `AccessDenied`.
    package let code: String?
    /// What the service asks to wait, in seconds.
    package let retryAfter: Int64?
    /// Whether the same call may well succeed later.
    package let isTransient: Bool

    init(
        _ kind: Kind,
        _ description: String,
        code: String? = nil,
        retryAfter: Int64? = nil,
        isTransient: Bool? = nil
    ) {
        self.kind = kind
        self.description = description
        self.code = code
        self.retryAfter = retryAfter
        self.isTransient = isTransient ?? [.throttled, .network, .service].contains(kind)
    }
}

/// The error in a service's answer.
struct AWSErrorAnswer {
    let status: Int
    let code: String?
    let message: String?

    /// Reads JSON, XML, or neither: a proxy may answer.
    init(_ answer: HTTPAnswer) {
        status = answer.status
        let first = answer.body.first { $0 > 0x20 }
        // `#` ends a namespace, `:` begins a URL.
        let header = answer.headers["x-amzn-errortype"]?.split(separator: ":").first.map(
            String.init
        )
        if first == UInt8(ascii: "<"), let root = try? XMLElement(answer.body) {
            let error = (root["Errors"] ?? root)["Error"] ?? root
            code = error["Code"]?.text ?? header
            message = error["Message"]?.text
        } else if let object = AnswerObject(answer.body) {
            let type = object.text("__type") ?? object.text("code") ?? object.text("Code") ?? header
            code = type?.split(separator: "#").last.map(String.init)
            message =
                object.text("message") ?? object.text("Message")
                ?? object.text("error_description")
        } else {
            code = header
            message = nil
        }
    }

    var kind: AWSServiceFault.Kind {
        switch code ?? "" {
        case let code where code.contains("Throttl") || Self.throttling.contains(code): .throttled
        case let code where Self.credentials.contains(code): .credentials
        case let code where code.contains("AccessDenied") || Self.denied.contains(code): .denied
        case let code
        where code.contains("NonExistent") || code.contains("DoesNotExist")
            || code.hasPrefix("NotFound") || code.hasPrefix("NoSuch"):
            .missing
        default:
            switch status {
            case 429: .throttled
            case 500...: .service
            case 401: .credentials
            case 403: .denied
            default: Self.transient.contains(code ?? "") ? .service : .rejected
            }
        }
    }

    /// Whether the credentials have expired, so that others may do.
    var isExpired: Bool {
        ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].contains(code ?? "")
    }

    /// Whether the cause may be a clock that is off.
    var mayBeSkew: Bool {
        switch code ?? "" {
        case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "AuthFailure",
            "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature":
            true
        default: false
        }
    }

    private static let throttling: Set<String> = [
        "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded",
        "LimitExceededException", "SlowDown", "PriorRequestNotComplete", "OverLimit",
    ]
    private static let transient: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "InternalFailure", "InternalError",
        "ServiceUnavailable", "IDPCommunicationError",
    ]
    private static let denied: Set<String> = ["AuthorizationError", "AuthorizationErrorException"]
    private static let credentials: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidClientTokenId",
        "UnrecognizedClientException", "InvalidAccessKeyId", "InvalidToken",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException",
        "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature",
        "UnauthorizedException", "InvalidGrantException", "NotAuthorizedException",
        "RequestExpired", "RequestTimeTooSkewed",
    ]
}
