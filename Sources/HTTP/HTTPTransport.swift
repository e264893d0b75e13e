/// Posts one message and waits for the response, up to a deadline.
///
/// Nothing outlives a request but its connection: no cookies, no cache, no credentials. Redirects
/// are not followed, because a message is meant for the configured host and no other. Only the
/// first bytes of a response are kept.
///
/// All transports share one ``HTTPClient``.
///
/// - complexity: A request and its response are held in memory, the latter up to ``bodyLimit``.
package struct HTTPTransport: Sendable {
    /// Seconds for the whole exchange: name lookup, connection, request and response.
    package var deadline: Double
    /// The most bytes of a response that are read.
    package var bodyLimit: Int

    private static let client = HTTPClient()

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
        let limits = HTTPRequest.Limits(
            connection: deadline,
            exchange: deadline,
            silence: deadline,
            bodyBytes: bodyLimit
        )
        let request = HTTPRequest(
            .post,
            endpoint.url.absoluteString,
            headers: [
                ("Content-Type", "application/json; charset=utf-8"),
                ("Accept", "application/json, text/plain"),
            ] + headers,
            body: body,
            limits: limits,
            isDirect: endpoint.isLoopback
        )
        return try Self.client.send(request)
    }
}
