import ArgumentParser
import AuditIndex
import Basics
import Foundation

/// Selects events.
struct FilterOptions: ParsableArguments {
    @OptionGroup var span: SpanOptions

    @Option(help: ArgumentHelp("Caller: an ARN, or the name in it.", valueName: "glob"))
    var principal: [String] = []

    @Option(help: ArgumentHelp("Role of the caller.", valueName: "glob"))
    var role: [String] = []

    @Option(help: ArgumentHelp("API call, such as GetSecretValue or 'Delete*'.", valueName: "glob"))
    var event: [String] = []

    @Option(help: ArgumentHelp("Service, such as kms or iam.", valueName: "glob"))
    var service: [String] = []

    @Option(
        help: ArgumentHelp("Affected resource: an ARN, or the name in it.", valueName: "glob")
    )
    var resource: [String] = []

    @Option(
        help: ArgumentHelp(
            "Accessed secret, in any spelling: a name, an ARN, or 'prod/*'.",
            valueName: "glob"
        )
    )
    var secret: [String] = []

    @Option(
        help: ArgumentHelp(
            "Title or ID of a rule that matched at ingest.",
            valueName: "glob"
        )
    )
    var rule: [String] = []

    @Option(help: ArgumentHelp("Account ID.", valueName: "glob"))
    var account: [String] = []

    @Option(help: ArgumentHelp("Region.", valueName: "glob"))
    var region: [String] = []

    @Option(
        help: ArgumentHelp(
            "Source: an address, a network such as 10.0.0.0/8, or a service name.",
            valueName: "cidr"
        )
    )
    var ip: [String] = []

    @Option(help: ArgumentHelp("User agent.", valueName: "glob"))
    var userAgent: [String] = []

    @Option(help: ArgumentHelp("Error code; '*' for any failure.", valueName: "glob"))
    var error: [String] = []

    @Option(help: ArgumentHelp("Access key ID.", valueName: "glob"))
    var accessKey: [String] = []

    @Flag(help: "Only denied calls.")
    var denied = false

    @Argument(help: ArgumentHelp("Text in the event, or its ID.", valueName: "term"))
    var terms: [String] = []

    /// Finds times, globs and networks that are none, before anything else is done.
    ///
    /// - throws: A `ValidationError`.
    func check() throws {
        do {
            _ = try filter(now: Int64(Date().timeIntervalSince1970))
        } catch is CommandFailure {
            // Which of two times comes first may hang on the present.
        }
    }

    /// The filter.
    ///
    /// - throws: `ValidationError` for a time, glob or network that is none; ``CommandFailure``
    ///   for times that leave nothing between them.
    func filter(now: Int64) throws -> EventFilter {
        var filter = EventFilter()
        if let span = try span.span(now: now) {
            filter.since = span.lowerBound == .min ? nil : span.lowerBound
            filter.until = span.upperBound == .max ? nil : span.upperBound
        }
        let globs: [(String, [String], EventFilter.Condition.Subject)] = [
            ("--principal", principal, .text(.principal)), ("--role", role, .role),
            ("--event", event, .name), ("--service", service, .service),
            ("--resource", resource, .text(.resource)), ("--account", account, .text(.account)),
            ("--region", region, .text(.region)), ("--user-agent", userAgent, .text(.agent)),
            ("--error", error, .text(.error)), ("--access-key", accessKey, .text(.accessKey)),
        ]
        for (flag, patterns, subject) in globs {
            try add(patterns, subject, to: &filter) { try Self.glob($0, flag) }
        }
        try add(ip, .text(.address), to: &filter) { try Self.network($0) }
        try addSecrets(to: &filter)
        try add(rule, to: &filter, { .rules($0) }) { try Self.glob($0, "--rule") }
        if denied { filter.conditions.append(.init(.flags(.denied))) }
        for term in terms {
            guard !term.isEmpty else { throw ValidationError("A search term is empty.") }
            filter.conditions.append(.init(.contains(term)))
        }
        return filter
    }

    /// Adds the condition of one option: any of its patterns, and none of those behind a `!`.
    private func add(
        _ patterns: [String],
        _ subject: EventFilter.Condition.Subject,
        to filter: inout EventFilter,
        _ parse: (String) throws -> TextPattern
    ) throws {
        try add(patterns, to: &filter, { .matches(subject, $0) }, parse)
    }

    private func add<Pattern>(
        _ patterns: [String],
        to filter: inout EventFilter,
        _ test: ([Pattern]) -> EventFilter.Condition.Test,
        _ parse: (String) throws -> Pattern
    ) throws {
        let (wanted, unwanted) = try patterns.wantedAndUnwanted(parse)
        if !wanted.isEmpty { filter.conditions.append(.init(test(wanted))) }
        if !unwanted.isEmpty {
            filter.conditions.append(.init(test(unwanted), isExcluded: true))
        }
    }

    private func addSecrets(to filter: inout EventFilter) throws {
        try add(secret, to: &filter, { .secrets($0) }) { text in
            do {
                return try SecretPattern(text)
            } catch {
                throw ValidationError("--secret: \(error)")
            }
        }
    }

    private static func glob(_ text: String, _ flag: String) throws -> TextPattern {
        do {
            return .glob(try Glob(text, caseInsensitive: true))
        } catch {
            throw ValidationError("\(flag): \(error)")
        }
    }

    /// A network if the text looks like one; otherwise a name such as `AWS Internal`.
    private static func network(_ text: String) throws -> TextPattern {
        let isNumeric = text.unicodeScalars.allSatisfy {
            $0.properties.isASCIIHexDigit || $0 == "." || $0 == ":" || $0 == "/"
        }
        guard isNumeric || text.contains("/") else { return try glob(text, "--ip") }
        do {
            return .network(try CIDRBlock(text))
        } catch {
            throw ValidationError("--ip: \(error)")
        }
    }
}

extension [String] {
    /// The patterns of an option; those behind a `!` are unwanted.
    func wantedAndUnwanted<Pattern>(
        _ parse: (String) throws -> Pattern
    ) rethrows -> (wanted: [Pattern], unwanted: [Pattern]) {
        (
            try filter { !$0.hasPrefix("!") }.map(parse),
            try filter { $0.hasPrefix("!") }.map { try parse(String($0.dropFirst())) }
        )
    }
}
