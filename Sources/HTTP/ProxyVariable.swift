import Foundation

/// The variable that names the proxy of a request, as libcurl chooses it.
///
/// It is for messages: a proxy that is down looks like a host that is down.
///
/// Related documentation: <https://everything.curl.dev/usingcurl/proxies/env.html>
enum ProxyVariable {
    /// The name of the variable that a request of this process went by.
    static func name(for request: HTTPRequest) -> String? {
        request.isDirect ? nil : name(for: request.url, ProcessInfo.processInfo.environment)
    }

    /// The name of the variable; nil where no proxy is used, or that is not known.
    static func name(for url: String, _ environment: [String: String]) -> String? {
        // `HTTP_PROXY` may come of a header, in CGI.
        let own = url.hasPrefix("https:") ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        let name = (own + ["all_proxy", "ALL_PROXY"]).first { environment[$0]?.isEmpty == false }
        guard let name else { return nil }
        let exempt = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        let host = host(of: url)
        for pattern in exempt.lowercased().split(whereSeparator: { $0 == "," || $0 == " " }) {
            let domain = pattern.drop { $0 == "." }
            guard pattern != "*", !pattern.contains("/"), host != domain,
                !host.hasSuffix(".\(domain)")
            else { return nil }
        }
        return name
    }

    private static func host(of url: String) -> String {
        let rest = url.lowercased().split(separator: "/", maxSplits: 2).dropFirst().first ?? ""
        if rest.hasPrefix("[") { return String(rest.dropFirst().prefix { $0 != "]" }) }
        return String(rest.prefix { $0 != ":" && $0 != "?" })
    }
}
