import Basics
import Foundation

/// The URL of an HTTP service, which may be a secret: all but the host of a webhook's is one.
///
/// For example:
///
/// ```swift
/// try Endpoint("https://hooks.slack.com/services/T0/B0/EXAMPLE").description
/// // https://hooks.slack.com
/// try Endpoint("http://hooks.example.com/x")   // throws: http:// is rejected
/// ```
///
/// Messages describe an account's weak spots, so `http://` is accepted for this machine only.
package struct Endpoint: Hashable, Sendable {
    let url: URL
    /// The URL as it may be shown: scheme, host and port.
    package let description: String

    /// Parses a URL.
    ///
    /// - parameter text: For example `https://hooks.example.com/audit`.
    /// - throws: A ``TextFault`` that does not repeat the URL.
    package init(_ text: String) throws(TextFault) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            let host = parts.host, !host.isEmpty, let url = parts.url
        else {
            throw TextFault(
                "is not a URL; write for example https://hooks.example.com/audit"
            )
        }
        let port = parts.port.map { ":\($0)" } ?? ""
        description = "\(scheme)://\(ShownText.line(host, limit: 255))\(port)"
        self.url = url
        guard parts.user == nil, parts.password == nil else {
            throw TextFault("contains a user name or password, which are never sent; remove them")
        }
        guard parts.fragment == nil else {
            throw TextFault("contains a #; what follows it is never sent, so remove it")
        }
        switch scheme {
        case "https": return
        case "http" where Self.isLoopback(host): return
        case "http":
            throw TextFault(
                "uses http://, which anyone on the path can read; use https:// (http:// is "
                    + "accepted for localhost, 127.0.0.1 and [::1] only)"
            )
        default: throw TextFault("has an unsupported scheme; use https://")
        }
    }

    /// The parts of the URL that must not be shown: path and query, whole and in parts,
    /// percent-encoded and decoded.
    package var secrets: [String] {
        let sent = URLComponents(url: url, resolvingAgainstBaseURL: false)
        let texts = [
            url.path, sent?.percentEncodedPath, sent?.query, sent?.percentEncodedQuery,
        ].compactMap(\.self)
        let parts = texts.flatMap { $0.split { "/&=".contains($0) }.map(String.init) }
        return (texts + parts).filter { $0.count >= 6 }
    }

    /// Whether it is this machine, which no proxy is used for.
    var isLoopback: Bool { url.host.map(Self.isLoopback) ?? false }

    /// The URL of a path below this one.
    package func appending(_ path: String) -> Endpoint {
        Endpoint(url: url.appending(path: path), description: description)
    }

    private init(url: URL, description: String) {
        self.url = url
        self.description = description
    }

    private static func isLoopback(_ host: String) -> Bool {
        let name = host.trimmingCharacters(in: ["[", "]"]).lowercased()
        if name == "localhost" || name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension Endpoint: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["host": description]) }
}
