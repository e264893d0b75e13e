import CCurl

/// Why there is no complete response to a request.
package struct HTTPFailure: Error {
    /// In our own words: those of libraries may repeat the URL.
    package let reason: String
    /// Whether the same request may well succeed when it is sent again.
    package let isTransient: Bool

    package init(_ reason: String, isTransient: Bool) {
        self.reason = reason
        self.isTransient = isTransient
    }

    /// Of a transfer that was ended by who asked for it.
    package static let cancelledReason = "cancelled"
    static let cancelled = HTTPFailure(cancelledReason, isTransient: false)

    /// - parameter headEnded: Whether what came was complete, but no head of a response.
    init(headEnded: Bool) {
        self.init("the response is not complete HTTP", isTransient: !headEnded)
    }

    /// Explains libcurl's result (<https://curl.se/libcurl/c/libcurl-errors.html>).
    ///
    /// - parameters:
    ///   - proxy: The variable that names the request's proxy.
    ///   - proxyStatus: With which a proxy answered a request for a tunnel; 0 without one.
    ///   - certificates: The file of CA certificates, if it is not the system's.
    init(
        code: Int32,
        proxy: String? = nil,
        proxyStatus: Int = 0,
        certificates: String? = nil
    ) {
        if proxyStatus != 0, !(200..<300).contains(proxyStatus) {
            self = .proxy(status: proxyStatus)
            return
        }
        let words =
            switch code {
            case Int32(CCURL_MISSING):
                "libcurl is not installed; it is needed to send over HTTP (Debian: libcurl4)"
            case 1, 8: "the response is not complete HTTP"
            case 2, 27: "libcurl cannot start the request; memory or file descriptors are used up"
            case 3: "the URL is malformed"
            case 5: "the host in \(proxy ?? "https_proxy") does not resolve"
            case 6: "the host name does not resolve"
            case 7 where proxy != nil:
                "cannot connect to the proxy in \(proxy ?? ""); nothing is listening there, or a "
                    + "firewall blocks it; correct the variable, or exempt the host by no_proxy"
            case 7: "cannot connect; nothing is listening, or a firewall blocks it"
            case 16, 92: "the response breaks the rules of HTTP/2"
            case 18, 52, 55, 56: "the connection closed before the response was complete"
            case 23: "the response's headers exceed 64 KiB or 100 lines"
            case 28 where proxy != nil: "timed out, through the proxy in \(proxy ?? "")"
            case 28: "timed out"
            case 35: "the TLS handshake failed"
            case 51, 60, 83, 90: "the host's certificate is not trusted"
            case 77 where certificates != nil:
                "the file of CA certificates that is set (ca_bundle or AWS_CA_BUNDLE) cannot be "
                    + "read; correct its path"
            case 77: "no CA certificates found; install ca-certificates"
            case 97: "the proxy in \(proxy ?? "https_proxy") does not answer as a proxy"
            default: "the request failed (curl error \(code))"
            }
        reason = words
        isTransient = [6, 7, 16, 18, 28, 35, 52, 55, 56, 92].contains(code)
    }

    private static func proxy(status: Int) -> HTTPFailure {
        switch status {
        case 407:
            HTTPFailure(
                "the proxy in https_proxy answered 407: it needs a user name and password",
                isTransient: false
            )
        case 500...:
            HTTPFailure("the proxy in https_proxy answered \(status)", isTransient: true)
        default:
            HTTPFailure(
                "the proxy in https_proxy answered \(status): it does not let audit reach the host; "
                    + "allow the host there, or exempt it by no_proxy",
                isTransient: false
            )
        }
    }
}
