import AWS
import Basics
import Foundation
import HTTP

/// A server that stands in for AWS: S3, SQS, SNS, EventBridge, STS and IAM, signatures and policies
/// checked.
///
/// For example:
///
/// ```swift
/// @Test(.enabled(if: MotoServer.isAvailable, MotoServer.comment))
/// func `Objects are listed`() throws {
///     let server = try MotoServer.shared()
///     let bucket = try server.makeBucket()
///     try server.put("text", key: "a b", in: bucket)
///     let client = try AWSClient(environment: server.environment)
/// }
/// ```
///
/// It is moto (<https://docs.getmoto.org>), made stricter. The tests of a process share one, which
/// starts in two seconds and ends with them; so each test makes buckets and queues of its own.
public final class MotoServer: Sendable {
    /// Whether this machine has Python and moto.
    public static let isAvailable = Python.has("moto") && Python.has("flask_cors")

    /// What to say of tests that are skipped.
    public static let missing = "moto is not installed: pip install 'moto[server]'"

    /// The account that everything is in.
    public static let account = "123456789012"

    /// The region of what is made, unless another is named.
    public static let region = "eu-west-1"

    private static let started = Result { try MotoServer() }

    /// The server of this process, started by whoever asks first.
    public static func shared() throws -> MotoServer { try started.get() }

    /// The address, without a slash at the end.
    public let url: String
    /// The keys of an administrator.
    package let credentials: AWSCredentials
    private let client = HTTPClient()
    private let count = Locked(0)
    /// The server ends when this is closed.
    private let input: Pipe

    private init() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "moto_strict.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path]
        input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw MotoFault(reason: "it ended at its start") }
            line += piece
        }
        struct Start: Decodable {
            var port: Int
            var id: String
            var secret: String
        }
        let start = try JSONDecoder().decode(Start.self, from: line)
        url = "http://127.0.0.1:\(start.port)"
        credentials = AWSCredentials(
            accessKeyID: start.id,
            secretAccessKey: HiddenText(start.secret)
        )
    }

    /// The variables that lead the AWS tools, and this program, to the server.
    public var variables: [String: String] {
        [
            "AWS_ENDPOINT_URL": url, "AWS_REGION": Self.region,
            "AWS_ACCESS_KEY_ID": credentials.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey.revealed,
            "AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent",
        ]
    }

    package var environment: AWSEnvironment {
        AWSEnvironment(variables: variables, home: "/nonexistent")
    }

    /// A name that no other test uses.
    public func name(_ kind: String) -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return "\(kind)-\(number)"
    }

    // MARK: - Requests

    /// Sends a request signed by the administrator.
    ///
    /// - throws: ``MotoFault`` where the answer is an error.
    @discardableResult
    package func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        service: String,
        region: String = MotoServer.region,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) throws -> HTTPAnswer {
        var request = HTTPRequest(method, url + path, headers: headers, body: body, isDirect: true)
        if !body.isEmpty, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            request.headers.append(("Content-Type", "application/octet-stream"))
        }
        SignatureV4(credentials: credentials, region: region, service: service)
            .sign(&request, at: Int64(Date().timeIntervalSince1970))
        let answer = try client.send(request)
        guard answer.isSuccess else {
            let text = String(decoding: answer.body.prefix(500), as: UTF8.self)
            throw MotoFault(reason: "\(method.rawValue) \(path): \(answer.status) \(text)")
        }
        return answer
    }

    /// Calls an operation with a form, and returns the text of an element of its answer.
    package func query(
        _ service: String,
        version: String,
        _ parameters: [(name: String, value: String)],
        element: [String]
    ) throws -> String {
        let answer = try send(
            .post,
            "/",
            service: service,
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(PercentEncoding.form([("Version", version)] + parameters).utf8)
        )
        var found = try XMLElement(answer.body)
        for name in element {
            guard let next = found[name] else { throw MotoFault(reason: "no \(name)") }
            found = next
        }
        return found.text
    }

    /// Calls an operation with JSON.
    package func json(_ service: String, target: String, _ body: String) throws -> [String: Any] {
        let answer = try send(
            .post,
            "/",
            service: service,
            headers: [("Content-Type", "application/x-amz-json-1.0"), ("X-Amz-Target", target)],
            body: Array(body.utf8)
        )
        let object = try JSONSerialization.jsonObject(with: Data(answer.body))
        return object as? [String: Any] ?? [:]
    }

    // MARK: - S3

    /// Makes a bucket, and returns its name.
    public func makeBucket(region: String = MotoServer.region) throws -> String {
        let bucket = name("bucket")
        let place = "<LocationConstraint>\(region)</LocationConstraint>"
        let body = region == "us-east-1" ? "" : Self.xml("CreateBucketConfiguration", place)
        try send(.put, "/\(bucket)", service: "s3", region: region, body: Array(body.utf8))
        return bucket
    }

    /// Puts an object.
    ///
    /// - parameter headers: For example `x-amz-meta-signature` or `x-amz-storage-class`.
    public func put(
        _ bytes: [UInt8],
        key: String,
        in bucket: String,
        headers: [(name: String, value: String)] = []
    ) throws {
        try send(
            .put,
            "/\(bucket)/\(PercentEncoding.path(key))",
            service: "s3",
            headers: headers,
            body: bytes
        )
    }

    /// Where a bucket announces its new objects.
    public enum Announcement: Sendable {
        /// By ARN.
        case queue(String)
        case topic(String)
        case eventBridge
    }

    /// Has a bucket announce new objects.
    public func announce(_ bucket: String, to target: Announcement) throws {
        let created = "<Event>s3:ObjectCreated:*</Event>"
        let configuration =
            switch target {
            case .queue(let arn):
                "<QueueConfiguration><Queue>\(arn)</Queue>\(created)</QueueConfiguration>"
            case .topic(let arn):
                "<TopicConfiguration><Topic>\(arn)</Topic>\(created)</TopicConfiguration>"
            case .eventBridge: "<EventBridgeConfiguration></EventBridgeConfiguration>"
            }
        let body = Self.xml("NotificationConfiguration", configuration)
        try send(.put, "/\(bucket)?notification=", service: "s3", body: Array(body.utf8))
    }

    private static func xml(_ name: String, _ inner: String) -> String {
        "<\(name) xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(inner)</\(name)>"
    }

    // MARK: - Queues, topics, rules

    /// A queue and how it is named.
    public struct Queue: Sendable {
        /// For SQS.
        public var url: String
        /// For what sends to it.
        public var arn: String
    }

    /// Makes a queue.
    ///
    /// - parameter attributes: For example `VisibilityTimeout` or `RedrivePolicy`.
    public func makeQueue(attributes: [String: String] = [:]) throws -> Queue {
        let name = name("queue")
        let members = attributes.map { ($0.key, Basics.JSONText.quoted($0.value, .canonical)) }
        let body = members.map { "\(Basics.JSONText.quoted($0.0)):\($0.1)" }.joined(separator: ",")
        let answer = try json(
            "sqs",
            target: "AmazonSQS.CreateQueue",
            #"{"QueueName": "\#(name)", "Attributes": {\#(body)}}"#
        )
        guard let url = answer["QueueUrl"] as? String else { throw MotoFault(reason: "no queue") }
        return Queue(url: url, arn: "arn:aws:sqs:\(Self.region):\(Self.account):\(name)")
    }

    /// Makes a topic, and returns its ARN.
    public func makeTopic(isFIFO: Bool = false) throws -> String {
        let attributes =
            isFIFO
            ? [("Attributes.entry.1.key", "FifoTopic"), ("Attributes.entry.1.value", "true")] : []
        return try query(
            "sns",
            version: "2010-03-31",
            [("Action", "CreateTopic"), ("Name", name("topic") + (isFIFO ? ".fifo" : ""))]
                + attributes,
            element: ["CreateTopicResult", "TopicArn"]
        )
    }

    /// Has a topic send to a queue.
    ///
    /// - parameter isRaw: Whether messages are sent as they are, without SNS's wrapping.
    public func subscribe(_ queue: Queue, to topic: String, isRaw: Bool = false) throws {
        let arn = try query(
            "sns",
            version: "2010-03-31",
            [
                ("Action", "Subscribe"), ("TopicArn", topic), ("Protocol", "sqs"),
                ("Endpoint", queue.arn), ("ReturnSubscriptionArn", "true"),
            ],
            element: ["SubscribeResult", "SubscriptionArn"]
        )
        guard isRaw else { return }
        try send(
            .post,
            "/",
            service: "sns",
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(
                PercentEncoding.form([
                    ("Version", "2010-03-31"), ("Action", "SetSubscriptionAttributes"),
                    ("SubscriptionArn", arn), ("AttributeName", "RawMessageDelivery"),
                    ("AttributeValue", "true"),
                ]).utf8
            )
        )
    }

    /// Has EventBridge send the events of a bucket to a queue.
    public func route(_ bucket: String, to queue: Queue) throws {
        let rule = name("rule")
        let pattern = #"{"source": ["aws.s3"], "detail": {"bucket": {"name": ["\#(bucket)"]}}}"#
        _ = try json(
            "events",
            target: "AWSEvents.PutRule",
            #"{"Name": "\#(rule)", "EventPattern": \#(Basics.JSONText.quoted(pattern, .canonical))}"#
        )
        _ = try json(
            "events",
            target: "AWSEvents.PutTargets",
            #"{"Rule": "\#(rule)", "Targets": [{"Id": "1", "Arn": "\#(queue.arn)"}]}"#
        )
    }

    // MARK: - IAM

    /// Makes a user with a policy and nothing else, and returns its keys.
    ///
    /// - parameter policy: A policy in JSON.
    package func makeUser(policy: String) throws -> AWSCredentials {
        let user = name("user")
        try call([("Action", "CreateUser"), ("UserName", user)])
        try call([
            ("Action", "PutUserPolicy"), ("UserName", user), ("PolicyName", "policy"),
            ("PolicyDocument", policy),
        ])
        let answer = try call([("Action", "CreateAccessKey"), ("UserName", user)])
        let key = try XMLElement(answer.body)["CreateAccessKeyResult"]?["AccessKey"]
        guard let id = key?["AccessKeyId"]?.text, let secret = key?["SecretAccessKey"]?.text else {
            throw MotoFault(reason: "no key")
        }
        return AWSCredentials(accessKeyID: id, secretAccessKey: HiddenText(secret))
    }

    /// Makes a role that everybody may assume, with a policy, and returns its ARN.
    public func makeRole(policy: String) throws -> String {
        let role = name("role")
        let trust = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"},
            "Action": "sts:AssumeRole"}]}
            """
        try call([
            ("Action", "CreateRole"), ("RoleName", role), ("AssumeRolePolicyDocument", trust),
        ])
        try call([
            ("Action", "PutRolePolicy"), ("RoleName", role), ("PolicyName", "policy"),
            ("PolicyDocument", policy),
        ])
        return "arn:aws:iam::\(Self.account):role/\(role)"
    }

    @discardableResult
    private func call(_ parameters: [(name: String, value: String)]) throws -> HTTPAnswer {
        try send(
            .post,
            "/",
            service: "iam",
            region: "us-east-1",
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array(PercentEncoding.form([("Version", "2010-05-08")] + parameters).utf8)
        )
    }
}

/// What the server does not do.
struct MotoFault: Error, CustomStringConvertible {
    let reason: String

    var description: String { "moto: \(reason)" }
}
