import CCurl

/// Sends one HTTP request and waits for its response, up to a deadline.
///
/// Nothing outlives a request: no cookies, no cache, no credentials. Redirects are not followed,
/// because a message is meant for the configured host and no other. Only the first bytes of a
/// response are kept. Proxies come from `https_proxy` and `no_proxy`, as in curl.
///
/// It uses libcurl rather than `URLSession`, which is built on libcurl on Linux, but crashes the
/// process when a server hangs up in the middle of its headers.
///
/// - complexity: A request and its response are held in memory, the latter up to ``bodyLimit``.
package struct HTTPTransport: Sendable {
    /// Seconds for the whole exchange: name lookup, connection, request and response.
    package var deadline: Double
    /// The most bytes of a response that are read.
    package var bodyLimit: Int

    package init(deadline: Double = 15, bodyLimit: Int = 65_536) {
        self.deadline = deadline
        self.bodyLimit = bodyLimit
    }

    /// Posts JSON.
    ///
    /// - parameter headers: Further headers. Names and values are the program's own, or checked by
    ///   the caller.
    package func post(
        _ body: [UInt8],
        to endpoint: Endpoint,
        headers: [(name: String, value: String)] = []
    ) throws(HTTPFailure) -> HTTPAnswer {
        let lines =
            [
                "Content-Type: application/json; charset=utf-8",
                "Accept: application/json, text/plain", "User-Agent: audit",
                // Otherwise curl waits a second for `100 Continue`, which few servers send.
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
        // All lines in one buffer, each ended by NUL, and where each begins.
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
                            HTTPExchange.at(context)?.append(
                                header: HTTPExchange.buffer(bytes, count)
                            )
                        }
                        request.onBody = { context, bytes, count in
                            HTTPExchange.at(context)?.append(
                                body: HTTPExchange.buffer(bytes, count)
                            )
                                ?? false
                        }
                        return withExtendedLifetime(exchange) { CCurl_post(&request) }
                    }
                }
            }
        }
    }
}
