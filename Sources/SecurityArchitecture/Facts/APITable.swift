import CloudTrail

/// Finds what guards the public API in the calls that change it.
struct APITable: Sendable {
    private let keys: Set<String>
    private let usagePlans: Set<String>
    private let webACLs: Set<String>
    /// The ids at the end of the ARNs: calls name a list by its id.
    private let webACLIDs: Set<String>
    private let origins: Set<String>

    init(_ api: APIDeclaration) {
        keys = Set(api.keys)
        usagePlans = Set(api.usagePlans)
        webACLs = Set(api.webACLs)
        webACLIDs = Set(api.webACLs.compactMap { ResourceName($0)?.lastName })
        origins = Set(api.corsOrigins.map { $0.lowercased() })
    }

    /// Whether the API keys that a call names are declared.
    func key(in event: Event) -> String? {
        status(of: ["apikey", "apikeyid", "keyid"], among: keys, in: event)
    }

    /// Whether the usage plans that a call names are declared.
    func usagePlan(in event: Event) -> String? {
        status(of: ["usageplanid"], among: usagePlans, in: event)
    }

    /// Undeclared where one of those that are named is.
    private func status(
        of names: Set<String>,
        among declared: Set<String>,
        in event: Event
    ) -> String? {
        guard !declared.isEmpty, event.hasText(.eventSource, "apigateway.amazonaws.com"),
            let request = event[.requestParameters]
        else { return nil }
        var search = ParameterSearch { key in names.contains(key) }
        search.look(in: request)
        return Self.status(search.found.map { declared.contains($0) })
    }

    private static func status(_ areDeclared: [Bool]) -> String? {
        guard !areDeclared.isEmpty else { return nil }
        return (areDeclared.contains(false) ? ReaderStatus.undeclared : .declared).rawValue
    }

    /// Whether the web ACLs that a call names are declared.
    func webACL(in event: Event) -> String? {
        guard !webACLs.isEmpty, event.hasText(.eventSource, "wafv2.amazonaws.com"),
            let request = event[.requestParameters], let name = event.text(.eventName)
        else { return nil }
        var areDeclared: [Bool] = []
        for key in ["webACLArn", "aRN", "resourceArn"] {
            guard
                let text = request.member(key)?.name ?? request["loggingConfiguration"]?[key]?.name,
                text.contains("/webacl/")
            else { continue }
            areDeclared.append(webACLs.contains(text))
        }
        if name.hasSuffix("WebACL"), let id = request["id"]?.name {
            areDeclared.append(webACLIDs.contains(id))
        }
        return Self.status(areDeclared)
    }

    /// What the origins are that a call lets call from browsers: `any`, and where origins are
    /// declared `declared` and `undeclared`.
    func origins(in event: Event) -> [String] {
        guard Self.hasOrigins(event), let request = event[.requestParameters] else { return [] }
        var search = ParameterSearch { key in
            key.hasPrefix("alloworigin") || key.hasPrefix("allowedorigin")
                || key.hasPrefix("accesscontrolalloworigin")
                || key.contains("access-control-allow-origin")
        }
        search.look(in: request)
        return search.found.compactMap { text in
            // API Gateway writes a constant in single quotes.
            let origin = text.trimming("'").lowercased()
            if ["*", "http://*", "https://*"].contains(origin) { return "any" }
            guard !self.origins.isEmpty else { return nil }
            return self.origins.contains(origin) ? "declared" : "undeclared"
        }
    }

    /// Whether origins are declared.
    var hasOrigins: Bool { !origins.isEmpty }

    private static func hasOrigins(_ event: Event) -> Bool {
        event.hasText(.eventSource, "apigateway.amazonaws.com")
            || event.hasText(.eventSource, "s3.amazonaws.com")
                && event.hasText(.eventName, "PutBucketCors")
            || event.hasText(.eventSource, "lambda.amazonaws.com")
            || event.hasText(.eventSource, "cloudfront.amazonaws.com")
    }
}

extension String {
    fileprivate func trimming(_ quote: Character) -> String {
        guard count >= 2, first == quote, last == quote else { return self }
        return String(dropFirst().dropLast())
    }
}
