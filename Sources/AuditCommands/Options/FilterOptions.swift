import ArgumentParser
import AuditIndex
import Basics
import Detection

/// Selects events.
struct FilterOptions: ParsableArguments {
    @OptionGroup var span: SpanOptions

    @Option(
        help: ArgumentHelp(
            "Caller: a person, in whatever role; or an ARN or the name in it.",
            valueName: "glob"
        ),
        transform: OptionPattern<TextPattern>.glob
    )
    var principal: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp("Name of the caller's role session, or its ARN.", valueName: "name"),
        transform: OptionPattern<TextPattern>.glob
    )
    var session: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp("Role of the caller.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var role: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp("API call, such as GetSecretValue or 'Delete*'.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var event: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp("Service, such as kms or iam.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var service: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp("Affected resource: an ARN, or the name in it.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var resource: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp(
            "Accessed secret, in any spelling: a name, an ARN, or 'prod/*'.",
            valueName: "glob"
        ),
        transform: OptionPattern<SecretPattern>.secret
    )
    var secret: [OptionPattern<SecretPattern>] = []

    @Option(
        help: ArgumentHelp(
            "Title or ID of a rule that matched at ingest.",
            valueName: "glob"
        ),
        transform: OptionPattern<TextPattern>.glob
    )
    var rule: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp("Account ID.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var account: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp("Region.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var region: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp(
            "Source: an address, a network such as 10.0.0.0/8, or a service name.",
            valueName: "cidr"
        ),
        transform: OptionPattern<TextPattern>.network
    )
    var ip: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp("User agent.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var userAgent: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp("Error code; '*' for any failure.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var error: [OptionPattern<TextPattern>] = []

    @Option(
        help: ArgumentHelp("Access key ID.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var accessKey: [OptionPattern<TextPattern>] = []

    @Flag(help: "Only denied calls.")
    var denied = false

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            """
            Field of the record: 'PATH=VALUE', with * and ? as wildcards, 'PATH!=VALUE', or \
            'PATH|MODIFIER=VALUE' with a modifier of Sigma's. Repeat the option for AND.
            """,
            valueName: "condition"
        ),
        transform: FieldCondition.parse
    )
    var conditions: [FieldCondition] = []

    @Argument(help: ArgumentHelp("Text anywhere in the event, or its ID.", valueName: "term"))
    var terms: [String] = []

    /// The filter.
    ///
    /// - parameter clock: The present and its zone.
    /// - throws: ``CommandFailure`` for times with nothing between them.
    func filter(_ clock: Clock) throws -> EventFilter {
        var filter = EventFilter()
        if let span = try span.span(clock) {
            filter.since = span.lowerBound == .min ? nil : span.lowerBound
            filter.until = span.upperBound == .max ? nil : span.upperBound
        }
        let patterns: [([OptionPattern<TextPattern>], EventFilter.Condition.Subject)] = [
            (principal, .caller), (session, .text(.session)), (role, .role), (event, .name),
            (service, .service),
            (resource, .text(.resource)), (account, .text(.account)), (region, .text(.region)),
            (userAgent, .text(.agent)), (error, .text(.error)), (accessKey, .text(.accessKey)),
            (ip, .text(.address)),
        ]
        for (patterns, subject) in patterns {
            Self.add(patterns, to: &filter) { .matches(subject, $0) }
        }
        Self.add(secret, to: &filter) { .secrets($0) }
        Self.add(rule, to: &filter) { .rules($0) }
        if denied { filter.conditions.append(.init(.flags(.denied))) }
        filter.terms = terms
        return filter
    }

    func validate() throws {
        if terms.contains("") { throw ValidationError("A search term is empty.") }
        if terms.count > 32 { throw ValidationError("A search takes up to 32 terms.") }
    }

    /// Adds the conditions of one option: any of its patterns, and none of the excluded ones.
    private static func add<Pattern>(
        _ patterns: [OptionPattern<Pattern>],
        to filter: inout EventFilter,
        _ test: ([Pattern]) -> EventFilter.Condition.Test
    ) {
        let wanted = patterns.filter { !$0.isExcluded }.map(\.pattern)
        let unwanted = patterns.filter(\.isExcluded).map(\.pattern)
        if !wanted.isEmpty { filter.conditions.append(.init(test(wanted))) }
        if !unwanted.isEmpty {
            filter.conditions.append(.init(test(unwanted), isExcluded: true))
        }
    }
}

extension FieldCondition {
    /// Parses the value of `--where`.
    @Sendable
    static func parse(_ text: String) throws -> FieldCondition {
        do {
            return try FieldCondition(text)
        } catch {
            throw InvalidValue("\(error)")
        }
    }
}
