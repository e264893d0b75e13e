import AuditTestSupport
import Basics
import Foundation
import HTTP
import Testing

@testable import AWS

/// Against a server that checks signatures and policies as AWS does.
@Suite(.enabled(if: MotoServer.isAvailable, "\(MotoServer.missing)"))
struct MotoTests {
    static func queue(
        _ server: MotoServer,
        _ queue: MotoServer.Queue,
        client: AWSClient? = nil
    ) throws -> SQSQueue {
        try SQSQueue(
            url: QueueURL(queue.url),
            client: client ?? AWSClient(environment: server.environment)
        )
    }

    @Test(arguments: [
        "plain", "a b+c%d=e~f(1)*!'", "a%20b%2Fc", "ü€/日本/🔑", "../a//b/./c/",
        "k&;:@,$?#[]{}|^`\"<>\\",
    ])
    func `Signatures of odd keys are accepted`(key: String) throws {
        let server = try MotoServer.shared()
        let bucket = try server.makeBucket()
        try server.put(Array("body of \(key)".utf8), key: key, in: bucket)
        let path = "/\(bucket)/\(PercentEncoding.path(key))"
        let answer = try server.send(.get, path, service: "s3")
        #expect(String(decoding: answer.body, as: UTF8.self) == "body of \(key)")
        let query = PercentEncoding.form([("list-type", "2"), ("prefix", key)])
        let list = try server.send(.get, "/\(bucket)?\(query)", service: "s3")
        #expect(try XMLElement(list.body)["Contents"]?["Key"]?.text == key)
    }

    @Test
    func `Messages are received, given back and deleted`() throws {
        let server = try MotoServer.shared()
        let made = try server.makeQueue(attributes: ["VisibilityTimeout": "600"])
        let queue = try Self.queue(server, made)
        #expect(try queue.receive(wait: 0).isEmpty)
        for number in 0..<12 {
            let body = JSONText.quoted("message \(number)\n\"ü\"", .canonical)
            let url = JSONText.quoted(made.url, .canonical)
            _ = try server.json(
                "sqs",
                target: "AmazonSQS.SendMessage",
                #"{"QueueUrl": \#(url), "MessageBody": \#(body)}"#
            )
        }
        var messages = try queue.receive(wait: 1)
        #expect(messages.count == 10)
        #expect(messages.allSatisfy { $0.body.hasSuffix("\n\"ü\"") && $0.receiveCount == 1 })
        messages += try queue.receive(wait: 1)
        #expect(Set(messages.map(\.id)).count == 12)
        #expect(try queue.receive(wait: 0).isEmpty)
        try queue.changeVisibility(of: messages[0], seconds: 0)
        let again = try queue.receive(wait: 1)
        #expect(again.map(\.id) == [messages[0].id])
        #expect(again.first?.receiveCount == 2)
        let rest = messages.dropFirst() + again
        #expect(try queue.delete(Array(rest)).isEmpty)
        let lost = SQSMessage(id: "x", body: "", receipt: "none")
        #expect(try queue.delete([lost]).map(\.message) == [lost])
    }

    @Test
    func `A queue that is not there, and one that is forbidden`() throws {
        let server = try MotoServer.shared()
        var lost = try server.makeQueue()
        lost.url += "-none"
        let missing = try #require(
            #expect(throws: AWSServiceFault.self) {
                try Self.queue(server, lost).receive(wait: 0)
            }
        )
        #expect(missing.kind == .missing, "\(missing)")
        let other = try server.makeUser(
            policy:
                #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#
        )
        for (keys, kind) in [
            (other, AWSServiceFault.Kind.denied),
            (
                AWSCredentials(
                    accessKeyID: other.accessKeyID,
                    secretAccessKey: HiddenText("wrong")
                ), .credentials
            ),
            (
                AWSCredentials(accessKeyID: "AKIDNONE", secretAccessKey: HiddenText("wrong")),
                .credentials
            ),
        ] {
            let client = AWSClient(
                settings: try AWSSettings(environment: server.environment),
                sender: HTTPClient(),
                credentials: AWSCredentialSource(keys)
            )
            let queue = try Self.queue(server, server.makeQueue(), client: client)
            let fault = #expect(throws: AWSServiceFault.self) { try queue.receive(wait: 0) }
            #expect(fault?.kind == kind, "\(fault?.description ?? "")")
        }
    }

    /// The ways from a bucket to a queue.
    enum Way: String, CaseIterable {
        case direct, topic, rawTopic, eventBridge
    }

    @Test(arguments: Way.allCases)
    func `Objects that are put are announced`(way: Way) throws {
        let server = try MotoServer.shared()
        let bucket = try server.makeBucket()
        let made = try server.makeQueue()
        switch way {
        case .direct: try server.announce(bucket, to: .queue(made.arn))
        case .topic, .rawTopic:
            let topic = try server.makeTopic()
            try server.subscribe(made, to: topic, isRaw: way == .rawTopic)
            try server.announce(bucket, to: .topic(topic))
        case .eventBridge:
            try server.route(bucket, to: made)
            try server.announce(bucket, to: .eventBridge)
        }
        let keys = ["AWSLogs/1/a b+c.json.gz", "AWSLogs/1/ü%20.json.gz"]
        for key in keys { try server.put([1, 2, 3], key: key, in: bucket) }
        let queue = try Self.queue(server, made)
        var found: [S3Notification.Object] = []
        while case let messages = try queue.receive(wait: 1), !messages.isEmpty {
            for message in messages {
                switch S3Notification(message.body) {
                case .created(let objects): found += objects
                case .ignored: break
                case .unknown(let reason): Issue.record("\(reason): \(message.body)")
                }
            }
            #expect(try queue.delete(messages).isEmpty)
        }
        #expect(Set(found.map(\.key)) == Set(keys))
        #expect(found.allSatisfy { $0.bucket == bucket && $0.size == 3 })
        #expect(found.allSatisfy { $0.etag == "5289df737df57326fcdd22597afb1fac" })
    }

    @Test
    func `A message reaches the queues of a topic`() throws {
        let server = try MotoServer.shared()
        let topic = try server.makeTopic()
        let made = try server.makeQueue()
        try server.subscribe(made, to: topic, isRaw: true)
        let client = try AWSClient(environment: server.environment)
        #expect(try !client.publish(SNSTests.message, to: TopicARN(topic)).isEmpty)
        #expect(try Self.queue(server, made).receive(wait: 2).map(\.body) == ["a & b\nü"])
        let fifo = try server.makeTopic(isFIFO: true)
        #expect(try !client.publish(SNSTests.message, to: TopicARN(fifo)).isEmpty)
        let missing = #expect(throws: AWSServiceFault.self) {
            _ = try client.publish(SNSTests.message, to: TopicARN(topic + "-none"))
        }
        #expect(missing?.kind == .missing, "\(missing?.description ?? "")")
    }

    @Test
    func `A role is assumed, and its keys are accepted`() throws {
        let server = try MotoServer.shared()
        let arn = try server.makeRole(
            policy:
                #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}"#
        )
        try TemporaryFolder.with { home in
            try home.write(
                """
                [profile base]
                aws_access_key_id = \(server.credentials.accessKeyID)
                aws_secret_access_key = \(server.credentials.secretAccessKey.revealed)
                [profile role]
                role_arn = \(arn)
                source_profile = base
                role_session_name = cron
                region = eu-west-1
                [profile web]
                role_arn = \(arn)
                web_identity_token_file = ~/token
                region = eu-west-1
                """,
                to: ".aws/config"
            )
            try home.write("a.token.of-another-issuer", to: "token")
            let made = try server.makeQueue()
            for profile in ["role", "web"] {
                let environment = AWSEnvironment(
                    variables: ["AWS_ENDPOINT_URL": server.url],
                    home: home.path
                )
                let client = try AWSClient(environment: environment, profile: profile)
                let keys = try #require(try client.credentials?.credentials())
                #expect(keys.accessKeyID.hasPrefix("ASIA") && keys.sessionToken != nil)
                #expect(try #require(keys.expiration) > client.clock.now + 3_000)
                #expect(try Self.queue(server, made, client: client).receive(wait: 0).isEmpty)
                let identity = try client.callerIdentity()
                #expect(identity.account == MotoServer.account)
                if profile == "role" { #expect(identity.arn.hasSuffix("/cron"), "\(identity.arn)") }
            }
        }
    }
}
