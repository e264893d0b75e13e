import AuditTestSupport
import Foundation
import Testing

@testable import Delivery
@testable import HTTP

struct WebhookChannelTests {
    static let now: Int64 = 1_772_848_500
    static let secret = HiddenText("EXAMPLE-webhook-secret")

    static func channel(
        _ address: String,
        secret: HiddenText? = secret,
        deadline: Double = 10,
        bodyLimit: Int = 65_536
    ) throws -> WebhookChannel {
        WebhookChannel(
            endpoint: try Endpoint(address),
            secret: secret,
            transport: HTTPTransport(deadline: deadline, bodyLimit: bodyLimit),
            clock: WallClock { now }
        )
    }

    @Test
    func `A notice is posted as JSON, signed with its time`() throws {
        try LoopbackWebServer.with([.status(200)]) { server in
            let notice = AlertNotice.sample()
            let channel = try Self.channel(server.url + "/hook?team=a")
            #expect(channel.deliver(notice, thread: nil) == .delivered(thread: nil))
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.path == "/hook?team=a")
            #expect(request.body == (try notice.json()))
            #expect(request.headers["content-type"] == "application/json; charset=utf-8")
            #expect(request.headers["x-audit-timestamp"] == "1772848500")
            #expect(request.headers["cookie"] == nil)
            #expect(request.headers["expect"] == nil)
            // What the article's Python computes for the same time, secret and body.
            #expect(
                request.headers["x-audit-signature"]
                    == "sha256=b57fba54cb4b7c4f97d9ba6176412f8cae6a21d0c3d70195b60006bc054a9660"
            )
        }
    }

    @Test
    func `Attempts of one message have one key, other messages another`() throws {
        try LoopbackWebServer.with([.status(500), .status(500), .status(204)]) { server in
            let channel = try Self.channel(server.url, secret: nil)
            for _ in 0..<3 { _ = channel.deliver(.sample(), thread: nil) }
            _ = channel.deliver(.sample(.grew), thread: nil)
            let keys = server.requests.map { $0.headers["idempotency-key"] ?? "" }
            #expect(Set(keys[0..<3]).count == 1)
            #expect(keys[0].hasPrefix("42-") && keys[0] != keys[3])
            #expect(server.requests.allSatisfy { $0.headers["x-audit-signature"] == nil })
        }
    }

    @Test(arguments: Hostile.texts)
    func `Every notice is sent and signed`(text: String) throws {
        try LoopbackWebServer.with([.status(200)]) { server in
            let notice = AlertNotice.hostile(text)
            let channel = try Self.channel(server.url + "/hook")
            #expect(channel.deliver(notice, thread: nil) == .delivered(thread: nil))
            #expect(try AlertNotice(json: #require(server.requests.first).body) == notice)
        }
    }
}
