import Basics
import Foundation

/// Sends notices to a syslog server, as RFC 5424 messages.
///
/// Syslog sends no response: a message counts as delivered when the operating system accepts it.
/// Over UDP that means little; over TCP (octet counting, RFC 6587) it means that the server had not
/// closed the connection when the message was sent.
package struct SyslogChannel: DeliveryChannel {
    package let name: String
    let destination: SyslogDestination
    /// In seconds, for the whole delivery.
    let deadline: Double
    let clock: WallClock

    package init(
        name: String = "syslog",
        destination: SyslogDestination,
        deadline: Double = 10,
        clock: WallClock = .system
    ) {
        self.name = name
        self.destination = destination
        self.deadline = deadline
        self.clock = clock
    }

    package func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        let message = SyslogMessage(
            notice: notice,
            time: clock.now,
            host: ProcessInfo.processInfo.hostName,
            process: ProcessInfo.processInfo.processIdentifier
        )
        let text = message.text(limit: destination.sizeLimit)
        do {
            try send(Array(text.utf8), Deadline(in: deadline))
            return .delivered(thread: nil)
        } catch {
            return .retry(reason: "\(destination): \(error.reason)", after: nil)
        }
    }

    private func send(_ bytes: [UInt8], _ deadline: Deadline) throws(SystemFault) {
        switch destination {
        case .unix(let path):
            let address = SocketAddress(path: path)
            // Most sockets accept datagrams, some a stream in which NUL ends a message.
            do {
                try ClientSocket.connect(address, .datagram, deadline).send(bytes, deadline)
            } catch  where error.code == EPROTOTYPE {
                try ClientSocket.connect(address, .stream, deadline).send(bytes + [0], deadline)
            }
        case .udp(let host, let port):
            let addresses = try SocketAddress.resolve(host, port, .datagram, deadline)
            try ClientSocket.connect(addresses, .datagram, deadline).send(bytes, deadline)
        case .tcp(let host, let port):
            let addresses = try SocketAddress.resolve(host, port, .stream, deadline)
            let socket = try ClientSocket.connect(addresses, .stream, deadline)
            try socket.send(Array("\(bytes.count) ".utf8) + bytes, deadline)
            try socket.finish(deadline)
        }
    }
}

/// Where a syslog server listens.
///
/// For example:
///
/// ```swift
/// try SyslogDestination("udp://logs.example.com")       // port 514
/// try SyslogDestination("tcp://logs.example.com:601")
/// try SyslogDestination("unix:///dev/log")
/// ```
package enum SyslogDestination: Hashable, Sendable {
    case udp(host: String, port: UInt16)
    case tcp(host: String, port: UInt16)
    case unix(path: String)

    /// - parameter text: `udp://HOST[:PORT]`, `tcp://HOST[:PORT]` or `unix://PATH`.
    /// - throws: A ``TextFault`` where it is not one.
    package init(_ text: String) throws(TextFault) {
        if text.hasPrefix("unix:///"), !text.contains("\0") {
            let path = String(text.dropFirst("unix://".count))
            guard path.utf8.count <= 100 else {
                throw TextFault("has a path longer than 100 bytes, the limit for a socket")
            }
            self = .unix(path: path)
            return
        }
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            parts.path.isEmpty, parts.user == nil, parts.query == nil, parts.fragment == nil,
            let port = UInt16(exactly: parts.port ?? 514), port > 0
        else { throw Self.fault }
        // An IPv6 address has brackets in a URL only.
        let name = host.trimmingCharacters(in: ["[", "]"])
        switch parts.scheme?.lowercased() {
        case "udp": self = .udp(host: name, port: port)
        case "tcp": self = .tcp(host: name, port: port)
        default: throw Self.fault
        }
    }

    private static let fault = TextFault(
        "is not a syslog address; write udp://HOST:514, tcp://HOST:514 or unix:///dev/log"
    )

    /// The most bytes of a message; RFC 5424 and 5426 ask every receiver of datagrams to accept
    /// 2,048.
    var sizeLimit: Int {
        switch self {
        case .tcp: 8_192
        case .udp, .unix: 2_048
        }
    }
}

extension SyslogDestination: CustomStringConvertible {
    package var description: String {
        switch self {
        case .udp(let host, let port): "udp://\(Self.bracketed(host)):\(port)"
        case .tcp(let host, let port): "tcp://\(Self.bracketed(host)):\(port)"
        case .unix(let path): "unix://\(ShownText.line(path, limit: 100))"
        }
    }

    private static func bracketed(_ host: String) -> String {
        let host = ShownText.line(host, limit: 255)
        return host.contains(":") ? "[\(host)]" : host
    }
}

/// A notice as a syslog message.
///
/// The facility is `authpriv`, which machines hide from ordinary users. The structured data is
/// under `audit@32473`, the enterprise number reserved for documentation.
///
/// Related documentation: <https://www.rfc-editor.org/rfc/rfc5424>
struct SyslogMessage {
    private static let facility = 10

    let notice: AlertNotice
    /// The time of sending, in seconds since 1970.
    let time: Int64
    let host: String
    let process: Int32

    /// The message, cut to `limit` bytes.
    ///
    /// One line of UTF-8 without control characters. If it is too long, facts are left out before
    /// the text is cut.
    func text(limit: Int) -> String {
        let header =
            "<\(Self.facility * 8 + severity)>1 \(EventTime(seconds: time)) \(hostName) audit "
            + "\(process) \(notice.kind.rawValue) "
        let data = structuredData(limit: limit * 2 / 3 - header.utf8.count)
        let message = ShownText.line(
            "\(NoticeText(notice: notice).headline) (\(notice.count)): \(notice.reason)",
            limit: 2_000
        )
        let room = limit - header.utf8.count - data.utf8.count - 1
        return "\(header)\(data) \(ShownText.cut(message, toBytes: room))"
    }

    private var severity: Int {
        switch (notice.kind, notice.level) {
        case (.resolved, _), (.test, _): 6
        case (_, .critical): 2
        case (_, .high): 3
        case (_, .medium): 4
        case (_, .low): 5
        case (_, .informational): 6
        }
    }

    /// The host for the header: printable ASCII, or `-`.
    private var hostName: String {
        let isPlain = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return !host.isEmpty && host.utf8.count <= 255 && isPlain ? host : "-"
    }

    private func structuredData(limit: Int) -> String {
        var data = "[audit@32473"
        let fixed = [
            ("key", notice.key), ("id", "\(notice.id)"), ("kind", notice.kind.rawValue),
            ("level", notice.level.rawValue), ("count", "\(notice.count)"),
            ("first", EventTime(seconds: notice.first).description),
            ("last", EventTime(seconds: notice.last).description),
            ("basis", notice.basis.kind.rawValue), ("rule", notice.rule),
            ("ruleID", notice.ruleID ?? ""), ("control", notice.control ?? ""),
            ("techniques", notice.techniques.map(\.id).joined(separator: ",")),
        ]
        let facts = notice.facts.map { (Self.parameterName($0.name), $0.value) }
        let events = notice.evidence.prefix(5).map { ("event", $0.eventID) }
        for (name, value) in fixed + facts + events where !value.isEmpty {
            let parameter = " \(name)=\"\(Self.escaped(value))\""
            guard data.utf8.count + parameter.utf8.count < limit else { continue }
            data += parameter
        }
        return data + "]"
    }

    /// A fact's name as a parameter name: `fact.` and letters, digits, dots and hyphens, 32 at
    /// most.
    private static func parameterName(_ name: String) -> String {
        let scalars = name.unicodeScalars.prefix(27).map { scalar -> Unicode.Scalar in
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            return isLetter || ("0"..."9").contains(scalar) || "-.".unicodeScalars.contains(scalar)
                ? scalar : "_"
        }
        return "fact." + String(String.UnicodeScalarView(scalars))
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in ShownText.line(value, limit: 200).unicodeScalars {
            if scalar == "\"" || scalar == "\\" || scalar == "]" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
