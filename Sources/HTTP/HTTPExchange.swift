import CCurl

/// The response to one request, collected piece by piece.
final class HTTPExchange {
    private let bodyLimit: Int
    private var status: Int?
    private var retryAfter: String?
    private var hasAllHeaders = false
    private var body: [UInt8] = []
    private var isCut = false

    init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    /// The exchange that a libcurl callback is for.
    static func at(_ context: UnsafeMutableRawPointer?) -> HTTPExchange? {
        context.map { Unmanaged<HTTPExchange>.fromOpaque($0).takeUnretainedValue() }
    }

    static func buffer(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes, count: count)
    }

    /// Adds a header line; a response such as `100 Continue` is followed by another.
    func append(header line: UnsafeRawBufferPointer) {
        let text =
            String(decoding: line.prefix(1_000), as: UTF8.self)
            .split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        if text.hasPrefix("HTTP/") {
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            retryAfter = nil
            hasAllHeaders = false
        } else if text.isEmpty {
            hasAllHeaders = (status ?? 0) >= 200
        } else if let colon = text.firstIndex(of: ":"),
            text[..<colon].lowercased() == "retry-after"
        {
            retryAfter = String(text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
        }
    }

    /// Adds a piece of the body, and returns whether there is room for more.
    func append(body piece: UnsafeRawBufferPointer) -> Bool {
        let room = bodyLimit - body.count
        body += piece.prefix(room)
        isCut = piece.count > room
        return !isCut
    }

    /// The response; nil where it is incomplete, other than by exceeding the limit.
    ///
    /// - parameter code: libcurl's result, 0 for a complete response.
    func answer(code: Int32) -> HTTPAnswer? {
        guard code == 0 || isCut, hasAllHeaders, let status, (200..<600).contains(status) else {
            return nil
        }
        return HTTPAnswer(status: status, retryAfter: retryAfter, body: body, isCut: isCut)
    }
}

/// An HTTP response: status, the headers that matter, the first bytes of its body.
package struct HTTPAnswer: Sendable {
    package let status: Int
    package let retryAfter: String?
    package let body: [UInt8]
    /// Whether the body exceeded the limit.
    let isCut: Bool

    package var isSuccess: Bool { (200..<300).contains(status) }
}

/// Why there is no response to a request.
package struct HTTPFailure: Error {
    /// In our own words: those of libraries may repeat the URL.
    package let reason: String

    /// Explains libcurl's result (<https://curl.se/libcurl/c/libcurl-errors.html>).
    init(code: Int32) {
        reason =
            switch code {
            case Int32(CCURL_MISSING): "libcurl is not installed; it is needed to send over HTTP"
            case 0, 1, 8: "the response is not complete HTTP"
            case 5: "the host in https_proxy does not resolve"
            case 6: "the host name does not resolve"
            case 7: "cannot connect; nothing is listening, or a firewall blocks it"
            case 18, 52, 55, 56: "the connection closed before the response was complete"
            case 28: "timed out"
            case 35: "the TLS handshake failed"
            case 51, 60, 83, 90: "the host's certificate is not trusted"
            case 77: "no CA certificates found; install ca-certificates"
            default: "the request failed (curl error \(code))"
            }
    }
}
