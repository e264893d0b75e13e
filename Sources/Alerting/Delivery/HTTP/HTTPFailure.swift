import CCurl

/// Why there is no answer to a request.
struct HTTPFailure: Error {
    /// The reason, in words of ours: those of libraries may repeat the address.
    let reason: String

    /// Makes a failure of what libcurl ended with (<https://curl.se/libcurl/c/libcurl-errors.html>).
    init(code: Int32) {
        reason =
            switch code {
            case Int32(CCURL_MISSING): "libcurl is not installed, which sends over HTTP"
            case 0, 1, 8: "an answer that is no whole HTTP"
            case 5: "there is no proxy of the name that https_proxy has"
            case 6: "there is no host of this name"
            case 7: "no connection; nothing listens there, or a firewall is between"
            case 18, 52, 55, 56: "the connection was closed before the answer's end"
            case 28: "no answer in time"
            case 35: "TLS failed"
            case 51, 60, 83, 90: "the host's certificate is not to be trusted"
            case 77: "there are no certificates of authorities; install ca-certificates"
            default: "the request failed (curl \(code))"
            }
    }
}
