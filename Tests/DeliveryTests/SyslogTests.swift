import AuditTestSupport
import Basics
import Foundation
import Testing

@testable import Delivery

struct SyslogTests {
    static func channel(_ destination: SyslogDestination, deadline: Double = 10) -> SyslogChannel {
        SyslogChannel(
            destination: destination,
            deadline: deadline,
            clock: WallClock { 1_772_848_500 }
        )
    }

    /// A message without the machine's name and the process's number.
    static func portable(_ message: String?) -> String {
        let process = ProcessInfo.processInfo
        return (message ?? "nothing came").replacing(
            "\(process.hostName) audit \(process.processIdentifier)",
            with: "HOST audit PID"
        )
    }

    static let expected = """
        <83>1 2026-03-07T01:55:00Z HOST audit PID opened [audit@32473 \
        key="8f14e45fceea167a5a36dedd4bea2543" id="42" kind="opened" level="high" count="5" \
        first="2026-03-07T01:53:41Z" last="2026-03-07T02:24:31Z" basis="declared" \
        rule="Production secret read by somebody who is not declared" \
        ruleID="5f0c1c53-1f53-4f0e-9f55-0d3d5b6a7c01" control="secrets" \
        fact.account="510000000001" fact.region="eu-west-1" fact.secret="prod/orders/mongodb" \
        event="2e8c9c6b"] ALERT high: web-prod-instance read secret prod/orders/mongodb from \
        45.83.64.11 (5): web-prod-instance is none of the secret's readers.
        """

    @Test
    func `A notice by UDP`() throws {
        try LoopbackSyslog.udp { server in
            let channel = Self.channel(.udp(host: "127.0.0.1", port: server.port))
            #expect(channel.deliver(.sample(), thread: nil) == .delivered(thread: nil))
            #expect(Self.portable(server.next()) == Self.expected)
        }
    }

    @Test
    func `A notice by TCP, its octets counted`() throws {
        try LoopbackSyslog.tcp { server in
            let channel = Self.channel(.tcp(host: "127.0.0.1", port: server.port))
            #expect(channel.deliver(.sample(), thread: nil) == .delivered(thread: nil))
            let message = try #require(server.next())
            let parts = message.split(separator: " ", maxSplits: 1)
            #expect(Int(parts[0]) == parts[1].utf8.count)
            #expect(Self.portable(String(parts[1])) == Self.expected)
        }
    }

    @Test
    func `A notice by a socket of the file system`() throws {
        try TemporaryFolder.with { folder in
            let receiver = try LocalReceiver(folder.path("log"))
            let channel = Self.channel(.unix(path: folder.path("log")))
            #expect(channel.deliver(.sample(), thread: nil) == .delivered(thread: nil))
            #expect(Self.portable(receiver.next()) == Self.expected)
        }
    }

    @Test
    func `A socket that is a stream gets a message that ends in NUL`() throws {
        try TemporaryFolder.with { folder in
            let receiver = try LocalReceiver(folder.path("log"), .stream)
            let channel = Self.channel(.unix(path: folder.path("log")))
            #expect(channel.deliver(.sample(), thread: nil) == .delivered(thread: nil))
            #expect(Self.portable(receiver.next()) == Self.expected + "\0")
        }
    }

    @Test(
        arguments: zip(
            [Severity.informational, .low, .medium, .high, .critical],
            [86, 85, 84, 83, 82]
        )
    )
    func `Levels are severities of authpriv`(level: Severity, priority: Int) {
        #expect(Self.message(.sample(level: level)).hasPrefix("<\(priority)>1 "))
        #expect(Self.message(.sample(.resolved, level: level)).hasPrefix("<86>1 "))
    }

    static func message(_ notice: AlertNotice, limit: Int = 2_048, host: String = "h") -> String {
        SyslogMessage(notice: notice, time: 1_772_848_500, host: host, process: 7).text(
            limit: limit
        )
    }

    @Test(arguments: Hostile.texts, [300, 2_048, 8_192])
    func `No text makes a message or a parameter of its own`(text: String, limit: Int) throws {
        let message = Self.message(.hostile(text), limit: limit, host: text)
        #expect(message.utf8.count <= limit)
        #expect(!message.unicodeScalars.contains { $0.isUnsafeToShow })
        let match = try #require(
            message.wholeMatch(
                of:
                    /<83>1 \S+ ([!-~]{1,255}) audit 7 opened \[audit@32473((?: [!-~]+?="(?:[^"\\\]]|\\["\\\]])*")*)\] (.*)/
            )
        )
        let names = String(match.2).matches(
            of: /\ ([A-Za-z0-9._-]{1,32})="(?:[^"\\\]]|\\["\\\]])*"/
        )
        .map { String($0.1) }
        let known = [
            "key", "id", "kind", "level", "count", "first", "last", "basis", "rule", "ruleID",
        ]
        let others = names.filter { !known.contains($0) && !$0.hasPrefix("fact.") }
        #expect(Set(others).isSubset(of: ["control", "event"]))
        #expect(Set(names).count >= names.count - 3)
    }

    @Test
    func `A server that is not there may come back`() {
        let outcomes = [
            Self.channel(.tcp(host: "127.0.0.1", port: 1)),
            Self.channel(.unix(path: "/nonexistent/log")),
            Self.channel(.tcp(host: "a..b", port: 514)),
        ].map { HTTPDeliveryTests.summary($0.deliver(.sample(), thread: nil)) }
        #expect(
            outcomes == [
                "retry - tcp://HOST: Connection refused",
                "retry - unix:///nonexistent/log: No such file or directory",
                "retry - tcp://a..b:514: the host name does not resolve",
            ]
        )
    }

    @Test(arguments: [
        ("udp://logs.example.com", "udp://logs.example.com:514"),
        ("tcp://logs.example.com:601", "tcp://logs.example.com:601"),
        ("udp://[2001:db8::1]:514", "udp://[2001:db8::1]:514"),
        ("unix:///dev/log", "unix:///dev/log"),
    ])
    func `A destination is read`(text: String, description: String) throws {
        #expect(try SyslogDestination(text).description == description)
    }

    @Test(arguments: [
        "", "logs.example.com", "http://logs.example.com", "udp://", "udp://h:0", "udp://h:99999",
        "udp://h/path", "unix://dev/log", "unix:///" + String(repeating: "a", count: 200),
        "tcp://user@h", "udp://h:x",
    ])
    func `Anything but a destination is rejected`(text: String) {
        #expect(throws: TextFault.self) { try SyslogDestination(text) }
    }
}
