import AuditTestSupport
import Basics
import Foundation
import Testing

@testable import Delivery
@testable import HTTP

struct SlackTests {
    static func webhook(_ server: LoopbackWebServer) throws -> SlackWebhookChannel {
        SlackWebhookChannel(endpoint: try Endpoint("\(server.url)/services/T0/B0/EXAMPLETOKEN"))
    }

    static func bot(_ server: LoopbackWebServer) throws -> SlackBotChannel {
        SlackBotChannel(
            token: HiddenText("xoxb-EXAMPLETOKEN"),
            channel: "C0123456789",
            api: try Endpoint("\(server.url)/api")
        )
    }

    /// What one notice is sent as.
    static func sent(_ notice: AlertNotice) throws -> LoopbackWebServer.Request {
        try LoopbackWebServer.with([.status(200, body: "ok")]) { server in
            let outcome = try webhook(server).deliver(notice, thread: nil)
            #expect(outcome == .delivered(thread: nil))
            return try #require(server.requests.first)
        }
    }

    @Test
    func `A notice by webhook`() throws {
        let request = try Self.sent(.sample())
        #expect(request.path == "/services/T0/B0/EXAMPLETOKEN")
        let message = try request.json()
        #expect(
            message["text"] as? String
                == "ALERT high: web-prod-instance read secret prod/orders/mongodb from 45.83.64.11"
        )
        #expect(message["unfurl_links"] as? Bool == false)
        let blocks = try #require(message["blocks"] as? [[String: Any]])
        #expect(
            blocks.map { $0["type"] as? String } == [
                "header", "section", "section", "section", "section", "section", "context",
                "context",
            ]
        )
        let texts = Set(try request.texts())
        for text in [
            "`secret`\n`prod/orders/mongodb`",
            "*Response*\n```\n1. audit trace ASIAEXAMPLESTOLENWEB\n2. Rotate the secret.\n```",
            "*Evidence*\n```\n2026-03-07T01:53:41Z  2e8c9c6b  GetSecretValue prod/orders/mongodb from "
                + "45.83.64.11 ok\n```",
            "<https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access.html>",
            "key: 8f14e45fceea167a5a36dedd4bea2543",
        ] { #expect(texts.contains(text), "\(text)") }
    }

    @Test(arguments: Hostile.texts)
    func `No text mentions, links or leaves its span, and Slack's limits are kept`(text: String)
        throws
    {
        let request = try Self.sent(.hostile(text))
        let message = try request.json()
        let blocks = try #require(message["blocks"] as? [[String: Any]])
        #expect(blocks.count <= 50)
        let header = try #require((blocks[0]["text"] as? [String: Any])?["text"] as? String)
        #expect(header.utf16.count <= 150)
        for text in try request.texts() {
            #expect(text.utf16.count <= 3_000)
            #expect(!text.contains(/(?i)@(channel|here|everyone)/))
            #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.isUnsafeToShow })
            // What is left of < and > is a link of ours, to where it says that it goes.
            let lines = text.split(separator: "\n").filter { $0.contains(/[<>]/) }
            #expect(lines.allSatisfy { $0.contains(/^<https:[^<>|\s]*>$/) })
            // Spans and blocks are opened and closed by us alone.
            let ticks = text.count { $0 == "`" }
            #expect([0, 2, 4, 6].contains(ticks), "\(text)")
        }
        let fields = blocks.compactMap { $0["fields"] as? [[String: Any]] }
        #expect(fields.allSatisfy { $0.count <= 10 })
        #expect(
            fields.joined().allSatisfy { (($0["text"] as? String)?.utf16.count ?? 0) <= 2_000 }
        )
        let markup = (fields.joined() + blocks.compactMap { $0["text"] as? [String: Any] })
            .filter { $0["type"] as? String == "mrkdwn" }
        #expect(markup.allSatisfy { $0["verbatim"] as? Bool == true })
    }

    @Test
    func `A bot puts the notices of one alert into a thread`() throws {
        let reply = #"{"ok":true,"channel":"C0123456789","ts":"1772848500.000100"}"#
        try LoopbackWebServer.with([.status(200, body: reply)]) { server in
            let bot = try Self.bot(server)
            #expect(
                bot.deliver(.sample(), thread: nil) == .delivered(thread: "1772848500.000100")
            )
            #expect(
                bot.deliver(.sample(.reminder), thread: "1772848400.000100")
                    == .delivered(thread: "1772848400.000100")
            )
            let requests = server.requests
            #expect(requests.map(\.path) == ["/api/chat.postMessage", "/api/chat.postMessage"])
            #expect(requests[0].headers["authorization"] == "Bearer xoxb-EXAMPLETOKEN")
            let messages = try requests.map { try $0.json() }
            #expect(messages[0]["channel"] as? String == "C0123456789")
            #expect(messages[0]["thread_ts"] == nil)
            #expect(messages[1]["thread_ts"] as? String == "1772848400.000100")
            #expect(messages[1]["reply_broadcast"] as? Bool == true)
        }
    }

    @Test
    func `A thread that is gone is done without`() throws {
        let answers: [LoopbackWebServer.Answer] = [
            .status(200, body: #"{"ok":false,"error":"thread_not_found"}"#),
            .status(200, body: #"{"ok":true,"ts":"2.0"}"#),
        ]
        try LoopbackWebServer.with(answers) { server in
            let outcome = try Self.bot(server).deliver(.sample(.grew), thread: "1.0")
            #expect(outcome == .delivered(thread: "2.0"))
        }
    }

    @Test(arguments: [
        (200, #"{"ok":false,"error":"ratelimited"}"#, "retry - http://HOST answered: ratelimited"),
        (
            200, #"{"ok":false,"error":"invalid_auth"}"#,
            "refused http://HOST answered: invalid_auth"
        ),
        (
            200, #"{"ok":false,"error":"xoxb-EXAMPLETOKEN"}"#,
            "refused http://HOST answered: (hidden)"
        ),
        (
            200, #"{"ok":false,"error":"thread_not_found"}"#,
            "refused http://HOST answered: thread_not_found"
        ),
        (200, #"{"ok":false}"#, "refused http://HOST answered: unknown"),
        (200, "<html>", "retry - http://HOST sent a response that is not Slack's JSON"),
        (401, "xoxb-EXAMPLETOKEN", "refused http://HOST answered 401: (hidden)"),
        (502, "", "retry - http://HOST answered 502"),
    ])
    func `Slack's errors pass or stay`(status: Int, body: String, expected: String) throws {
        try LoopbackWebServer.with([.status(status, body: body)]) { server in
            let outcome = try Self.bot(server).deliver(.sample(), thread: nil)
            #expect(HTTPDeliveryTests.summary(outcome) == expected)
        }
    }
}
