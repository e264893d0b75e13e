import AuditTestSupport
import Foundation
import Testing

@testable import Delivery

/// What servers do, and what a channel makes of it.
struct HTTPDeliveryTests {
    static let token = "EXAMPLETOKEN"

    /// The outcome of one delivery to a server that answers so.
    static func outcome(
        _ answer: LoopbackWebServer.Answer,
        deadline: Double = 10,
        bodyLimit: Int = 65_536
    ) throws -> DeliveryOutcome {
        try LoopbackWebServer.with([answer]) { server in
            try WebhookChannelTests.channel(
                "\(server.url)/hook/\(token)",
                deadline: deadline,
                bodyLimit: bodyLimit
            ).deliver(.sample(), thread: nil)
        }
    }

    /// An outcome without the port, which is another each time.
    static func summary(_ outcome: DeliveryOutcome) -> String {
        let text =
            switch outcome {
            case .delivered: "delivered"
            case .retry(let reason, let after): "retry \(after.map { "\($0)" } ?? "-") \(reason)"
            case .rejected(let reason): "refused \(reason)"
            }
        return text.replacing(/127.0.0.1:\d+/, with: "HOST")
    }

    @Test(
        arguments: [
            (.status(200), "delivered"), (.status(202, body: "ok"), "delivered"),
            (.status(204), "delivered"),
            (
                .status(400, body: "invalid_payload"),
                "refused http://HOST answered 400: invalid_payload"
            ),
            (.status(404), "refused http://HOST answered 404"),
            (.status(410), "refused http://HOST answered 410"),
            (.status(408), "retry - http://HOST answered 408"),
            (
                .status(500, body: "a\n\u{1b}[2Jb"),
                #"retry - http://HOST answered 500: a \u{1b}[2Jb"#
            ),
            (.status(503, headers: ["Retry-After": "120"]), "retry 120 http://HOST answered 503"),
            (.status(429), "retry - http://HOST answered 429"),
            (.status(429, headers: ["Retry-After": "30"]), "retry 30 http://HOST answered 429"),
            (
                .status(429, headers: ["Retry-After": "Sat, 07 Mar 2026 02:00:00 GMT"]),
                "retry 300 http://HOST answered 429"
            ),
            (.status(429, headers: ["Retry-After": "later"]), "retry - http://HOST answered 429"),
            (
                .status(
                    404,
                    body: "no hook /hook/EXAMPLETOKEN or EXAMPLEtoken, EXAMPLE-webhook-secret"
                ),
                "refused http://HOST answered 404: no hook (hidden) or (hidden), (hidden)"
            ),
            (
                .hangUp,
                "retry - http://HOST: the connection closed before the response was complete"
            ),
        ] as [(LoopbackWebServer.Answer, String)]
    )
    func `An answer says what came of a message`(
        answer: LoopbackWebServer.Answer,
        expected: String
    ) throws {
        #expect(Self.summary(try Self.outcome(answer)) == expected)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf",
        "220 mail.example ESMTP\r\n",
        "\u{0}\u{1}\u{2}", "HTTP/1.1 999999 \r\n\r\n",
    ])
    func `A truncated response is a failure`(text: String) throws {
        let outcome = try Self.outcome(.broken(text))
        guard case .retry(let reason, after: nil) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(!reason.contains(Self.token))
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `A redirect is not followed`(status: Int) throws {
        try LoopbackWebServer.with([.status(200)]) { other in
            let answer = LoopbackWebServer.Answer.status(
                status,
                headers: ["Location": "\(other.url)/elsewhere/\(Self.token)"]
            )
            let summary = Self.summary(try Self.outcome(answer))
            #expect(
                summary == "refused http://HOST answered \(status), a redirect, which is not "
                    + "followed; set the final URL"
            )
            #expect(other.requests.isEmpty)
        }
    }

    @Test
    func `A server that fails twice is delivered to at last`() throws {
        try LoopbackWebServer.with([.status(500), .status(500), .status(200)]) { server in
            let channel = try WebhookChannelTests.channel("\(server.url)/hook/\(Self.token)")
            let outcomes = (0..<3).map { _ in Self.summary(channel.deliver(.sample(), thread: nil))
            }
            let failed = "retry - http://HOST answered 500"
            #expect(outcomes == [failed, failed, "delivered"])
            #expect(Set(server.requests.map(\.text)).count == 1)
        }
    }

    /// The server would close the connection by itself later, for another reason.
    @Test
    func `A server that says nothing is left at the deadline`() throws {
        let outcome = try Self.outcome(.silence, deadline: 0.3)
        #expect(Self.summary(outcome) == "retry - http://HOST: timed out")
    }

    /// All of it would take longer than the deadline.
    @Test
    func `Of a giant answer only the beginning is read`() throws {
        let accepted = try Self.outcome(.giant(200, bytes: 1 << 40), bodyLimit: 10_000)
        #expect(accepted == .delivered(thread: nil))
        let rejected = try Self.outcome(.giant(400, bytes: 1 << 40), bodyLimit: 10_000)
        #expect(Self.summary(rejected).hasPrefix("refused http://HOST answered 400: xxx"))
        #expect(Self.summary(rejected).utf8.count < 300)
    }

    @Test(arguments: [
        (
            "http://127.0.0.1:1",
            "retry - http://HOST: cannot connect; nothing is listening, or a firewall blocks it"
        ),
        ("https://a..b", "retry - https://a..b: the host name does not resolve"),
    ])
    func `A server that is not there may come back`(address: String, expected: String) throws {
        let channel = try WebhookChannelTests.channel("\(address)/hook/\(Self.token)")
        #expect(Self.summary(channel.deliver(.sample(), thread: nil)) == expected)
    }

    @Test
    func `TLS to what speaks none fails`() throws {
        try LoopbackWebServer.with([.status(200)]) { server in
            let address = server.url.replacing("http://", with: "https://")
            let channel = try WebhookChannelTests.channel(address, deadline: 2)
            guard case .retry = channel.deliver(.sample(), thread: nil) else {
                Issue.record("delivered without TLS")
                return
            }
            #expect(server.requests.isEmpty)
        }
    }
}
