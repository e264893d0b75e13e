import Basics
import Foundation
import HTTP

/// A server in front of moto that counts requests and gets in their way.
///
/// For example:
///
/// ```swift
/// try MotoProxy.with(server) { proxy in
///     proxy.interfere { request, number in number == 0 ? .error(503, "SlowDown") : nil }
///     // … read from proxy.variables
///     #expect(proxy.gets == 822)
/// }
/// ```
///
/// Signatures stay valid, because moto takes the host that a request names.
public final class MotoProxy: Sendable {
    /// What becomes of a request.
    public enum Fault: Sendable {
        /// S3's own error.
        ///
        /// - parameters:
        ///   - more: Elements beside code and message.
        ///   - headers: For example a `Date`.
        case error(
            Int,
            String,
            message: String = "Said by a test.",
            more: String = "",
            headers: [(String, String)] = []
        )
        /// Another server's page.
        case page(Int, String)
        /// Nothing, and the connection is closed.
        case hangUp
        /// moto's answer, of whose body only some bytes arrive before the connection is closed.
        case cut(Int)
        /// moto's answer, whose length is that of only some of its bytes.
        case short(Int)
    }

    /// A request as it came.
    public typealias Request = LoopbackWebServer.Request

    private struct State {
        var interference: @Sendable (Request, Int) -> Fault? = { _, _ in nil }
        var seen: [String: Int] = [:]
        var requests: [Request] = []
    }

    private let server: MotoServer
    private let state = Locked(State())
    private let address = Locked("")
    private let client = HTTPClient(connections: 16)

    private init(_ server: MotoServer) { self.server = server }

    /// Calls `body` with a proxy.
    public static func with<R>(_ server: MotoServer, _ body: (MotoProxy) throws -> R) throws -> R {
        let proxy = MotoProxy(server)
        return try LoopbackWebServer.answering {
            proxy.answer($0)
        } _: { loopback in
            proxy.address.withLock { $0 = loopback.url }
            return try body(proxy)
        }
    }

    /// The address, without a slash at the end.
    public var url: String { address.withLock { $0 } }

    /// The variables that lead the AWS tools, and this program, to the proxy.
    public var variables: [String: String] {
        server.variables.merging(["AWS_ENDPOINT_URL": url]) { $1 }
    }

    /// Gets in the way of requests from now on, and counts them anew.
    ///
    /// - parameter interference: What becomes of a request, which gets it and how often the same
    ///   path and query came before; nil for nothing.
    public func interfere(
        _ interference: @escaping @Sendable (Request, Int) -> Fault? = { _, _ in nil }
    ) {
        state.withLock { $0 = State(interference: interference) }
    }

    /// The requests since they were counted anew.
    public var requests: [Request] { state.withLock { $0.requests } }

    /// The objects that were asked for.
    public var gets: Int { requests.count { $0.isObject } }

    /// The pages that were asked for.
    public var lists: Int { requests.count { $0.isList } }

    private func answer(_ request: Request) -> LoopbackWebServer.Answer {
        let fault = state.withLock { state in
            state.requests.append(request)
            let number = state.seen[request.path, default: 0]
            state.seen[request.path] = number + 1
            return state.interference(request, number)
        }
        switch fault {
        case .error(let status, let code, let message, let more, let headers):
            let text =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>\(code)</Code>"
                + "<Message>\(message)</Message>\(more)</Error>"
            return .kept(status, headers: headers, body: Array(text.utf8))
        case .page(let status, let text): return .kept(status, body: Array(text.utf8))
        case .hangUp: return .hangUp
        default: break
        }
        guard let answer = try? forward(request) else { return .hangUp }
        var headers: [(String, String)] = []
        for name in Self.kept {
            if let value = answer.headers[name] { headers.append((name, value)) }
        }
        switch fault {
        case .cut(let count):
            return .cut(answer.status, headers: headers, body: answer.body, after: count)
        case .short(let count):
            return .kept(answer.status, headers: headers, body: Array(answer.body.prefix(count)))
        default: break
        }
        return .kept(answer.status, headers: headers, body: answer.body)
    }

    private static let kept = [
        "etag", "last-modified", "content-type", "content-range", "x-amz-storage-class",
        "x-amzn-errortype",
    ]

    private func forward(_ request: Request) throws -> HTTPAnswer {
        let method = HTTPRequest.Method(rawValue: request.method) ?? .get
        let ownNames: Set = ["content-length", "connection", "accept", "expect"]
        let headers = request.headers.filter { !ownNames.contains($0.key) }
        return try client.send(
            HTTPRequest(
                method,
                server.url + request.path,
                headers: headers.map { (name: $0.key, value: $0.value) },
                body: request.body,
                isDirect: true
            )
        )
    }
}

extension LoopbackWebServer.Request {
    /// Whether it asks S3 for a page of a list.
    public var isList: Bool { path.contains("list-type=2") }

    /// Whether it asks S3 for an object.
    public var isObject: Bool { method == "GET" && !isList }
}
