import Basics
import Dispatch
import Foundation

/// A web server on 127.0.0.1 that sends given responses, and keeps the requests.
///
/// For example:
///
/// ```swift
/// try LoopbackWebServer.with([.status(500), .status(200, body: "ok")]) { server in
///     // … send two requests to server.url
///     #expect(server.requests.map(\.path) == ["/hook", "/hook"])
/// }
/// ```
public final class LoopbackWebServer: Sendable {
    /// What the server does with a request.
    public enum Answer: Sendable {
        /// Answers with a status, headers and a body.
        case status(Int, headers: [String: String] = [:], body: String = "")
        /// Answers with a body of so many bytes, of which it may be hindered to send all.
        case giant(Int, bytes: Int)
        /// Says nothing until the other side leaves.
        case silence
        /// Closes the connection without a word.
        case hangUp
        /// Closes the connection in the middle of an answer's headers or body.
        case broken(String)
    }

    /// A request as it came.
    public struct Request: Sendable {
        /// The method, for example `POST`.
        public var method: String
        /// The path with its query.
        public var path: String
        /// The headers, their names in lower case.
        public var headers: [String: String]
        /// The body.
        public var body: [UInt8]

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let listener: LoopbackListener
    private let answers: Locked<[Answer]>
    private let received = Locked<[Request]>([])

    /// The requests that have come, in their order.
    public var requests: [Request] { received.withLock { $0 } }

    /// The address of the server, without a path.
    public var url: String { "http://127.0.0.1:\(listener.port)" }

    /// Calls `body` with a server.
    ///
    /// - parameters:
    ///   - answers: What the server does with the first request, the second and so on; the last
    ///     answer serves for all others.
    ///   - body: What uses the server.
    public static func with<R>(
        _ answers: [Answer],
        _ body: (LoopbackWebServer) throws -> R
    ) throws -> R {
        let server = try LoopbackWebServer(answers)
        defer { server.listener.close() }
        return try body(server)
    }

    private init(_ answers: [Answer]) throws {
        listener = try LoopbackListener(.stream)
        self.answers = Locked(answers)
        listener.accept { [weak self] connection in
            guard let request = Self.readRequest(connection) else { return }
            self?.answer(request, connection)
        }
    }

    private func answer(_ request: Request, _ connection: Int32) {
        received.withLock { $0.append(request) }
        let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        switch answer {
        case .status(let status, let headers, let body):
            var head = "HTTP/1.1 \(status) Told\r\nConnection: close\r\n"
            head += headers.map { "\($0): \($1)\r\n" }.joined()
            head += "Content-Length: \(body.utf8.count)\r\n\r\n"
            LoopbackListener.write(Array((head + body).utf8), to: connection)
        case .giant(let status, let bytes):
            let head = "HTTP/1.1 \(status) Told\r\nContent-Length: \(bytes)\r\n\r\n"
            LoopbackListener.write(Array(head.utf8), to: connection)
            let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
            for _ in 0..<(bytes / piece.count) {
                guard LoopbackListener.write(piece, to: connection) else { return }
            }
        case .silence: while !LoopbackListener.read(connection).isEmpty {}
        case .hangUp: return
        case .broken(let text): LoopbackListener.write(Array(text.utf8), to: connection)
        }
    }

    private static func readRequest(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var head: (request: Request, end: Int, length: Int)?
        while true {
            if head == nil { head = parseHead(bytes) }
            if var head, bytes.count >= head.end + head.length {
                head.request.body = Array(bytes[head.end..<head.end + head.length])
                return head.request
            }
            let piece = LoopbackListener.read(connection)
            guard !piece.isEmpty else { return nil }
            bytes += piece
        }
    }

    private static func parseHead(_ bytes: [UInt8]) -> (request: Request, end: Int, length: Int)? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let text = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        var lines = text.components(separatedBy: "\r\n")
        let words = lines.removeFirst().split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let request = Request(method: words[0], path: words[1], headers: headers, body: [])
        return (request, end.upperBound, Int(headers["content-length"] ?? "") ?? 0)
    }
}
