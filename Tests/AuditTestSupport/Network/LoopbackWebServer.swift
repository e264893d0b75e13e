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
        /// Answers, and waits for another request on the same connection.
        case kept(Int, headers: [(String, String)] = [], body: [UInt8] = [])
        /// Announces a body, but closes the connection after so many bytes of it.
        case cut(Int, headers: [(String, String)] = [], body: [UInt8], after: Int)
        /// Sends some bytes, then nothing until the other side leaves.
        case stalled(String)
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
    private let answer: @Sendable (Request) -> Answer
    private let received = Locked<[Request]>([])
    private let accepted = Locked(0)
    private let sent = Locked(0)
    private let departure = DispatchSemaphore(value: 0)

    /// The requests that have come, in their order.
    public var requests: [Request] { received.withLock { $0 } }

    /// How many connections were made.
    public var connectionCount: Int { accepted.withLock { $0 } }

    /// How many bytes of giant bodies were sent.
    public var giantBytes: Int { sent.withLock { $0 } }

    /// Waits until the other side has left a connection that said nothing more.
    public func waitForDeparture() -> Bool { departure.wait(timeout: .now() + 10) == .success }

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

    /// Calls `body` with a server whose answers depend on the requests.
    public static func answering<R>(
        _ answer: @escaping @Sendable (Request) -> Answer,
        _ body: (LoopbackWebServer) throws -> R
    ) throws -> R {
        let server = try LoopbackWebServer(answer)
        defer { server.listener.close() }
        return try body(server)
    }

    private convenience init(_ answers: [Answer]) throws {
        let answers = Locked(answers)
        try self.init { _ in answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
    }

    private init(_ answer: @escaping @Sendable (Request) -> Answer) throws {
        listener = try LoopbackListener(.stream)
        self.answer = answer
        listener.accept { [weak self] connection in
            self?.accepted.withLock { $0 += 1 }
            while let request = Self.readRequest(connection),
                self?.answer(request, connection) == true
            {}
        }
    }

    /// Answers a request, and returns whether to wait for another one.
    private func answer(_ request: Request, _ connection: Int32) -> Bool {
        received.withLock { $0.append(request) }
        switch answer(request) {
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
                guard LoopbackListener.write(piece, to: connection) else { return false }
                sent.withLock { $0 += piece.count }
            }
        case .silence: waitUntilLeft(connection)
        case .hangUp: break
        case .broken(let text): LoopbackListener.write(Array(text.utf8), to: connection)
        case .kept(let status, let headers, let body):
            let isHead = request.method == "HEAD" || status == 304
            let head = Self.head(status, headers, isHead ? 0 : body.count)
            return LoopbackListener.write(head + (isHead ? [] : body), to: connection)
        case .cut(let status, let headers, let body, let count):
            let head = Self.head(status, headers, body.count)
            LoopbackListener.write(head + body.prefix(count), to: connection)
        case .stalled(let text):
            LoopbackListener.write(Array(text.utf8), to: connection)
            waitUntilLeft(connection)
        }
        return false
    }

    private func waitUntilLeft(_ connection: Int32) {
        while !LoopbackListener.read(connection).isEmpty {}
        departure.signal()
    }

    /// The head of an answer; its length is the body's where no header says another.
    private static func head(_ status: Int, _ headers: [(String, String)], _ length: Int) -> [UInt8]
    {
        var head = "HTTP/1.1 \(status) Told\r\n"
        head += headers.map { "\($0): \($1)\r\n" }.joined()
        if !headers.contains(where: { $0.0.lowercased() == "content-length" }) {
            head += "Content-Length: \(length)\r\n"
        }
        return Array((head + "\r\n").utf8)
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
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                .map(String.init)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let request = Request(method: words[0], path: words[1], headers: headers, body: [])
        return (request, end.upperBound, Int(headers["content-length"] ?? "") ?? 0)
    }
}
