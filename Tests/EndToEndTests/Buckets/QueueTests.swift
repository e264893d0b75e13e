import AuditTestSupport
import Basics
import Foundation
import Testing

/// Objects that are announced in a queue, from S3 to alerts.
@Suite(.enabled(if: MotoServer.isAvailable, "\(MotoServer.missing)"))
struct QueueTests {
    /// Finds each secret that is read, by the event.
    private static let rule = """
        title: Secret read
        id: 22222222-0000-4000-8000-000000000001
        level: high
        logsource: {product: aws, service: cloudtrail}
        detection: {read: {eventName: GetSecretValue}, condition: read}
        alert: {group-by: [eventID]}
        """

    /// A log with a secret that is read.
    private static func log(_ number: Int) -> [UInt8] {
        Gzip.compress(
            Array(
                """
                {"Records":[{"eventVersion":"1.08","eventTime":"2026-03-08T0\(number):00:00Z",\
                "eventID":"00000000-0000-4000-8000-00000000000\(number)",\
                "eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue",\
                "awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.\(number)",\
                "requestParameters":{"secretId":"prod/\(number)"},\
                "userIdentity":{"type":"IAMUser","userName":"bob",\
                "arn":"arn:aws:iam::510000000001:user/bob","accountId":"510000000001"},\
                "recipientAccountId":"510000000001"}]}
                """.utf8
            )
        )
    }

    private static func key(_ number: Int) -> String {
        "AWSLogs/510000000001/CloudTrail/eu-west-1/2026/03/08/"
            + "510000000001_CloudTrail_eu-west-1_20260308T0\(number)05Z_a b+c%=ü.json.gz"
    }

    /// A bucket and a queue, and a folder with the rule.
    private struct Scene {
        let buckets: BucketScene
        let queue: MotoServer.Queue

        init() throws {
            buckets = try BucketScene([])
            queue = try buckets.server.makeQueue()
            try Data(QueueTests.rule.utf8).write(to: URL(filePath: "\(buckets.path)/rule.yml"))
        }

        var server: MotoServer { buckets.server }

        func put(_ number: Int) throws {
            try server.put(QueueTests.log(number), key: QueueTests.key(number), in: buckets.bucket)
        }

        var arguments: [String] {
            [
                "alert", "--queue", queue.url, "--no-builtin-rules", "--rules",
                "\(buckets.path)/rule.yml", "--format", "jsonl",
            ]
        }

        func alert(_ environment: [String: String] = [:]) -> BucketScene.Result {
            buckets.run(arguments, server.variables.merging(environment) { $1 })
        }

        /// The messages that are waiting, and those that somebody has taken and not deleted.
        func messages() throws -> [String] {
            let answer = try server.json(
                "sqs",
                target: "AmazonSQS.GetQueueAttributes",
                #"{"QueueUrl": "\#(queue.url)", "AttributeNames": ["All"]}"#
            )
            let attributes = answer["Attributes"] as? [String: String] ?? [:]
            return ["", "NotVisible"].map { attributes["ApproximateNumberOfMessages\($0)"] ?? "" }
        }

        func send(_ body: String) throws {
            _ = try server.json(
                "sqs",
                target: "AmazonSQS.SendMessage",
                #"{"QueueUrl": "\#(queue.url)", "MessageBody": \#(JSONText.quoted(body, .canonical))}"#
            )
        }

        /// What S3 sends of an object.
        func announcement(_ number: Int) -> String {
            let key = QueueTests.key(number).replacing("%", with: "%25").replacing("+", with: "%2B")
                .replacing("=", with: "%3D").replacing(" ", with: "+")
                .replacing("ü", with: "%C3%BC")
            return """
                {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1",\
                "eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"\(buckets.bucket)"},\
                "object":{"key":"\(key)","size":300,"eTag":"0","sequencer":"0A\(number)"}}}]}
                """
        }
    }

    /// The ways from a bucket to a queue.
    enum Way: String, CaseIterable {
        case direct, topic, rawTopic, eventBridge
    }

    @Test(arguments: Way.allCases)
    func `Announced objects are read, each once, and their messages deleted`(way: Way) throws {
        let scene = try Scene()
        let server = scene.server
        switch way {
        case .direct: try server.announce(scene.buckets.bucket, to: .queue(scene.queue.arn))
        case .topic, .rawTopic:
            let topic = try server.makeTopic()
            try server.subscribe(scene.queue, to: topic, isRaw: way == .rawTopic)
            try server.announce(scene.buckets.bucket, to: .topic(topic))
        case .eventBridge:
            try server.route(scene.buckets.bucket, to: scene.queue)
            try server.announce(scene.buckets.bucket, to: .eventBridge)
        }
        for number in 1...3 { try scene.put(number) }
        // Announced once more, as at least once allows, and what is not of the trail.
        try scene.send(scene.announcement(2))
        try server.put([1], key: "AWSLogs/510000000001/vpcflowlogs/a.gz", in: scene.buckets.bucket)
        try MotoProxy.with(server) { proxy in
            // The evidence of an alert is read once more, from the cache where there is one.
            let result = scene.buckets.run(
                scene.arguments + ["--cache", "\(scene.buckets.path)/cache"],
                proxy.variables
            )
            #expect(result.status == 1 && result.errors == "", "\(result.errors)")
            #expect(result.output.split(separator: "\n").count == 3, "\(result.output)")
            #expect(proxy.requests.count { $0.isObject && $0.path.contains(".json.gz") } == 3)
            #expect(proxy.lists == 0)
        }
        #expect(try scene.messages() == ["0", "0"])
        #expect(scene.buckets.events() == "3")
    }

    @Test func `What fails stays in the queue, and the rest is read and deleted`() throws {
        let scene = try Scene()
        for number in [1, 2] { try scene.send(scene.announcement(number)) }
        try scene.put(1)
        try scene.send("Hello, is this the queue of the printers?")
        let result = scene.alert()
        #expect(result.status == 2)
        #expect(result.output.split(separator: "\n").count == 1)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 3, "\(result.errors)")
        #expect(
            result.errors.contains(
                "\(QueueTests.key(2)): there is no such object; it may have been deleted"
            )
        )
        #expect(
            result.errors.contains(
                "audit: --queue: 1 message left in the queue, because an object could not be read; it "
                    + "comes back in an hour"
            )
        )
        #expect(
            result.errors.contains("audit: --queue: 1 message left in the queue that S3 did not")
        )
        #expect(try scene.messages() == ["0", "2"])
        // It comes back, and the object is there.
        try scene.put(2)
        try scene.send(scene.announcement(2))
        let next = scene.alert()
        #expect(next.status == 1 && next.errors == "", "\(next.errors)")
        #expect(next.output.split(separator: "\n").count == 1)
        #expect(scene.buckets.events() == "2")
    }

    @Test(.enabled(if: AuditProcess.executable != nil, "the executable has not been built"))
    func `A kill before the message is deleted loses no alert and notifies of none twice`() throws {
        let scene = try Scene()
        try scene.put(1)
        try scene.send(scene.announcement(1))
        try LoopbackWebServer.with([.status(200)]) { hook in
            try MotoProxy.with(scene.server) { proxy in
                let deletes = DispatchSemaphore(value: 0)
                let killed = DispatchSemaphore(value: 0)
                proxy.interfere { request, _ in
                    guard Self.calls(request, "DeleteMessageBatch") else { return nil }
                    deletes.signal()
                    killed.wait()
                    return .hangUp
                }
                let variables = proxy.variables.merging(["AUDIT_WEBHOOK_URL": hook.url]) { $1 }
                let process = try AuditProcess(
                    scene.arguments,
                    in: scene.buckets.path,
                    environment: variables
                )
                #expect(deletes.wait(timeout: .now() + 30) == .success)
                #expect(hook.requests.isEmpty)
                process.send(SIGKILL)
                #expect(try process.result().status == nil)
                killed.signal()
                #expect(try scene.messages() == ["0", "1"])
                // The message comes back.
                try scene.send(scene.announcement(1))
                proxy.interfere()
                for round in 0..<2 {
                    let result = try AuditProcess.run(
                        scene.arguments,
                        in: scene.buckets.path,
                        environment: round == 0 ? variables : Self.empty(proxy, variables)
                    )
                    #expect(result.status == (round == 0 ? 1 : 0), "\(result.errors)")
                    #expect(result.errors == "")
                }
                #expect(hook.requests.count == 1)
            }
        }
        #expect(try scene.messages() == ["0", "1"])
        #expect(scene.buckets.events() == "1")
    }

    /// What a queue says to whom it does not let in.
    private static let denied = MotoProxy.Fault.page(
        403,
        #"{"__type": "com.amazon.coral.service#AccessDeniedException", "message": "No."}"#
    )

    private static func calls(_ request: MotoProxy.Request, _ operation: String) -> Bool {
        request.headers["x-amz-target"] == "AmazonSQS.\(operation)"
    }

    @Test func `Messages that cannot be deleted hold up no alert`() throws {
        let scene = try Scene()
        try scene.put(1)
        try scene.send(scene.announcement(1))
        try LoopbackWebServer.with([.status(200)]) { hook in
            try MotoProxy.with(scene.server) { proxy in
                proxy.interfere { request, _ in
                    Self.calls(request, "DeleteMessageBatch") ? Self.denied : nil
                }
                let variables = proxy.variables.merging(["AUDIT_WEBHOOK_URL": hook.url]) { $1 }
                let result = scene.alert(variables)
                #expect(result.status == 2)
                #expect(result.output.split(separator: "\n").count == 1)
                #expect(result.errors.hasPrefix("audit: --queue: 1 message could not be deleted: "))
                #expect(result.errors.contains("allow sqs:DeleteMessage on the queue "))
                #expect(result.errors.split(separator: "\n").count == 1)
                #expect(hook.requests.count == 1)
            }
        }
        #expect(try scene.messages() == ["0", "1"])
    }

    @Test func `What was received before the queue failed is read`() throws {
        let scene = try Scene()
        try scene.put(1)
        try scene.send(scene.announcement(1))
        try MotoProxy.with(scene.server) { proxy in
            // The requests of a queue differ in their bodies only.
            proxy.interfere { request, number in
                Self.calls(request, "ReceiveMessage") && number > 0 ? Self.denied : nil
            }
            let result = scene.alert(proxy.variables)
            #expect(result.status == 2)
            #expect(result.output.split(separator: "\n").count == 1)
            #expect(result.errors.contains("allow sqs:ReceiveMessage on the queue "))
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        }
        #expect(try scene.messages() == ["0", "0"])
    }

    /// Has the queue say at once that it is empty, which takes the wait otherwise.
    private static func empty(
        _ proxy: MotoProxy,
        _ variables: [String: String]
    ) -> [String: String] {
        proxy.interfere { request, _ in
            calls(request, "ReceiveMessage") ? .page(200, "{}") : nil
        }
        return variables
    }

    @Test func `An empty queue is waited on for ten seconds, and is no fault`() throws {
        let scene = try Scene()
        try MotoProxy.with(scene.server) { proxy in
            let result = scene.alert(Self.empty(proxy, proxy.variables))
            #expect(result.status == 0 && result.output + result.errors == "")
            #expect(proxy.requests.count == 1)
            #expect(proxy.requests.first?.text.contains(#""WaitTimeSeconds":10"#) == true)
        }
    }

    @Test func `A queue that is none, and one that S3 has sent a test to`() throws {
        let scene = try Scene()
        try scene.send(
            #"{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-03-08T00:00:00.000Z","Bucket":"b"}"#
        )
        let test = scene.alert()
        #expect(test.status == 0 && test.errors == "", "\(test.errors)")
        #expect(try scene.messages() == ["0", "0"])
        var arguments = scene.arguments
        arguments[2] += "-none"
        let none = scene.buckets.run(arguments)
        #expect(none.status == 2)
        #expect(none.errors.contains("there is no queue "), "\(none.errors)")
        #expect(none.errors.split(separator: "\n").count == 1)
        arguments[2] = "not a queue"
        #expect(scene.buckets.run(arguments).status == 64)
    }

    @Test func `An alert about an announced object arrives through SNS`() throws {
        let scene = try Scene()
        let inbox = try scene.server.makeQueue()
        let topic = try scene.server.makeTopic()
        try scene.server.subscribe(inbox, to: topic, isRaw: true)
        try scene.put(1)
        try scene.send(scene.announcement(1))
        let result = scene.alert(["AUDIT_SNS_TOPIC": topic])
        #expect(result.status == 1 && result.errors == "", "\(result.errors)")
        let answer = try scene.server.json(
            "sqs",
            target: "AmazonSQS.ReceiveMessage",
            #"{"QueueUrl": "\#(inbox.url)", "WaitTimeSeconds": 2, "MaxNumberOfMessages": 10}"#
        )
        let messages = answer["Messages"] as? [[String: Any]] ?? []
        #expect(messages.count == 1)
        #expect((messages.first?["Body"] as? String)?.contains("Secret read") == true)
    }
}
