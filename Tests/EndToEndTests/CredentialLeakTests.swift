import AuditTestSupport
import Foundation
import Testing

/// Credentials in every place of a log, and nothing of them anywhere else.
@Suite(
    .serialized,
    .enabled(if: AuditProcess.executable != nil, "the executable has not been built")
)
struct CredentialLeakTests {
    /// What each planted credential begins with.
    private static let mark = "LEAK"

    /// The parts of records in which `@` stands for a credential.
    private static let plants = [
        #""eventSource":"secretsmanager.amazonaws.com","eventName":"PutSecretValue","requestParameters":{"secretId":"prod/db","secretString":"@","clientRequestToken":"t"}"#,
        #""eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","requestParameters":{"secretId":"https://u:@@@h/","versionId":"token=@"}"#,
        #""eventSource":"sts.amazonaws.com","eventName":"AssumeRole","requestParameters":{"roleArn":"arn:aws:iam::111111111111:role/deploy-prod","roleSessionName":"password=@","tokenCode":"@","externalId":"@"},"responseElements":{"credentials":{"accessKeyId":"ASIAEXAMPLE00000001","sessionToken":"@","secretAccessKey":"@"}}"#,
        #""eventSource":"iam.amazonaws.com","eventName":"CreateLoginProfile","requestParameters":{"userName":"bob","password":"@"}"#,
        #""eventSource":"iam.amazonaws.com","eventName":"CreateUser","requestParameters":{"userName":"token=@","tags":[{"value":"@","key":"ApiToken"}]}"#,
        #""eventSource":"lambda.amazonaws.com","eventName":"UpdateFunctionConfiguration20150331v2","requestParameters":{"functionName":"f","environment":{"variables":{"A":"@","URL":"https://u:@@@h/"}}}"#,
        #""eventSource":"ssm.amazonaws.com","eventName":"PutParameter","requestParameters":{"name":"/prod/db","type":"String","value":"@"}"#,
        #""eventSource":"ssm.amazonaws.com","eventName":"SendCommand","requestParameters":{"documentName":"AWS-RunShellScript","parameters":{"commands":["mysql -p@"]}}"#,
        #""eventSource":"ec2.amazonaws.com","eventName":"RunInstances","requestParameters":{"userData":"@","instanceType":"t"}"#,
        #""eventSource":"ec2.amazonaws.com","eventName":"ModifyInstanceAttribute","requestParameters":{"instanceId":"i-1","userData":{"value":"@"}}"#,
        #""eventSource":"ec2.amazonaws.com","eventName":"CreateSecurityGroup","requestParameters":{"groupName":"password=@","groupDescription":"x"}"#,
        #""eventSource":"s3.amazonaws.com","eventName":"PutObject","requestParameters":{"bucketName":"b","key":"https://b/k?X-Amz-Signature=@&X-Amz-Security-Token=@"}"#,
        #""eventSource":"s3.amazonaws.com","eventName":"GetObject","userAgent":"curl https://user:@@@example.com/","requestParameters":{"bucketName":"b","key":"k","Authorization":"AWS4-HMAC-SHA256 Credential=AKIA, Signature=@"}"#,
        #""eventSource":"ecs.amazonaws.com","eventName":"RegisterTaskDefinition","requestParameters":{"containerDefinitions":[{"name":"c","environment":[{"name":"X","value":"@"}],"command":["sh","-c","x --token @"]}]}"#,
        #""eventSource":"cloudformation.amazonaws.com","eventName":"CreateStack","requestParameters":{"stackName":"s","parameters":[{"parameterKey":"P","parameterValue":"@"}],"templateBody":"@"}"#,
        #""eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"LoginTo":"https://console.aws.amazon.com/?SigninToken=@&code=@"}"#,
        #""eventSource":"route53.amazonaws.com","eventName":"x","errorCode":"Client.token=@","errorMessage":"bad token @ password=@","requestParameters":{"a":1}"#,
        #""eventSource":"lightsail.amazonaws.com","eventName":"x","requestParameters":{"doc":"{\"password\": \"@\", \"d\": \"{\\\"secretAccessKey\\\": \\\"@\\\"}\"}","xml":"<password>@</password>","apiKey":"@"}"#,
        #""eventSource":"glue.amazonaws.com","eventName":"CreateConnection","requestParameters":{"connectionInput":{"connectionProperties":{"PASSWORD":"@","JDBC_CONNECTION_URL":"jdbc:mysql://u:@@@h/"}}}"#,
    ]

    private static let rules = """
        title: Anything
        id: 33333333-0000-4000-8000-000000000001
        level: high
        logsource: {product: aws, service: cloudtrail}
        detection:
          any: {userIdentity.arn|contains: bob}
          data: {requestParameters.userData|contains: LEAK}
          text: {requestParameters.secretString|re: '^LEAK', userAgent: '*'}
          agent: {userAgent|contains: LEAK, requestParameters.key: '*'}
          message: {errorMessage|contains: LEAK}
          condition: any or data or text or agent or message
        alert:
          title: '{eventName} {userAgent} {requestParameters.secretString} {errorMessage}'
          group-by: [eventName, requestParameters.secretString, requestParameters.key, userAgent,
            requestParameters.value, errorMessage, requestParameters.environment, errorCode]
        ---
        title: Agent
        name: agent
        logsource: {product: aws, service: cloudtrail}
        detection: {any: {userAgent: '*'}, condition: any}
        ---
        title: Agents
        id: 33333333-0000-4000-8000-000000000002
        level: high
        correlation:
          type: value_count
          rules: agent
          group-by: [userAgent, requestParameters.userData]
          timespan: 10m
          condition: {field: requestParameters.userData, gte: 1}
        """

    /// A log of the plants, each with a credential of its own, and records that are rejected.
    private func writeLog(_ folder: String) throws {
        var number = 0
        var lines: [String] = []
        for (index, plant) in Self.plants.enumerated() {
            var text = ""
            for character in plant.replacing("@@@", with: "@\u{1}") {
                if character == "@" {
                    number += 1
                    text += "\(Self.mark)\(number)x9f8a7b6c5d4e"
                } else {
                    text.append(character == "\u{1}" ? "@" : character)
                }
            }
            let minute = index < 10 ? "0\(index)" : "\(index)"
            let id = index % 5 == 0 ? "token=\(Self.mark)id\(index)" : "id-\(index)"
            lines.append(
                #"{"eventVersion":"1.08","eventTime":"2026-03-02T00:\#(minute):01Z","eventID":"\#(id)","#
                    + #""awsRegion":"eu-west-1","sourceIPAddress":"45.83.64.11","userIdentity":{"type":"IAMUser","#
                    + #""arn":"arn:aws:iam::111111111111:user/bob","accountId":"111111111111","accessKeyId":"AKIAEXAMPLEBOB00001","userName":"bob"},"#
                    + (text.contains("userAgent") ? "" : #""userAgent":"aws-cli","#) + text
                    + #","recipientAccountId":"111111111111"}"#
            )
        }
        lines.append(#"{"eventTime":"password=\#(Self.mark)time","eventName":"x"}"#)
        try FileManager.default.createDirectory(
            atPath: "\(folder)/logs",
            withIntermediateDirectories: true
        )
        let text = lines.joined(separator: "\n")
        #expect(text.split(separator: Self.mark).count > 40)
        try Data(Gzip.compress(Array(text.utf8))).write(
            to: URL(filePath: "\(folder)/logs/a.json.gz")
        )
        try Data(Self.rules.utf8).write(to: URL(filePath: "\(folder)/rules.yml"))
    }

    @Test("No output, file or message has a credential of the log")
    func leaksNothing() throws {
        let folder = try CaseFolder()
        let path = folder.path
        try writeLog(path)
        let ids = Self.plants.indices.map { "id-\($0)" }
        let commands: [[String]] =
            [
                ["ingest", "logs"], ["scan", "logs", "--rules", "rules.yml", "--format", "jsonl"],
                ["scan", "logs", "--rules", "builtin", "--format", "jsonl"],
                ["search", "--raw", "--limit", "0"],
                ["search", "--limit", "0", "--format", "jsonl"],
                ["search", "--limit", "0", "--format", "csv"], ["search", "--top", "userAgent"],
                ["status", "--problems", "--format", "json"], ["secrets", "--format", "json"],
                ["groups", "--format", "json"], ["report", "--format", "html"], ["report"],
                ["deployments", "--format", "json"], ["trace", "ASIAEXAMPLE00000001"],
                ["trace", "AKIAEXAMPLEBOB00001", "--format", "json"],
                ["query", "SELECT * FROM events"], ["query", "SELECT * FROM role_sessions"],
                ["query", "SELECT * FROM alerts"], ["query", "SELECT * FROM subject"],
                ["alerts", "list", "--all", "--format", "json"], ["init"],
            ] + ids.flatMap { [["show", $0], ["show", $0, "--format", "json"]] }
            + (1...30).flatMap { [["alerts", "show", "\($0)"]] }
        let posted = try LoopbackWebServer.with([.status(200)]) { server in
            // The rejected record is a problem of the run that reads it, and of no later one.
            let runs: [(rules: [String], status: Int32)] = [
                (["rules.yml"] + RuleChoice.only, 2), (["builtin"], 0),
            ]
            for (rules, status) in runs {
                let alert = try AuditProcess.run(
                    ["alert", "logs", "--rules"] + rules,
                    in: path,
                    environment: ["AUDIT_WEBHOOK_URL": server.url]
                )
                #expect(alert.status == status, "\(alert.errors)")
            }
            return server.requests.map(\.body)
        }
        for command in commands {
            let result = try AuditProcess.run(command, in: path)
            #expect(!result.output.contains(Self.mark), "\(command)")
            #expect(!result.errors.contains(Self.mark), "\(command)")
        }
        #expect(posted.count > 5)
        let hidden = Data("HIDDEN_DUE_TO_SECURITY_REASONS".utf8)
        #expect(posted.contains { Data($0).firstRange(of: hidden) != nil })
        for body in posted {
            #expect(!String(decoding: body, as: UTF8.self).contains(Self.mark))
        }
        // What the commands printed is among them, and the index with its log.
        let names = try FileManager.default.subpathsOfDirectory(atPath: path)
            .filter { !$0.hasPrefix("logs") && $0 != "rules.yml" }
        #expect(names.contains("index.db"))
        for name in names {
            let bytes = try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
            #expect(bytes.firstRange(of: Data(Self.mark.utf8)) == nil, "\(name)")
        }
    }
}
