import Foundation

/// Where a syslog server listens.
///
/// For example:
///
/// ```swift
/// try SyslogDestination("udp://logs.example.com")       // port 514
/// try SyslogDestination("tcp://logs.example.com:601")
/// try SyslogDestination("unix:///dev/log")
/// ```
public enum SyslogDestination: Hashable, Sendable {
    case udp(host: String, port: UInt16)
    case tcp(host: String, port: UInt16)
    case unix(path: String)

    /// Reads a destination.
    ///
    /// - parameter text: `udp://HOST[:PORT]`, `tcp://HOST[:PORT]` or `unix://PATH`.
    /// - throws: A ``DeliveryFault`` where it is none.
    public init(_ text: String) throws(DeliveryFault) {
        if text.hasPrefix("unix:///"), !text.contains("\0") {
            let path = String(text.dropFirst("unix://".count))
            guard path.utf8.count <= 100 else {
                throw DeliveryFault("has a path of more than 100 bytes, too long for a socket")
            }
            self = .unix(path: path)
            return
        }
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            parts.path.isEmpty, parts.user == nil, parts.query == nil, parts.fragment == nil,
            let port = UInt16(exactly: parts.port ?? 514), port > 0
        else { throw Self.fault }
        // An IPv6 address stands in brackets in a URL, and nowhere else.
        let name = host.trimmingCharacters(in: ["[", "]"])
        switch parts.scheme?.lowercased() {
        case "udp": self = .udp(host: name, port: port)
        case "tcp": self = .tcp(host: name, port: port)
        default: throw Self.fault
        }
    }

    private static let fault = DeliveryFault(
        "is no syslog server; write udp://HOST:514, tcp://HOST:514 or unix:///dev/log"
    )

    /// The most bytes of a message: what every receiver of datagrams takes by RFC 5424 and 5426.
    var sizeLimit: Int {
        switch self {
        case .tcp: 8_192
        case .udp, .unix: 2_048
        }
    }
}

extension SyslogDestination: CustomStringConvertible {
    /// The destination as a URL.
    public var description: String {
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
