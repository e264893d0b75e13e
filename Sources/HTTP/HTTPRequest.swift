/// One HTTP request.
///
/// For example:
///
/// ```swift
/// var request = HTTPRequest(.get, "https://logs.s3.eu-west-1.amazonaws.com/AWSLogs/a%20b.json.gz")
/// request.headers.append(("Range", "bytes=1000-"))
/// let answer = try client.send(request)
/// ```
package struct HTTPRequest: Sendable {
    /// What is done with the resource.
    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
    }

    /// How long a request may take, in seconds.
    package struct Limits: Sendable {
        /// Until there is a connection, name lookup included.
        package var connection: Double
        /// For the whole exchange; nil for bodies of any length.
        package var exchange: Double?
        /// Without a byte, once there is a connection; libcurl takes some seconds longer to be sure.
        package var silence: Double
        /// The most bytes of a body that are kept in memory.
        package var bodyBytes: Int

        package init(
            connection: Double = 10,
            exchange: Double? = 60,
            silence: Double = 30,
            bodyBytes: Int = 8 << 20
        ) {
            self.connection = connection
            self.exchange = exchange
            self.silence = silence
            self.bodyBytes = bodyBytes
        }
    }

    package var method: Method
    /// The URL, percent-encoded; it is sent as it is, with `..` and `//` in its path.
    package var url: String
    /// Names and values are the program's own, or checked by the caller: no line breaks.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var limits: Limits
    /// Whether to ignore the proxy of the environment, as for this machine's own addresses.
    package var isDirect: Bool

    package init(
        _ method: Method,
        _ url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        limits: Limits = Limits(),
        isDirect: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
        self.isDirect = isDirect
    }
}

/// What sends requests: the network, or a test in its place.
package protocol HTTPSender: Sendable {
    /// Sends a request and waits for its response.
    ///
    /// Redirects are not followed; a response of any status is an answer.
    ///
    /// - throws: Where there is no complete response.
    func send(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPAnswer
}
