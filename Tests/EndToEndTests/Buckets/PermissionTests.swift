import AWS
import AuditTestSupport
import Basics
import Foundation
import Testing

/// The policies of the guide are enough, and none of their actions is too many.
@Suite(.enabled(if: MotoServer.isAvailable, "\(MotoServer.missing)"))
struct PermissionTests {
    private static let guide = GuidePage.guides.appending(path: "Buckets.md")

    /// A policy of the guide, for a bucket and a queue of the test's.
    private static func policy(_ name: String, _ names: [String: String]) throws -> [String: Any] {
        let page = try String(contentsOf: guide, encoding: .utf8)
        let text = try #require(
            page.components(separatedBy: "<!-- policy: \(name) -->").last?
                .components(separatedBy: "```json\n").dropFirst().first?
                .components(separatedBy: "```").first
        )
        let named = names.reduce(text) { $0.replacing($1.key, with: $1.value) }
        let object = try JSONSerialization.jsonObject(with: Data(named.utf8))
        return try #require(object as? [String: Any])
    }

    /// An action of a policy, and the policy without it.
    private struct Removal {
        var action: String
        var resource: String
        var rest: [String: Any]
    }

    private static func removals(_ policy: [String: Any]) throws -> [Removal] {
        let statements = try #require(policy["Statement"] as? [[String: Any]])
        var removals: [Removal] = []
        for (index, statement) in statements.enumerated() {
            let actions = statement["Action"] as? [String] ?? [statement["Action"] as? String ?? ""]
            for action in actions {
                var others = statements
                others[index]["Action"] = actions.filter { $0 != action }
                if actions.count == 1 { others.remove(at: index) }
                var rest = policy
                rest["Statement"] = others
                let resource = statement["Resource"] as? String ?? ""
                removals.append(Removal(action: action, resource: resource, rest: rest))
            }
        }
        return removals
    }

    /// The variables of a user who may do what a policy says.
    private static func variables(
        _ server: MotoServer,
        _ policy: [String: Any]
    ) throws -> [String: String] {
        let data = try JSONSerialization.data(withJSONObject: policy)
        let keys = try server.makeUser(policy: String(decoding: data, as: UTF8.self))
        return server.variables.merging([
            "AWS_ACCESS_KEY_ID": keys.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": keys.secretAccessKey.revealed,
        ]) { $1 }
    }

    /// A rule that is loaded faster than the built-in ones, and finds something.
    private static func rule(in scene: BucketScene) throws -> [String] {
        let rule = """
            title: Anything
            id: 22222222-0000-4000-8000-000000000001
            level: high
            logsource: {product: aws, service: cloudtrail}
            detection: {a: {eventName: '*'}, condition: a}
            alert: {group-by: [recipientAccountId]}
            """
        let path = "\(scene.path)/rule.yml"
        try Data(rule.utf8).write(to: URL(filePath: path))
        return ["--no-builtin-rules", "--rules", path]
    }

    @Test func `The policy for a bucket is enough, and all of it is needed`() throws {
        let scene = try BucketScene(SampleFile.some(4))
        let expected = try scene.localContent()
        let policy = try Self.policy("bucket", ["my-trail": scene.bucket])
        let enough = scene.run(["ingest", scene.address], try Self.variables(scene.server, policy))
        #expect(enough.status == 0, "\(enough.errors)")
        #expect(try scene.content("index.db") == expected)
        let removals = try Self.removals(policy)
        #expect(removals.map(\.action).sorted() == ["s3:GetObject", "s3:ListBucket"])
        for removal in removals {
            let result = scene.run(
                ["ingest", scene.address],
                try Self.variables(scene.server, removal.rest),
                index: "\(removal.action).db"
            )
            #expect(result.status == 2)
            #expect(
                result.errors.contains(
                    "access denied; \(removal.action) on \(removal.resource) is needed"
                ),
                "\(result.errors)"
            )
            #expect(result.errors.split(separator: "\n").count { $0.hasPrefix("audit:") } == 1)
        }
    }

    @Test func `The policy for a queue is enough, and all of it is needed`() throws {
        let scene = try BucketScene(SampleFile.some(2))
        let queue = try scene.server.makeQueue()
        try scene.server.announce(scene.bucket, to: .queue(queue.arn))
        let names = [
            "my-trail": scene.bucket, "arn:aws:sqs:eu-west-1:510000000001:audit": queue.arn,
        ]
        var policy = try Self.policy("queue", names)
        let bucket = try Self.policy("bucket", names)
        let reads = try #require(bucket["Statement"] as? [[String: Any]]).filter {
            $0["Action"] as? String == "s3:GetObject"
        }
        // From a queue alone nothing is listed.
        policy["Statement"] = try #require(policy["Statement"] as? [[String: Any]]) + reads
        let removals = try Self.removals(policy)
        #expect(removals.count == 3)
        func alert(_ policy: [String: Any], _ index: String) throws -> BucketScene.Result {
            for file in scene.files {
                try scene.server.put(try file.bytes(), key: file.key, in: scene.bucket)
            }
            return scene.run(
                ["alert", "--queue", queue.url] + (try Self.rule(in: scene)),
                try Self.variables(scene.server, policy),
                index: index
            )
        }
        let enough = try alert(policy, "enough.db")
        #expect(enough.status == 1 && enough.errors == "", "\(enough.errors)")
        for removal in removals {
            let result = try alert(removal.rest, "\(removal.action).db")
            #expect(result.status == 2)
            #expect(result.errors.contains(removal.action), "\(removal.action): \(result.errors)")
            let name = removal.resource.split(separator: ":").last.map(String.init) ?? ""
            #expect(result.errors.contains(name), "\(removal.action): \(result.errors)")
        }
    }

    @Test func `Another account's role reads the bucket`() throws {
        let scene = try BucketScene(SampleFile.some(2))
        let policy = try Self.policy("bucket", ["my-trail": scene.bucket])
        let data = try JSONSerialization.data(withJSONObject: policy)
        let role = try scene.server.makeRole(policy: String(decoding: data, as: UTF8.self))
        let config = """
            [profile log-archive]
            role_arn = \(role)
            credential_source = Environment
            region = eu-west-1
            """
        try Data(config.utf8).write(to: URL(filePath: "\(scene.path)/config"))
        let variables = scene.server.variables.merging([
            "AWS_CONFIG_FILE": "\(scene.path)/config"
        ]) { $1 }
        let result = scene.run(["ingest", scene.address, "--profile", "log-archive"], variables)
        #expect(result.status == 0, "\(result.errors)")
    }

    /// Credentials go to AWS and nowhere else.
    @Test func `Keys and tokens are in no index, output, message or file`() throws {
        let scene = try BucketScene(SampleFile.some(2))
        let queue = try scene.server.makeQueue()
        let secret = "LEAKsecretLEAKsecretLEAKsecretLEAKsecret"
        let token = "LEAKtokenLEAKtokenLEAKtoken"
        let wrong = scene.server.variables.merging([
            "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token,
        ]) { $1 }
        let valid = scene.server.variables
        let cache = "\(scene.path)/cache"
        let rule = try Self.rule(in: scene)
        let commands = [
            ["ingest", scene.address], ["ingest", "--dry-run", scene.address],
            ["scan", scene.address] + rule, ["alert", scene.address] + rule,
            ["alert", "--queue", queue.url] + rule, ["search", "--raw"], ["status", "--problems"],
            ["ingest", scene.address, "--cache", cache, "--format", "json"],
            ["search", "--raw", "--cache", cache], ["query", "SELECT * FROM files"],
        ]
        let marks = [secret, token, try #require(valid["AWS_SECRET_ACCESS_KEY"])]
        try MotoProxy.with(scene.server) { proxy in
            for variables in [wrong, valid] {
                for command in commands {
                    // A queue with nothing in it is waited on.
                    proxy.interfere { request, _ in
                        request.headers["x-amz-target"] == nil || variables == wrong
                            ? nil : .page(200, "{}")
                    }
                    let result = scene.run(
                        command,
                        variables.merging(["AWS_ENDPOINT_URL": proxy.url]) { $1 }
                    )
                    for mark in marks {
                        #expect(!result.output.contains(mark), "\(command)")
                        #expect(!result.errors.contains(mark), "\(command)")
                    }
                }
            }
        }
        let names = try FileManager.default.subpathsOfDirectory(atPath: scene.path)
        #expect(names.contains("index.db"))
        #expect(names.contains { $0.hasPrefix("cache/\(scene.bucket)/AWSLogs/") })
        for name in names {
            guard let bytes = FileManager.default.contents(atPath: "\(scene.path)/\(name)") else {
                continue
            }
            for mark in marks { #expect(bytes.firstRange(of: Data(mark.utf8)) == nil, "\(name)") }
        }
    }
}
