import AuditTestSupport
import Basics
import Dispatch
import Foundation
import HTTP
import Testing

@testable import AWS

struct S3BodyTests {
    private typealias Client = S3ClientTests

    private static let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    private static let etag = ("ETag", "\"abc\"")

    /// Answers as S3 does: all, or a range from a first byte.
    ///
    /// - parameter cut: Where a body ends too early.
    private static func serve(
        _ request: LoopbackWebServer.Request,
        cut: Int? = nil
    ) -> LoopbackWebServer.Answer {
        guard let range = request.headers["range"] else {
            let cut = cut ?? bytes.count
            return cut < bytes.count
                ? .cut(200, headers: [etag], body: bytes, after: cut)
                : .kept(200, headers: [etag], body: bytes)
        }
        let ends = range.dropFirst(6).split(separator: "-").compactMap { Int($0) }
        let last = min(ends.count > 1 ? ends[1] : bytes.count - 1, bytes.count - 1)
        guard ends[0] <= last else {
            return .kept(416, headers: [("Content-Range", "bytes */\(bytes.count)")])
        }
        let body = Array(bytes[ends[0]...last])
        let headers = [etag, ("Content-Range", "bytes \(ends[0])-\(last)/\(bytes.count)")]
        if let cut, cut < body.count { return .cut(206, headers: headers, body: body, after: cut) }
        return .kept(206, headers: headers, body: body)
    }

    @Test func `An object is read while it arrives`() throws {
        try Client.with {
            Self.serve($0)
        } _: { client, server, _ in
            let body = client.open(bucket: "bkt", key: "a/../ü+%", etag: "abc")
            try #expect(body.object().size == 200_000)
            try #expect(body.contents(limit: 1 << 20) == Self.bytes)
            #expect(server.requests.map(\.path) == ["/bkt/a/../%C3%BC%2B%25"])
            #expect(server.requests.map { $0.headers["if-match"] } == ["\"abc\""])
            #expect(client.counts == S3Client.Counts(gets: 1, bytes: 200_000))
        }
    }

    @Test func `Objects are on their way before anybody reads them`() throws {
        let gate = DispatchSemaphore(value: 0)
        let count = Locked(0)
        try Client.with { request in
            let count = count.withLock { count in
                count += 1
                return count
            }
            if count == 8 { for _ in 0..<100 { gate.signal() } }
            _ = gate.wait(timeout: .now() + 10)
            return Self.serve(request)
        } _: { client, _, _ in
            let bodies = (0..<30).map { client.open(bucket: "bkt", key: "\($0)") }
            for body in bodies { try #expect(body.contents(limit: 1 << 20) == Self.bytes) }
        }
    }

    @Test(arguments: [nil, "abc"])
    func `A body that breaks is read on from where it broke`(etag: String?) throws {
        try Client.with {
            Self.serve($0, cut: 70_000)
        } _: { client, server, clock in
            let body = client.open(bucket: "bkt", key: "a", etag: etag)
            try #expect(body.contents(limit: 1 << 20) == Self.bytes)
            #expect(
                server.requests.map { $0.headers["range"] } == [
                    nil, "bytes=70000-199999", "bytes=140000-199999",
                ]
            )
            #expect(server.requests.map { $0.headers["if-match"] }.dropFirst().first == "\"abc\"")
            #expect(clock.waits.count > 0)
            #expect(client.counts.bytes == 200_000)
        }
    }

    @Test(arguments: [0..<10, 100_000..<150_000, 199_990..<300_000, 5..<6])
    func `A range is read`(range: Range<Int>) throws {
        try Client.with {
            Self.serve($0, cut: 20_000)
        } _: { client, _, _ in
            let body = client.open(
                bucket: "bkt",
                key: "a",
                range: Int64(range.lowerBound)..<Int64(range.upperBound)
            )
            let expected = Self.bytes[range.clamped(to: 0..<200_000)]
            try #expect(body.contents(limit: 1 << 20) == Array(expected))
        }
    }

    @Test func `A store that ignores ranges is read once more`() throws {
        let isFirst = Locked(true)
        try Client.with { request in
            let cut = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            return cut
                ? .cut(200, headers: [Self.etag], body: Self.bytes, after: 70_001)
                : .kept(200, headers: [Self.etag], body: Self.bytes)
        } _: { client, server, _ in
            let body = client.open(bucket: "bkt", key: "a")
            try #expect(body.contents(limit: 1 << 20) == Self.bytes)
            #expect(server.requests.count == 2)
        }
    }

    @Test(arguments: [
        Client.error(412, "PreconditionFailed"),
        .kept(
            206,
            headers: [("ETag", "\"other\""), ("Content-Range", "bytes 100-199999/200000")],
            body: [1]
        ),
        .kept(200, headers: [("ETag", "\"other\"")], body: bytes),
    ])
    func `An object that is replaced meanwhile is not put together of two`(
        answer: LoopbackWebServer.Answer
    ) throws {
        let first = LoopbackWebServer.Answer.cut(
            200,
            headers: [Self.etag],
            body: Self.bytes,
            after: 100
        )
        try Client.with(Client.script([first, answer])) { client, _, _ in
            let body = client.open(bucket: "bkt", key: "a")
            let fault = #expect(throws: AWSFault.self) { try body.contents(limit: 1 << 20) }
            #expect(fault?.kind == .replaced)
            // It stays a fault.
            #expect(throws: AWSFault.self) { try body.contents(limit: 1 << 20) }
        }
    }

    @Test func `An object of another ETag than the listed one is a fault`() throws {
        try Client.with {
            Self.serve($0)
        } _: { client, _, _ in
            let body = client.open(bucket: "bkt", key: "a", etag: "other")
            let fault = #expect(throws: AWSFault.self) { try body.object() }
            #expect(fault?.kind == .replaced)
        }
    }

    @Test func `A range other than the one asked for is not taken for it`() throws {
        let answer = LoopbackWebServer.Answer.kept(
            206,
            headers: [Self.etag, ("Content-Range", "bytes 0-9/200000")],
            body: Array(Self.bytes[0..<10])
        )
        try Client.with(Client.script([answer])) { client, _, _ in
            let body = client.open(bucket: "bkt", key: "a", range: 10..<20)
            #expect(throws: AWSFault.self) { try body.contents(limit: 100) }
        }
    }

    @Test func `A length that nobody announced is found at the end`() throws {
        let head = "HTTP/1.1 200 OK\r\nETag: \"abc\"\r\nTransfer-Encoding: chunked\r\n\r\n"
        try Client.with(Client.script([.broken(head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")])) {
            client,
            _,
            _ in
            let body = client.open(bucket: "bkt", key: "a")
            try #expect(body.contents(limit: 100) == Array("abcde".utf8))
        }
    }

    @Test func `An empty object is read`() throws {
        try Client.with(Client.script([.kept(200, headers: [Self.etag])])) { client, _, _ in
            try #expect(client.open(bucket: "bkt", key: "a").contents(limit: 0) == [])
        }
    }

    @Test func `A server that breaks again and again is a fault in the end`() throws {
        let pacing = AWSPacing(attempts: 4)
        try Client.with(pacing: pacing) {
            Self.serve($0, cut: 10)
        } _: { client, server, _ in
            let body = client.open(bucket: "bkt", key: "a")
            let fault = #expect(throws: AWSFault.self) { try body.contents(limit: 1 << 20) }
            #expect(fault?.kind == .network)
            #expect(server.requests.count == 4)
        }
    }

    @Test func `Errors before and between are tried again`() throws {
        let busy = Client.error(503, "SlowDown")
        let answers = Locked([busy, nil, busy, .hangUp])
        try Client.with { request in
            let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            return answer ?? Self.serve(request, cut: 150_000)
        } _: { client, server, _ in
            let body = client.open(bucket: "bkt", key: "a")
            try #expect(body.contents(limit: 1 << 20) == Self.bytes)
            #expect(server.requests.count == 5)
        }
    }

    @Test func `An archived object says how to restore it`() throws {
        try Client.with(
            Client.script([
                Client.error(
                    403,
                    "InvalidObjectState",
                    headers: [("x-amz-storage-class", "DEEP_ARCHIVE")]
                )
            ])
        ) { client, _, _ in
            let fault = #expect(throws: AWSFault.self) {
                try client.open(bucket: "bkt", key: "a").contents(limit: 1)
            }
            #expect(fault?.kind == .archived)
            #expect(fault?.description.contains("DEEP_ARCHIVE") == true)
        }
    }

    @Test func `A page of a proxy is no object`() throws {
        let page = LoopbackWebServer.Answer.kept(
            200,
            headers: [("Content-Type", "text/html")],
            body: Array("<html>".utf8)
        )
        try Client.with(Client.script([page])) { client, _, _ in
            for etag in [nil, "abc"] {
                let fault = #expect(throws: AWSFault.self) {
                    try client.open(bucket: "bkt", key: "a", etag: etag).contents(limit: 100)
                }
                #expect(fault?.kind == .notS3)
            }
        }
    }

    @Test func `Credentials that are missing are a fault of the reader`() throws {
        let source = AWSCredentialSource(origin: "a test", clock: FakeClock().clock) {
            () throws(AWSCredentialsFault) in
            throw AWSCredentialsFault("there are none")
        }
        try Client.with(source: source) {
            Self.serve($0)
        } _: { client, server, _ in
            let body = client.open(bucket: "bkt", key: "a")
            let fault = #expect(throws: AWSFault.self) { try body.object() }
            #expect(fault?.kind == .noCredentials)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `Cancelling ends the wait of the reader`() throws {
        try Client.with(Client.script([.silence])) { client, server, _ in
            let body = client.open(bucket: "bkt", key: "a")
            let kind = Locked<AWSFault.Kind?>(nil)
            let isDone = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                do throws(AWSFault) {
                    _ = try body.contents(limit: 10)
                } catch {
                    kind.withLock { $0 = error.kind }
                }
                isDone.signal()
            }
            while server.requests.isEmpty { Thread.sleep(forTimeInterval: 0.01) }
            body.cancel()
            #expect(isDone.wait(timeout: .now() + 10) == .success)
            #expect(kind.withLock { $0 } == .cancelled)
        }
    }

    @Test func `An object beyond the limit of its reader is a fault`() throws {
        try Client.with {
            Self.serve($0)
        } _: { client, _, _ in
            #expect(throws: AWSFault.self) {
                try client.open(bucket: "bkt", key: "a").contents(limit: 199_999)
            }
        }
    }
}
