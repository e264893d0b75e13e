import CCurl

/// What comes back for one request, taken piece by piece.
final class HTTPExchange {
    private let bodyLimit: Int
    private var status: Int?
    private var retryAfter: String?
    private var hasAllHeaders = false
    private var body: [UInt8] = []
    private var isCut = false

    init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    /// The exchange that a callback of libcurl is for.
    static func at(_ context: UnsafeMutableRawPointer?) -> HTTPExchange? {
        context.map { Unmanaged<HTTPExchange>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The bytes that a callback of libcurl is given.
    static func buffer(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes, count: count)
    }

    /// Takes a line of the headers; an answer such as `100 Continue` is followed by another.
    func take(header line: UnsafeRawBufferPointer) {
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

    /// Takes a piece of the body, and says whether there is room for more.
    func take(body piece: UnsafeRawBufferPointer) -> Bool {
        let room = bodyLimit - body.count
        body += piece.prefix(room)
        isCut = piece.count > room
        return !isCut
    }

    /// The answer; nil where it did not come to its end, but for what is too long of it.
    ///
    /// - parameter code: What libcurl ended with, 0 for the answer's end.
    func answer(code: Int32) -> HTTPAnswer? {
        guard code == 0 || isCut, hasAllHeaders, let status, (200..<600).contains(status) else {
            return nil
        }
        return HTTPAnswer(status: status, retryAfter: retryAfter, body: body, isCut: isCut)
    }
}

/// An answer over HTTP: status, what matters of its headers, the first bytes of its body.
package struct HTTPAnswer: Sendable {
    package let status: Int
    package let retryAfter: String?
    package let body: [UInt8]
    /// Whether the body was longer than what is kept of it.
    let isCut: Bool

    package var isSuccess: Bool { (200..<300).contains(status) }
}

/// Why there is no answer to a request.
package struct HTTPFailure: Error {
    /// The reason, in words of ours: those of libraries may repeat the address.
    package let reason: String

    /// Makes a failure of what libcurl ended with (<https://curl.se/libcurl/c/libcurl-errors.html>).
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
