import AuditTestSupport
import Basics
import Foundation
import HTTP
import Testing

@testable import AWS

/// Keys that a program prints.
struct CredentialProcessTests {
    static func process(_ command: String, script: String = "") throws -> String {
        try FakeHome.with([".aws/config": "[default]\ncredential_process = \(command)"]) { home in
            try home.folder.write("#!/bin/sh\n\(script)\n", to: "get keys")
            let path = home.folder.path("get keys")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            let config =
                "[default]\ncredential_process = \(command.replacing("PROGRAM", with: path))"
            try home.folder.write(config, to: ".aws/config")
            home.variables = ["PATH": "/usr/bin:/bin", "AUDIT_SLACK_TOKEN": "x", "OTHER": "y"]
            return home.found()
        }
    }

    @Test
    func `A program gives keys`() throws {
        let script = """
            [ "$1" = "a b" ] && [ "$#" = 2 ] || exit 3
            [ -z "$AUDIT_SLACK_TOKEN" ] && [ "$OTHER" = y ] || exit 4
            [ -z "$(cat)" ] || exit 5
            cat <<EOF
            \(CredentialFetcherTests.json)
            EOF
            """
        #expect(
            try Self.process(#""PROGRAM" 'a b' $(touch /tmp/x)"#, script: script)
                == "AWS credentials: credential_process of profile 'default': ~/get keys exited with status 3"
        )
        #expect(try Self.process(#""PROGRAM" 'a b' c"#, script: script) == "AKIDJSON")
    }

    @Test(
        arguments: [
            (
                "echo 'please  log\tin' >&2; exit 7",
                "~/get keys exited with status 7: please log in"
            ),
            ("echo EXAMPLESECRET", "what ~/get keys prints is no JSON object"),
            (#"echo '{"Version": 2}'"#, "what ~/get keys prints is not of Version 1"),
            (
                #"echo '{"Version": 1, "AccessKeyId": "AKID"}'"#,
                "what ~/get keys prints has no secret access key"
            ),
            ("head -c 70000 /dev/zero", "~/get keys prints more than 65536 bytes"),
            ("kill -9 $$", "~/get keys was killed by signal 9"),
        ]
    )
    func `A program that gives none is an error`(script: String, expected: String) throws {
        #expect(
            try Self.process(#""PROGRAM""#, script: script)
                == "AWS credentials: credential_process of profile 'default': \(expected)"
        )
    }

    @Test(
        arguments: [
            ("/nowhere/get-keys", "/nowhere/get-keys: No such file or directory"),
            ("'get", "the command has a quote without its end"),
            ("''", ": No such file or directory"),
        ]
    )
    func `A program that does not start is an error`(command: String, expected: String) throws {
        #expect(try Self.process(command).hasSuffix(expected))
    }

    @Test
    func `A program that takes too long is ended`() {
        let process = CredentialProcess(
            command: "sleep 30",
            environment: ["PATH": "/usr/bin:/bin"],
            seconds: 0.2
        )
        #expect(throws: TextFault("sleep took longer than 0 seconds")) { try process.run() }
    }

    /// Its output is complete when it ends, whatever still holds the pipe.
    @Test
    func `A program may leave others behind`() throws {
        let script = "sleep 30 & echo '\(CredentialFetcherTests.json.replacing("\n", with: " "))'"
        #expect(try Self.process(#""PROGRAM""#, script: script) == "AKIDJSON")
    }
}
