import CCurl

/// Sends one HTTP request and waits for its answer, but not for ever.
///
/// Nothing outlives a request: no cookies, no cache, no credentials. Redirects are not followed,
/// for a message is meant for the host that the settings name and no other. Of an answer only the
/// first bytes are kept. Proxies are those of `https_proxy` and `no_proxy`, as curl has it.
///
/// It is libcurl rather than `URLSession`, which on Linux is made of libcurl too, but ends the
/// process where a server hangs up in the middle of its headers.
///
/// - complexity: A request and its answer are held in memory, the latter up to ``bodyLimit``.
package struct HTTPTransport: Sendable {
    /// The time for all of it, in seconds: name, connection, request and answer.
    package var deadline: Double
    /// The most bytes of an answer that are read.
    package var bodyLimit: Int

    /// Makes a transport.
    ///
    /// - parameters:
    ///   - deadline: The time for a request and its answer, in seconds.
    ///   - bodyLimit: The most bytes of an answer that are read.
    package init(deadline: Double = 15, bodyLimit: Int = 65_536) {
        self.deadline = deadline
        self.bodyLimit = bodyLimit
    }

    /// Posts JSON.
    ///
    /// - parameters:
    ///   - body: The JSON.
    ///   - endpoint: Where to.
    ///   - headers: Further headers; names and values are of our own or checked before.
    package func post(
        _ body: [UInt8],
        to endpoint: Endpoint,
        headers: [(name: String, value: String)] = []
    ) throws(HTTPFailure) -> HTTPAnswer {
        let lines =
            [
                "Content-Type: application/json; charset=utf-8",
                "Accept: application/json, text/plain", "User-Agent: audit",
                // Without it a large message waits a second for a word that few servers say.
                "Expect:",
            ] + headers.map { "\($0.name): \($0.value)" }
        let exchange = HTTPExchange(bodyLimit: bodyLimit)
        let code = Self.perform(
            url: endpoint.url.absoluteString,
            isDirect: endpoint.isLoopback,
            lines: lines,
            body: body,
            milliseconds: max(1, Int(deadline * 1_000)),
            exchange: exchange
        )
        if let answer = exchange.answer(code: code) { return answer }
        throw HTTPFailure(code: code)
    }

    private static func perform(
        url: String,
        isDirect: Bool,
        lines: [String],
        body: [UInt8],
        milliseconds: Int,
        exchange: HTTPExchange
    ) -> Int32 {
        // One buffer of all lines, each ended by NUL, and where in it each begins.
        var text: [CChar] = []
        let starts = lines.map { line in
            defer { text += line.utf8CString }
            return text.count
        }
        return text.withUnsafeBufferPointer { text in
            var pointers = starts.map { start in text.baseAddress.map { $0 + start } }
            pointers.append(nil)
            return body.withUnsafeBytes { body in
                url.withCString { url in
                    pointers.withUnsafeBufferPointer { headers in
                        var request = CCurlRequest()
                        request.url = url
                        request.isDirect = isDirect
                        request.headers = headers.baseAddress
                        request.body = body.baseAddress
                        request.bodySize = body.count
                        request.milliseconds = milliseconds
                        request.context = Unmanaged.passUnretained(exchange).toOpaque()
                        request.onHeader = { context, bytes, count in
                            HTTPExchange.at(context)?.take(
                                header: HTTPExchange.buffer(bytes, count)
                            )
                        }
                        request.onBody = { context, bytes, count in
                            HTTPExchange.at(context)?.take(body: HTTPExchange.buffer(bytes, count))
                                ?? false
                        }
                        return withExtendedLifetime(exchange) { CCurl_post(&request) }
                    }
                }
            }
        }
    }
}
