import Foundation
import Testing

@testable import Alerting

/// What to do is ready to be pasted, whatever an attacker has written into the log.
@Suite struct AlertResponseTests {
    private static let known = [
        "userIdentity.accessKeyId": "ASIAEXAMPLE", "sourceIPAddress": "45.83.64.11",
        "audit.principal.name": "web-prod", "audit.role.name": "deploy-prod",
        "audit.secret.name": "prod/orders/mongodb", "audit.securityGroup.id": "sg-0dbdfd84",
        "awsRegion": "eu-west-1", "recipientAccountId": "510000000001",
        "requestParameters.name": "acme trail",
        "responseElements.credentials.accessKeyId": "ASIAISSUED",
    ]

    private func filled(_ text: String, _ fields: [String: String] = known) -> String {
        // 2026-03-07T01:41:12Z
        AlertResponse(value: { fields[$0] }, eventID: "e-1", began: 1_772_847_672).filled(text)
    }

    @Test(
        arguments: [
            ("1. audit trace KEY shows who.", "1. audit trace ASIAEXAMPLE shows who."),
            (
                "audit trace KEY, with the access key\n   the call issued, shows",
                "audit trace ASIAISSUED, with the access key the call issued, shows"
            ),
            (
                "audit show ID shows the key's ID and name;",
                "audit show e-1 shows the key's ID and name;"
            ),
            (
                "2. audit search --ip ADDRESS --reverse",
                "2. audit search --ip 45.83.64.11 --reverse"
            ),
            (
                "audit search --principal ROLE --since 1d lists",
                "audit search --principal web-prod --since 2026-03-06 lists"
            ),
            ("audit deployments ROLE --broken", "audit deployments deploy-prod --broken"),
            ("audit search --role ROLE.", "audit search --role deploy-prod."),
            (
                "audit secrets NAME; audit groups GROUP",
                "audit secrets prod/orders/mongodb; audit groups sg-0dbdfd84"
            ),
            ("--account ACCOUNT --region REGION", "--account 510000000001 --region eu-west-1"),
            // Fields in braces.
            (
                "aws cloudtrail start-logging --name {requestParameters.name}.",
                "aws cloudtrail start-logging --name 'acme trail'."
            ),
            ("aws x --name {requestParameters.none} --yes", "aws x --yes"),
            ("aws x {requestParameters.keyId}", "aws x KEYID"),
            // No commands, and words that are not known.
            ("The ID and the KEY of the ROLE.", "The ID and the KEY of the ROLE."),
            ("audit search --resource SUBNET", "audit search --resource SUBNET"),
            (
                "audit search --role ROLE-OF-THE-INSTANCE",
                "audit search --role ROLE-OF-THE-INSTANCE"
            ),
        ]
    )
    func commandsAreFilledIn(text: String, expected: String) {
        #expect(filled(text) == expected)
    }

    @Test func aStepIsOneLine() {
        let text =
            "1. Run:\n   - audit trace KEY\n   - audit\n     show ID\n\n2. Then aws x\n   --name n\n"
        let line =
            "1. Run:\n   - audit trace ASIAEXAMPLE\n   - audit show e-1\n\n2. Then aws x --name n\n"
        #expect(filled(text) == line)
    }

    @Test func withoutAKeyTheEventIsTraced() {
        #expect(filled("audit trace KEY", [:]) == "audit trace e-1")
        #expect(filled("audit search --access-key KEY", [:]) == "audit search --access-key KEY")
    }

    @Test func theCallerIsTheRoleOnlyWhereItIsMeant() {
        let person = ["audit.principal.name": "ben", "audit.principal.kind": "human"]
        #expect(filled("audit search --role ROLE", person) == "audit search --role ROLE")
        let deployer = ["audit.principal.name": "deploy", "audit.principal.kind": "deployment"]
        #expect(filled("audit search --role ROLE", deployer) == "audit search --role deploy")
        let given = person.merging(["requestParameters.role": "arn:aws:iam::1:role/app"]) { $1 }
        #expect(filled("audit search --role ROLE", given) == "audit search --role app")
    }

    /// A shell gets exactly the value as one word, or the word stays as it is.
    @Test(
        arguments: [
            "a b", "$(touch pwned)", "`id`", "a;id", "it's", "''; id #", "a\"b", "*", "~root",
            "a&b",
            "\\", "#x", "{1,2}", "é", "a=b", "%s", "a\u{27}$(id)\u{27}",
        ]
    )
    func valuesAreOneWordOfAShell(value: String) throws {
        let command = filled("audit trace KEY now", ["userIdentity.accessKeyId": value])
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", "audit() { printf '%s|' \"$@\"; }; " + command]
        shell.currentDirectoryURL = FileManager.default.temporaryDirectory
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        #expect(String(decoding: data, as: UTF8.self) == "trace|\(value)|now|")
    }

    @Test(
        arguments: [
            "--db=/etc/passwd", "-x", "!root", "a\nb", "a\u{1b}[2J", "a\u{202e}b", "",
            String(repeating: "a", count: 301),
        ]
    )
    func unsafeValuesAreNotFilledIn(value: String) {
        #expect(
            filled("audit search --ip ADDRESS x", ["sourceIPAddress": value])
                == "audit search --ip ADDRESS x"
        )
    }
}
