/// Sends HTTP requests, many at a time, over connections that are used again.
///
/// For example:
///
/// ```swift
/// let client = HTTPClient(connections: 32)
/// let answer = try client.send(HTTPRequest(.get, "https://example.com/list"))
///
/// let bodies = urls.map { client.stream(HTTPRequest(.get, $0)) }   // all of them are on their way
/// for body in bodies {
///     guard try body.head().isSuccess else { continue }
///     while case let count = try body.read(into: buffer), count > 0 { use(buffer[..<count]) }
/// }
/// ```
///
/// Redirects are not followed, bodies are not decompressed, and there are no cookies. Proxies come
/// from `https_proxy`, `http_proxy` and `no_proxy`, as in curl; certificates are always checked.
/// libcurl 7.61 or later does the work, on a thread of the client's own that starts with the first
/// request. It is loaded then, and requests fail with a word where it is not installed.
///
/// It is libcurl rather than `URLSession`, which is built on libcurl on Linux, but crashes the
/// process when a server hangs up in the middle of its headers.
///
/// - complexity: A stream holds its buffer, a response of ``send(_:)`` its body up to the limit.
///   Requests beyond the connections wait in memory: whoever starts streams bounds their number.
///
/// Related documentation: <https://curl.se/libcurl/c/libcurl-multi.html>
package final class HTTPClient: HTTPSender {
    private let loop: HTTPLoop

    /// Makes a client; it connects to nothing yet.
    ///
    /// - parameters:
    ///   - connections: The most streams that run at a time, and the most of other requests. They
    ///     are counted apart because streams wait for their readers, which may be waiting for the
    ///     response to another request.
    ///   - certificates: A file of CA certificates in PEM, for hosts and proxies, in place of the
    ///     system's.
    package init(connections: Int = 16, certificates: String? = nil) {
        loop = HTTPLoop(connections: max(1, connections), certificates: certificates)
    }

    deinit { loop.close() }

    /// Sends a request and waits for its response.
    ///
    /// Any number of threads may call it at a time. The time that a request waits for a connection
    /// counts for its exchange.
    ///
    /// - throws: An ``HTTPFailure`` where there is no complete response.
    package func send(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPAnswer {
        let transfer = HTTPTransfer(request, .collected(limit: request.limits.bodyBytes))
        loop.start(transfer)
        return try transfer.answer()
    }

    /// Starts a request whose body is read while it arrives, and returns at once.
    ///
    /// Streams start in their order, as many at a time as there are connections, and a stream ends
    /// when it is read to its end: read them in their order, too, or on threads of their own.
    ///
    /// - parameters:
    ///   - request: Its `exchange` limit counts while the reader does not read, so set none.
    ///   - buffer: The most bytes of the body that wait for the reader; at least 16 KiB do.
    package func stream(_ request: HTTPRequest, buffer: Int = 262_144) -> HTTPBody {
        let transfer = HTTPTransfer(request, .streamed(buffer: buffer))
        loop.start(transfer)
        return HTTPBody(transfer, client: self)
    }

    func resume(_ transfer: HTTPTransfer) { loop.resume(transfer) }

    func cancel(_ transfer: HTTPTransfer) {
        if transfer.cancel() { loop.cancel(transfer) }
    }
}

/// A response whose body is read while it arrives.
///
/// One thread at a time reads it. The transfer ends with ``cancel()``, or when this is let go.
package final class HTTPBody: Sendable {
    private let transfer: HTTPTransfer
    private let client: HTTPClient

    init(_ transfer: HTTPTransfer, client: HTTPClient) {
        self.transfer = transfer
        self.client = client
    }

    deinit { client.cancel(transfer) }

    /// Waits for status and headers.
    package func head() throws(HTTPFailure) -> HTTPHead { try transfer.head() }

    /// Waits for the next bytes of the body, and copies them.
    ///
    /// - parameter buffer: Not empty.
    /// - returns: How many bytes were copied, 0 at the end of the body.
    /// - throws: An ``HTTPFailure`` where the body is not complete, once all that came is read.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPFailure) -> Int {
        let piece = try transfer.read(into: buffer)
        if piece.isDrained { client.resume(transfer) }
        return piece.count
    }

    /// Reads the rest of the body, or its first bytes.
    package func rest(limit: Int) throws(HTTPFailure) -> [UInt8] {
        var body: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(limit, 16_384))
        while body.count < limit {
            let result: Result<Int, HTTPFailure> = buffer.withUnsafeMutableBytes { buffer in
                Result { () throws(HTTPFailure) in try read(into: buffer) }
            }
            let count = try result.get()
            guard count > 0 else { break }
            body += buffer.prefix(min(count, limit - body.count))
        }
        return body
    }

    /// Ends the transfer; who waits for it gets a failure.
    package func cancel() { client.cancel(transfer) }
}
