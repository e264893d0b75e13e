import AuditTestSupport
import Basics
import Foundation
import Testing

@testable import Delivery

struct MailTests {
    /// A channel whose sendmail is a script, which has its folder in `$DIR`.
    static func channel(
        _ folder: TemporaryFolder,
        script: String = "printf '%s\\n' \"$@\" > $DIR/arguments; env > $DIR/env; cat > $DIR/mail",
        deadline: Double = 10
    ) throws -> MailChannel {
        let path = try folder.write("#!/bin/sh\nDIR='\(folder.path)'\n\(script)\n", to: "sendmail")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return MailChannel(
            from: try MailAddress("audit@example.com"),
            to: [try MailAddress("security@example.com"), try MailAddress("ops@example.com")],
            sendmail: path,
            deadline: deadline,
            clock: WallClock { 1_772_848_500 }
        )
    }

    /// Delivers; again where a test beside this one was starting a program while the script was
    /// written, whose copy of the open file keeps the script from being run for a moment.
    static func deliver(_ notice: AlertNotice, by channel: MailChannel) -> DeliveryOutcome {
        for _ in 0..<100 {
            let outcome = channel.deliver(notice, thread: nil)
            guard case .retry(let reason, _) = outcome, reason.hasSuffix("Text file busy") else {
                return outcome
            }
        }
        return channel.deliver(notice, thread: nil)
    }

    static func read(_ folder: TemporaryFolder, _ name: String) throws -> String {
        try String(contentsOfFile: folder.path(name), encoding: .utf8)
    }

    /// The mail that a notice is sent as: headers, unfolded, and body.
    static func sent(_ notice: AlertNotice) throws -> (headers: [String], body: String) {
        try TemporaryFolder.with { folder in
            let outcome = deliver(notice, by: try channel(folder))
            #expect(outcome == .delivered(thread: nil))
            let mail = try read(folder, "mail")
            let end = try #require(mail.firstRange(of: "\n\n"))
            #expect(
                mail[..<end.lowerBound].split(separator: "\n").allSatisfy { $0.utf8.count <= 300 }
            )
            let headers = mail[..<end.lowerBound].replacing("\n ", with: " ")
            return (headers.components(separatedBy: "\n"), String(mail[end.upperBound...]))
        }
    }

    @Test
    func `A notice as a mail`() throws {
        let (headers, body) = try Self.sent(.sample())
        #expect(
            headers == [
                "From: audit@example.com", "To: security@example.com, ops@example.com",
                "Subject: [audit] ALERT high: web-prod-instance read secret prod/orders/mongodb from "
                    + "45.83.64.11",
                "Date: Sat, 7 Mar 2026 01:55:00 +0000",
                "Message-ID: <audit.8f14e45fceea167a5a36dedd4bea2543.42@example.com>",
                "In-Reply-To: <audit.8f14e45fceea167a5a36dedd4bea2543@example.com>",
                "References: <audit.8f14e45fceea167a5a36dedd4bea2543@example.com>",
                "Auto-Submitted: auto-generated", "X-Audit-Key: 8f14e45fceea167a5a36dedd4bea2543",
                "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
            ]
        )
        #expect(Self.decoded(body) == NoticeText(notice: .sample()).block)
    }

    @Test
    func `Sendmail gets its two arguments and no token`() throws {
        setenv("AUDIT_TEST_TOKEN", "EXAMPLETOKEN", 1)
        defer { unsetenv("AUDIT_TEST_TOKEN") }
        try TemporaryFolder.with { folder in
            _ = Self.deliver(.sample(), by: try Self.channel(folder))
            #expect(try Self.read(folder, "arguments") == "-t\n-i\n")
            #expect(!(try Self.read(folder, "env")).contains("EXAMPLETOKEN"))
        }
    }

    @Test(arguments: Hostile.texts)
    func `No text makes a header, a long line or the end of a mail`(text: String) throws {
        let notice = AlertNotice.hostile(text)
        let (headers, body) = try Self.sent(notice)
        #expect(
            headers.map { String($0.prefix { $0 != ":" }) } == [
                "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
                "Auto-Submitted", "X-Audit-Key", "MIME-Version", "Content-Type",
                "Content-Transfer-Encoding",
            ]
        )
        #expect(headers.joined().utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.hasPrefix("From ") })
        #expect(lines.allSatisfy { !$0.hasPrefix(".") && !$0.hasSuffix(" ") })
        #expect(body.utf8.allSatisfy { $0 == 0x0A || ($0 >= 0x20 && $0 < 0x7F) })
        #expect(Self.decoded(body) == NoticeText(notice: notice).block)
        let subject = try #require(headers.first { $0.hasPrefix("Subject: ") })
        #expect(
            Self.words(String(subject.dropFirst(9)))
                == "[audit] \(NoticeText(notice: notice).headline)"
        )
    }

    @Test(arguments: [
        ("echo 'try later' >&2; exit 75", "retry - PATH exited with status 75: try later"),
        ("echo 'no user' >&2; exit 67", "refused PATH exited with status 67: no user"),
        ("exit 64", "refused PATH exited with status 64"),
        ("exit 1", "retry - PATH exited with status 1"),
        ("kill -9 $$", "retry - PATH was killed by signal 9"),
        (
            "printf 'a\\033[2Jb\\n\\nc' >&2; exit 1",
            #"retry - PATH exited with status 1: a\u{1b}[2Jb c"#
        ),
        // It reads nothing, and leaves somebody behind who holds its files open.
        ("sleep 60 & exit 0", "delivered"),
    ])
    func `How sendmail ends says what came of a mail`(script: String, expected: String) throws {
        try TemporaryFolder.with { folder in
            let outcome = Self.deliver(.sample(), by: try Self.channel(folder, script: script))
            let summary = HTTPDeliveryTests.summary(outcome)
            #expect(summary.replacing(folder.path("sendmail"), with: "PATH") == expected)
        }
    }

    @Test
    func `A hanging sendmail is killed, a missing one is retried`() throws {
        try TemporaryFolder.with { folder in
            let hanging = try Self.channel(folder, script: "exec sleep 60", deadline: 0.3)
            guard case .retry(let late, after: nil) = Self.deliver(.sample(), by: hanging) else {
                Issue.record("delivered by a sendmail that hangs")
                return
            }
            #expect(late.hasSuffix("timed out"))
            try folder.remove("sendmail")
            guard case .retry(let reason, after: nil) = Self.deliver(.sample(), by: hanging)
            else {
                Issue.record("delivered by a sendmail that is not there")
                return
            }
            #expect(reason.hasSuffix("no such program"))
        }
    }

    @Test(arguments: [
        "security@example.com", "a.b+c@sub.example.com", "o'neil@example.com", "a@localhost",
    ])
    func `A plain address is accepted`(address: String) throws {
        #expect(try MailAddress(address).description == address)
    }

    @Test(arguments: [
        "", "@", "a@", "@b", "a", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "a@b\nBcc: x", "<a@b>",
        "A <a@b>", "a@b,c@d", "\"a\"@b", "a.@b", ".a@b", "a@b..c", "a@-é", "a\u{0}@b", "a@b;c",
        String(repeating: "a", count: 300) + "@b",
    ])
    func `Anything but a plain address is rejected`(address: String) {
        #expect(throws: TextFault.self) { try MailAddress(address) }
    }

    /// Quoted-printable, decoded as RFC 2045 says.
    private static func decoded(_ body: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(body.replacing("=\n", with: "").utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "=") {
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                bytes.append(UInt8(digits, radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A header's value, its encoded words decoded as RFC 2047 says.
    private static func words(_ value: String) -> String {
        guard value.hasPrefix("=?") else { return value }
        return value.split(separator: " ").map { word in
            #expect(word.utf8.count <= 75)
            let text = word.dropFirst("=?UTF-8?B?".count).dropLast(2)
            return String(decoding: Data(base64Encoded: String(text)) ?? Data(), as: UTF8.self)
        }.joined()
    }
}
