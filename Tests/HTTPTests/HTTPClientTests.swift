import AuditTestSupport
import Basics
import Dispatch
import Foundation
import Testing

@testable import HTTP

struct HTTPClientTests {
    /// A request to this machine, which no proxy of the environment is asked for.
    private static func request(
        _ url: String,
        _ method: HTTPRequest.Method = .get,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        limits: HTTPRequest.Limits = HTTPRequest.Limits()
    ) -> HTTPRequest {
        HTTPRequest(
            method,
            url,
            headers: headers,
            body: body,
            limits: limits,
            isDirect: true
        )
    }

    private static let streaming = HTTPRequest.Limits(exchange: nil)

    @Test func `Requests one after another use one connection`() throws {
        try LoopbackWebServer.with([.kept(200, body: Array("ok".utf8))]) { server in
            let client = HTTPClient()
            for _ in 0..<20 {
                let answer = try client.send(Self.request(server.url))
                #expect(answer.body == Array("ok".utf8))
            }
            #expect(server.connectionCount == 1)
        }
    }

    @Test func `Streams run at once, up to the number of connections`() throws {
        let now = Locked(0)
        let most = Locked(0)
        // Four have to be there for any of them to be answered.
        let gate = DispatchSemaphore(value: 0)
        try LoopbackWebServer.answering { request in
            let count = now.withLock { count in
                count += 1
                return count
            }
            most.withLock { $0 = max($0, count) }
            if count == 4 { for _ in 0..<200 { gate.signal() } }
            _ = gate.wait(timeout: .now() + 10)
            now.withLock { $0 -= 1 }
            return .kept(200, body: Array(request.path.utf8))
        } _: { server in
            let client = HTTPClient(connections: 4)
            let bodies = (0..<100).map {
                client.stream(Self.request("\(server.url)/\($0)", limits: Self.streaming))
            }
            for (index, body) in bodies.enumerated() {
                try #expect(body.rest(limit: 100) == Array("/\(index)".utf8))
            }
            #expect(most.withLock { $0 } == 4)
            #expect(server.connectionCount == 4)
        }
    }

    @Test func `A stream that nobody reads stops the server, and goes on when it is read`() throws {
        let size = 64 << 20
        try LoopbackWebServer.with([.giant(200, bytes: size)]) { server in
            let client = HTTPClient(connections: 1)
            let body = client.stream(
                Self.request(server.url, limits: Self.streaming),
                buffer: 65_536
            )
            try #expect(body.head().headers["content-length"] == "\(size)")
            var before = -1
            while case let sent = server.giantBytes, sent != before {
                before = sent
                Thread.sleep(forTimeInterval: 0.1)
            }
            #expect(before < size / 2)
            try #expect(Self.count(body) == size)
        }
    }

    @Test func `A stream that nobody reads does not hold up other requests`() throws {
        try LoopbackWebServer.answering { request in
            request.path == "/giant" ? .giant(200, bytes: 64 << 20) : .kept(200)
        } _: { server in
            let client = HTTPClient(connections: 1)
            let body = client.stream(
                Self.request("\(server.url)/giant", limits: Self.streaming)
            )
            try #expect(client.send(Self.request("\(server.url)/list")).status == 200)
            body.cancel()
        }
    }

    @Test(arguments: [1, 5_000, 70_000])
    func `Of a body that is cut there is what came, and a failure`(count: Int) throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try LoopbackWebServer.with([.cut(200, body: bytes, after: count)]) { server in
            let client = HTTPClient()
            let body = client.stream(Self.request(server.url, limits: Self.streaming))
            let came = Locked<[UInt8]>([])
            let failure = #expect(throws: HTTPFailure.self) {
                while case let piece = try body.rest(limit: 1), !piece.isEmpty {
                    came.withLock { $0 += piece }
                }
            }
            #expect(came.withLock { $0 } == Array(bytes.prefix(count)))
            #expect(failure?.isTransient == true)
            #expect(throws: HTTPFailure.self) { try client.send(Self.request(server.url)) }
        }
    }

    @Test func `A chunked body is put together, and what follows it ignored`() throws {
        let text =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: ETag\r\n\r\n"
            + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nETag: late\r\n\r\n"
        try LoopbackWebServer.with([.broken(text)]) { server in
            let answer = try HTTPClient().send(Self.request(server.url))
            #expect(answer.body == Array("abcde".utf8))
            #expect(answer.headers["etag"] == nil)
        }
    }

    @Test func `Cancelling a stream ends the wait for it`() throws {
        try LoopbackWebServer.with([.silence]) { server in
            let body = HTTPClient().stream(Self.request(server.url, limits: Self.streaming))
            let end = Locked<HTTPFailure?>(nil)
            let isDone = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                do throws(HTTPFailure) { _ = try body.head() } catch { end.withLock { $0 = error } }
                isDone.signal()
            }
            while server.requests.isEmpty { Thread.sleep(forTimeInterval: 0.01) }
            body.cancel()
            #expect(isDone.wait(timeout: .now() + 10) == .success)
            #expect(end.withLock { $0?.reason } == "cancelled")
            #expect(server.waitForDeparture())
        }
    }

    @Test func `A stream that is let go ends`() throws {
        try LoopbackWebServer.with([.silence]) { server in
            let client = HTTPClient()
            do {
                let body = client.stream(Self.request(server.url, limits: Self.streaming))
                while server.requests.isEmpty { Thread.sleep(forTimeInterval: 0.01) }
                withExtendedLifetime(body) {}
            }
            #expect(server.waitForDeparture())
            // Nor does one start that is let go while it waits.
            #expect(server.requests.count == 1)
        }
    }

    @Test func `An exchange ends at its limit`() throws {
        try LoopbackWebServer.with([.silence]) { server in
            let failure = #expect(throws: HTTPFailure.self) {
                let limits = HTTPRequest.Limits(exchange: 0.2)
                _ = try HTTPClient().send(Self.request(server.url, limits: limits))
            }
            #expect(failure?.reason == "timed out")
            #expect(failure?.isTransient == true)
        }
    }

    @Test func `A body that stalls ends after its limit of silence`() throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"
        try LoopbackWebServer.with([.stalled(text)]) { server in
            let limits = HTTPRequest.Limits(exchange: nil, silence: 1)
            let body = HTTPClient().stream(Self.request(server.url, limits: limits))
            try #expect(body.head().status == 200)
            let failure = #expect(throws: HTTPFailure.self) { try body.rest(limit: 1) }
            #expect(failure?.reason == "timed out")
        }
    }

    @Test(arguments: [
        "/a/../b/./c", "//a//b/", "/..", "/a%2fb%2F%41?x=%20&&y=+&x", "/?location", "/%0A",
    ])
    func `A path is sent as it is`(path: String) throws {
        try LoopbackWebServer.with([.kept(200)]) { server in
            _ = try HTTPClient().send(Self.request(server.url + path))
            #expect(server.requests.map(\.path) == [path])
        }
    }

    @Test func `Each method is sent with its body`() throws {
        try LoopbackWebServer.with([.kept(200, headers: [("Content-Length", "5")], body: [])]) {
            server in
            let client = HTTPClient()
            let answer = try client.send(Self.request(server.url, .head))
            #expect(answer.headers["content-length"] == "5")
        }
        try LoopbackWebServer.with([.kept(200)]) { server in
            let client = HTTPClient()
            let headers = [(name: "X-Empty", value: ""), (name: "Content-Type", value: "a/b")]
            _ = try client.send(
                Self.request(server.url, .put, headers: headers, body: [0, 1, 255])
            )
            _ = try client.send(Self.request(server.url, .post, headers: headers))
            _ = try client.send(Self.request(server.url))
            #expect(server.requests.map(\.method) == ["PUT", "POST", "GET"])
            #expect(server.requests.map(\.body) == [[0, 1, 255], [], []])
            #expect(server.requests.map { $0.headers["x-empty"] } == ["", "", nil])
            #expect(server.requests.map { $0.headers["expect"] } == [nil, nil, nil])
            #expect(
                server.requests.map { $0.headers["user-agent"] } == ["audit", "audit", "audit"]
            )
        }
    }

    @Test func `Of a body beyond the limit the beginning is kept`() throws {
        try LoopbackWebServer.with([.giant(200, bytes: 1 << 20)]) { server in
            let limits = HTTPRequest.Limits(bodyBytes: 100_000)
            let answer = try HTTPClient().send(Self.request(server.url, limits: limits))
            #expect(answer.body == [UInt8](repeating: UInt8(ascii: "x"), count: 100_000))
            #expect(answer.isCut)
        }
    }

    @Test(arguments: [
        String(repeating: "A: b\r\n", count: 101),
        "A: " + String(repeating: "b", count: 70_000) + "\r\n",
        String(repeating: "A: " + String(repeating: "b", count: 1_000) + "\r\n", count: 70),
    ])
    func `Too many headers are a failure`(headers: String) throws {
        let text = "HTTP/1.1 200 OK\r\n\(headers)Content-Length: 0\r\n\r\n"
        try LoopbackWebServer.with([.broken(text)]) { server in
            let failure = #expect(throws: HTTPFailure.self) {
                try HTTPClient().send(Self.request(server.url))
            }
            #expect(failure?.reason == "the response's headers exceed 64 KiB or 100 lines")
            #expect(failure?.isTransient == false)
        }
    }

    @Test(arguments: ["", "<html>no HTTP</html>", "HTTP/1.1 999 Odd\r\n\r\n", "HTTP/1.1\r\n\r\n"])
    func `What is not HTTP is a failure`(text: String) throws {
        try LoopbackWebServer.with([.broken(text)]) { server in
            #expect(throws: HTTPFailure.self) { try HTTPClient().send(Self.request(server.url)) }
            let body = HTTPClient().stream(Self.request(server.url, limits: Self.streaming))
            #expect(throws: HTTPFailure.self) { try body.head() }
        }
    }

    @Test(arguments: ["a\r\nX: y", "a\nb", "a\0b"])
    func `A header with a line break is not sent`(value: String) throws {
        try LoopbackWebServer.with([.kept(200)]) { server in
            let request = Self.request(server.url, headers: [(name: "A", value: value)])
            let failure = #expect(throws: HTTPFailure.self) { try HTTPClient().send(request) }
            #expect(failure?.isTransient == false)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `Child processes do not inherit connections`() throws {
        try LoopbackWebServer.with([.kept(200)]) { server in
            let client = HTTPClient()
            _ = try client.send(Self.request(server.url))
            let port = UInt16(server.url.split(separator: ":").last ?? "")
            let flags = (3..<1_024).compactMap { descriptor -> Int32? in
                var address = sockaddr_in()
                var size = socklen_t(MemoryLayout<sockaddr_in>.size)
                let isPeer = withUnsafeMutableBytes(of: &address) { bytes in
                    bytes.withMemoryRebound(to: sockaddr.self) {
                        getpeername(Int32(descriptor), $0.baseAddress, &size) == 0
                    }
                }
                guard isPeer, UInt16(bigEndian: address.sin_port) == port else { return nil }
                return fcntl(Int32(descriptor), F_GETFD)
            }
            #expect(flags == [FD_CLOEXEC])
            withExtendedLifetime(client) {}
        }
    }

    @Test func `Many threads share a client`() throws {
        try LoopbackWebServer.answering { request in
            .kept(200, body: Array(request.path.utf8))
        } _: { server in
            let client = HTTPClient(connections: 8)
            let url = server.url
            let results = (0..<200).map { $0 }.concurrentMap { index in
                try? client.send(Self.request("\(url)/\(index)")).body
            }
            #expect(results == (0..<200).map { Array("/\($0)".utf8) })
        }
    }

    @Test func `A file of certificates that is missing is named as the cause`() throws {
        let client = HTTPClient(certificates: "/nonexistent/ca.pem")
        // Nothing is sent over TLS without certificates to check with.
        try LoopbackWebServer.with([.silence]) { server in
            let url = server.url.replacingOccurrences(of: "http:", with: "https:")
            let failure = #expect(throws: HTTPFailure.self) { try client.send(Self.request(url)) }
            #expect(failure?.reason.contains("AWS_CA_BUNDLE") == true)
            #expect(failure?.isTransient == false)
        }
    }

    private static func count(_ body: HTTPBody) throws -> Int {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var total = 0
        while true {
            let count = try buffer.withUnsafeMutableBytes { try body.read(into: $0) }
            guard count > 0 else { return total }
            total += count
        }
    }
}

struct HTTPHeadersTests {
    @Test func `The first value of a header is found by its name in lower case`() {
        let headers = HTTPHeaders([
            ("ETag", "\"a\""), ("X-Amz-Meta-A", "  b \t"), ("etag", "c"), ("Empty", ""),
        ])
        #expect(headers["etag"] == "\"a\"")
        #expect(headers["x-amz-meta-a"] == "b")
        #expect(headers["empty"] == "")
        #expect(headers["x-amz-meta"] == nil)
        #expect(headers["tag"] == nil)
    }

    @Test(
        arguments: [
            (["HTTP/1.1 200 OK", "A: b", ""], 200), (["HTTP/1.1 100 Continue", ""], nil),
            (["HTTP/1.1 100 Continue", "", "HTTP/1.0 404", ""], 404),
            (["HTTP/1.1 200 OK", "A: b"], nil), (["HTTP/1.1 2000 OK", ""], nil),
            (["HTTP/1.1 abc", ""], nil), (["ICY 200 OK", ""], nil), ([""], nil), ([], nil),
        ] as [([String], Int?)]
    )
    func `A head is read line by line`(lines: [String], status: Int?) {
        var reader = HTTPHeadReader()
        for line in lines { _ = reader.append((line + "\r\n").utf8) }
        #expect(reader.result?.status == status)
    }

    @Test(
        arguments: [
            (6, 0, true), (7, 0, true), (18, 0, true), (28, 0, true), (35, 0, true), (52, 0, true),
            (55, 0, true), (56, 0, true), (92, 0, true), (16, 0, true), (5, 0, false),
            (97, 0, false),
            (60, 0, false), (77, 0, false), (23, 0, false), (3, 0, false), (56, 407, false),
            (56, 403, false), (56, 503, true), (56, 200, true),
        ] as [(Int32, Int, Bool)]
    )
    func `Failures that may pass are distinguished from those that will not`(
        code: Int32,
        proxyStatus: Int,
        isTransient: Bool
    ) {
        let failure = HTTPFailure(code: code, proxyStatus: proxyStatus)
        #expect(failure.isTransient == isTransient)
    }

    @Test(arguments: [5, 7, 28, 97] as [Int32])
    func `A failure on the way to a proxy names its variable`(code: Int32) {
        #expect(HTTPFailure(code: code, proxy: "ALL_PROXY").reason.contains("in ALL_PROXY"))
        let alone = HTTPFailure(code: 7).reason
        #expect(!alone.contains("proxy"), "\(alone)")
    }

    @Test(
        arguments: [
            ("https://s3.example.com/a", ["https_proxy": "http://p:1"], "https_proxy"),
            ("https://s3.example.com/a", ["HTTPS_PROXY": "http://p:1"], "HTTPS_PROXY"),
            ("https://s3.example.com/a", ["https_proxy": "", "ALL_PROXY": "p"], "ALL_PROXY"),
            ("https://s3.example.com/a", ["http_proxy": "http://p:1"], nil),
            ("http://s3.example.com/a", ["HTTP_PROXY": "http://p:1"], nil),
            ("http://s3.example.com/a", ["http_proxy": "http://p:1"], "http_proxy"),
            ("https://s3.example.com:443/a", ["https_proxy": "p", "no_proxy": "example.com"], nil),
            ("https://S3.example.com?a", ["https_proxy": "p", "NO_PROXY": "a, .Example.com"], nil),
            (
                "https://s3.example.com", ["https_proxy": "p", "no_proxy": "ample.com"],
                "https_proxy"
            ),
            ("https://s3.example.com", ["https_proxy": "p", "no_proxy": "*"], nil),
            ("https://[::1]:9000/a", ["https_proxy": "p", "no_proxy": "::1"], nil),
            ("https://10.0.0.7/a", ["https_proxy": "p", "no_proxy": "10.0.0.0/8"], nil),
            ("https://s3.example.com/a", [:], nil),
        ] as [(String, [String: String], String?)]
    )
    func `The variable of a proxy is the one that libcurl takes`(
        url: String,
        environment: [String: String],
        name: String?
    ) {
        #expect(ProxyVariable.name(for: url, environment) == name)
    }

    @Test(
        arguments: [
            ("Sat, 07 Mar 2026 02:00:00 GMT", true), ("Sun, 06 Nov 1994 08:49:37 GMT", true),
            ("sat, 07 mar 2026 02:00:60 GMT", true), ("Sat, 07 Mar 2026 24:00:00 GMT", false),
            ("Sat, 31 Feb 2026 02:00:00 GMT", false), ("Sat, 07 Mai 2026 02:00:00 GMT", false),
            ("123, 07 Mar 2026 02:00:00 GMT", false), ("Sat, +7 Mar 2026 02:00:00 GMT", false),
            ("Sat, 07 Mar 2026 02:00:00 UTC", false), ("Sat, 07-Mar-2026 02:00:00 GMT", false),
            ("Sat, 07 Mar 2026 02.00:00 GMT", false), ("", false),
        ]
    )
    func `A date that is read quickly is the same as otherwise`(text: String, isQuick: Bool) {
        let quick = RetryAfter.usualDate(text[...].utf8)
        #expect((quick != nil) == isQuick)
        #expect(quick == nil || quick == RetryAfter.anyDate(text[...], now: 0))
    }
}
