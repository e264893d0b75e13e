import AuditTestSupport
import Foundation
import Testing

/// Buckets, from the command line to the index, against a server that stands in for S3.
@Suite(.enabled(if: MotoServer.isAvailable, "\(MotoServer.missing)"))
struct BucketTests {
    @Test func `A bucket gives the index of its copy, and the next run asks for a handful`() throws
    {
        let scene = try BucketScene(SampleFile.some(100))
        let expected = try scene.localContent()
        try scene.server.put(
            Gzip.compress(Array("{}".utf8)),
            key:
                "AWSLogs/510000000001/CloudTrail-Digest/eu-west-1/2026/03/07/a_CloudTrail-Digest_b.json.gz",
            in: scene.bucket
        )
        try scene.server.put(
            [1],
            key: "AWSLogs/510000000001/vpcflowlogs/a.log.gz",
            in: scene.bucket
        )
        try MotoProxy.with(scene.server) { proxy in
            let survey = scene.run(["ingest", "--dry-run", scene.address], proxy.variables)
            #expect(survey.output.hasPrefix("Would read 100 objects, "), "\(survey.output)")
            #expect(proxy.gets == 0)
            #expect(survey.output.contains(" with \(proxy.lists) list requests and 100 get "))
            proxy.interfere()
            let first = scene.run(["ingest", scene.address], proxy.variables)
            #expect(first.status == 0 && first.errors.hasPrefix("Read 100 files in "))
            let content = try scene.content("index.db")
            #expect(content == expected, "\(content.differences(from: expected))")
            #expect(proxy.gets == 100)
            // The bucket, its accounts, their kinds of logs, these' regions, and each region.
            #expect(proxy.lists == 1 + 1 + 3 + 3 + 6)
            proxy.interfere()
            let second = scene.run(["ingest", scene.address], proxy.variables)
            #expect(second.status == 0, "\(second.errors)")
            #expect(second.errors.contains("Read 0 files"))
            #expect(proxy.gets == 0 && proxy.lists == 14)
        }
        #expect(try scene.content("index.db") == expected)
    }

    @Test func `Days, accounts and regions are chosen before anything is asked for`() throws {
        let scene = try BucketScene()
        // Events of a day's last minutes are in files of the next.
        let wanted = scene.files.filter {
            $0.key.contains("/520000000002/") && $0.key.contains("/eu-west-1/2026/03/0")
                && ["/03/05/", "/03/06/", "/03/07/"].contains(where: $0.key.contains)
        }
        #expect(wanted.count > 2)
        try MotoProxy.with(scene.server) { proxy in
            let result = scene.run(
                [
                    "ingest", scene.address, "--account", "520000000002", "--region", "eu-*",
                    "--since", "2026-03-05", "--until", "2026-03-06",
                ],
                proxy.variables
            )
            #expect(result.status == 0, "\(result.errors)")
            #expect(proxy.gets == wanted.count)
            #expect(proxy.lists == 5)
        }
    }

    @Test(.enabled(if: AuditProcess.executable != nil, "the executable has not been built"))
    func `What a kill leaves is completed by the same command`() throws {
        let scene = try BucketScene(SampleFile.some(100))
        let expected = try scene.localContent()
        var random = SeededRandom(seed: 3)
        var killed = 0
        try MotoProxy.with(scene.server) { proxy in
            for round in 1...3 {
                proxy.interfere()
                let process = try AuditProcess(
                    ["ingest", "--quiet", scene.address],
                    in: scene.path,
                    environment: proxy.variables
                )
                // After so many objects rather than after some time: no machine is too fast.
                let gets = Int.random(in: 1...60, using: &random)
                let end = Date(timeIntervalSinceNow: 10)
                while proxy.gets < gets, Date() < end { usleep(1_000) }
                process.send(SIGKILL)
                if try process.result().status == nil { killed += 1 }
                _ = try scene.content("index.db", "round \(round)")
            }
        }
        #expect(killed > 0)
        let last = scene.run(["ingest", scene.address])
        #expect(last.status == 0, "\(last.errors)")
        let content = try scene.content("index.db")
        #expect(content == expected, "\(content.differences(from: expected))")
    }

    @Test func `Records are read back from the bucket, and from the cache without a request`()
        throws
    {
        let scene = try BucketScene(SampleFile.some(20))
        #expect(scene.run(["ingest", scene.address]).status == 0)
        let id =
            scene.run(["search", "--limit", "1", "--format", "csv", "--fields", "eventID"])
            .output.split(separator: "\n").last.map(String.init) ?? ""
        let rule =
            "title: t\nid: 22222222-0000-4000-8000-000000000009\nlevel: high\n"
            + "logsource: {product: aws, service: cloudtrail}\n"
            + "detection: {a: {eventID: \(id)}, condition: a}\n"
        try Data(rule.utf8).write(to: URL(filePath: "\(scene.path)/rule.yml"))
        let alert = scene.run([
            "alert", scene.address, "--no-builtin-rules", "--rules", "\(scene.path)/rule.yml",
        ])
        #expect(alert.status == 1, "\(alert.errors)")
        let backtest = ["rules", "backtest", "t", "--rules", "\(scene.path)/rule.yml"]
        let commands = [
            backtest + ["--no-builtin-rules", "--format", "jsonl"], ["show", id],
            ["search", "--raw", "--limit", "0"], ["alerts", "show", "1", "--raw"],
            ["alerts", "show", "1"],
            ["search", "--limit", "0", "--format", "csv", "--fields", "eventID,requestParameters"],
        ]
        try MotoProxy.with(scene.server) { proxy in
            for command in commands {
                proxy.interfere()
                let plain = scene.run(command, proxy.variables)
                #expect(plain.status == 0, "\(command): \(plain.errors)")
                #expect(plain.output.contains(id), "\(command)")
                let cache = ["--cache", "\(scene.path)/cache-\(command.joined().hashValue)"]
                // Evidence is kept with its alert.
                let needsObjects = command[0] != "alerts"
                #expect(proxy.gets > 0 || !needsObjects, "\(command)")
                #expect(scene.run(command + cache, proxy.variables).output == plain.output)
                // What is kept needs no requests, but to list what there is to be read.
                proxy.interfere { request, _ in request.isList ? nil : .hangUp }
                let kept = scene.run(command + cache, proxy.variables)
                #expect(kept.status == 0 && kept.output == plain.output, "\(kept.errors)")
                #expect(
                    proxy.gets == 0 && (proxy.lists == 0 || command[0] == "rules"),
                    "\(command)"
                )
            }
        }
    }

    @Test func `An ingest that keeps objects leaves a copy that other commands read`() throws {
        let scene = try BucketScene(SampleFile.some(20))
        let cache = "\(scene.path)/cache"
        #expect(scene.run(["ingest", scene.address, "--cache", cache]).status == 0)
        for file in scene.files {
            let kept = URL(filePath: "\(cache)/\(scene.bucket)/\(file.key)")
            #expect(try Array(Data(contentsOf: kept)) == file.bytes())
        }
        try MotoProxy.with(scene.server) { proxy in
            let again = scene.run(
                ["ingest", scene.address, "--cache", cache],
                proxy.variables,
                index: "other.db"
            )
            #expect(again.status == 0 && proxy.gets == 0, "\(again.errors)")
        }
        #expect(try scene.content("other.db") == scene.content("index.db"))
    }

    @Test(.enabled(if: Python.has("awscli"), "the AWS CLI is not installed"))
    func `The AWS CLI copies the same bytes, and their index is the same`() throws {
        let scene = try BucketScene(SampleFile.some(40))
        let odd = "AWSLogs/510000000001/CloudTrail/eu-west-1/2026/03/07/a b+c%2F=ü&.json.gz"
        try scene.server.put(try SampleFile.all[3].bytes(), key: odd, in: scene.bucket)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-m", "awscli", "s3", "sync", "--quiet", "s3://\(scene.bucket)", "synced",
        ]
        process.currentDirectoryURL = URL(filePath: scene.path)
        process.environment = ProcessInfo.processInfo.environment
            .merging(scene.server.variables) { $1 }
            .merging(["AWS_DEFAULT_REGION": MotoServer.region]) { $1 }
        process.environment?["HOME"] = scene.path
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let cache = "\(scene.path)/cache"
        let own = scene.run(["ingest", scene.address, "--cache", cache])
        #expect(own.status == 0, "\(own.errors)")
        for key in scene.files.map(\.key) + [odd] {
            let kept = "\(cache)/\(scene.bucket)/\(key.replacing("%", with: "%25"))"
            #expect(
                try Data(contentsOf: URL(filePath: kept))
                    == Data(contentsOf: URL(filePath: "\(scene.path)/synced/\(key)")),
                "\(key)"
            )
        }
        let synced = scene.run(["ingest", "\(scene.path)/synced"], index: "synced.db")
        #expect(synced.status == 0, "\(synced.errors)")
        let found = try scene.content("index.db")
        let other = try IndexContent(
            "\(scene.path)/synced.db",
            folder: "\(scene.path)/synced",
            "synced"
        )
        #expect(found == other, "\(found.differences(from: other))")
    }
}
